"""The gate of a Move (rules D1, D2): asked for by one officer, let out by another, never by time.

What goes out is what was checked: the approver's word counts for exactly these words, this audience and the number that
it cannot serve.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from safepassage.desk.advice import queries
from safepassage.desk.advice.clearing import cleared, first_of, spoken
from safepassage.desk.advice.issuing import Entry, InLanguage, ToIssue, as_sent, had_it, issue, reach_of
from safepassage.desk.advice.kinds import Kind, MsgType, Standing
from safepassage.desk.advice.models import Issued, ReleaseRequest
from safepassage.desk.advice.tongues import FIRST, tongue_of
from safepassage.desk.advice.wordings import for_all, overriding, texts_to_go, texts_to_stay
from safepassage.desk.core import clock
from safepassage.desk.core.ids import new_id
from safepassage.desk.core.sealing import seal
from safepassage.desk.crises.access import Deed, Role, Thing, may
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Officer
from safepassage.desk.crises.queries import is_closed, roles_in
from safepassage.desk.ledger.actions import record
from safepassage.desk.ledger.queries import open_key
from safepassage.desk.movement import releasing
from safepassage.desk.movement.models import Draft, StoredPreflight
from safepassage.desk.movement.queries import advisory_of, now_of
from safepassage.desk.queue.actions import close_items_on, open_item
from safepassage.desk.queue.work import Kind as WorkKind
from safepassage.desk.queue.work import Urgency, Work
from safepassage.errors import BadInput

ANSWER_WITHIN = timedelta(minutes=5)  # then the next on the roster is asked (rule D2)


class Prepared(NamedTuple):
    """What would go out, before anybody says yes."""

    entries: Sequence[Entry]
    going: int  # persons who get a text to go
    people: int
    spoken: Sequence[str]  # the language of each entry

    @property
    def unserved(self) -> int:
        """Whom it cannot serve: the number to confirm."""
        return self.people - self.going


class Override(NamedTuple):
    """Why a Move goes out without a preflight, and in which words."""

    ground: str  # a value of queries.Ground
    reason: str
    text: str
    leave_by: datetime


# --- What would go out -----------------------------------------------------------------------------------------------


def prepared(draft: Draft, stored: StoredPreflight, rest: str, further: Collection[str]) -> Prepared:
    """Everybody's text, in the order of sending. further: the languages that it goes out in beside its first.

    Raises BadInput, KeyDestroyed, Unreadable.
    """
    crisis, said, first = draft.crisis, advisory_of(draft), first_of(draft)
    stay = {language: texts_to_stay(crisis, rest, language) for language in (first, *further)}
    found = releasing.told_by(stored)
    tongues = [spoken(told.languages, stay, first) for told in found]
    entries = [
        (told, texts_to_go(told.way, said.text[tongue], crisis, said.issued_at, tongue) if told.way else stay[tongue])
        for told, tongue in zip(found, tongues, strict=True)
    ]
    return Prepared(entries, sum(told.way is not None for told in found), len(found), tongues)


def prepared_unchecked(draft: Draft, text: str, leave_by: datetime) -> Prepared:
    """The same of an override: everybody gets the fallback text, and nobody is known to arrive."""
    crisis, delays = draft.crisis, releasing.delays_of(draft.crisis)
    texts = overriding(crisis, text, leave_by, advisory_of(draft).issued_at)
    told_by = leave_by - delays.reading - delays.preparing
    everybody = releasing.everybody(crisis)
    entries = [(told._replace(told_by=told_by), texts) for told in everybody]
    return Prepared(entries, 0, len(everybody), [FIRST] * len(everybody))


# --- Asking ----------------------------------------------------------------------------------------------------------


def ask_for_release(
    draft: Draft, rest: str, *, actor: Officer, replaces: Issued | None = None
) -> ReleaseRequest:  # fmt: skip
    """Ask another officer to let an advisory out, as its newest preflight found it. Raises NotNow.

    rest: what is being done for those who cannot go, as their text says it. replaces: the alert that it updates.
    """
    stored = releasing.newest_for_release(draft)
    if stored is None:
        raise NotNow("it was not checked as it stands; run a preflight first")
    if why_not := releasing.why_stale(draft, stored):
        raise NotNow(f"{why_not}; run a fresh preflight")
    found = _prepared_or_not_now(draft, stored, rest, cleared(draft))
    return _asked(draft, found, rest, actor, stored=stored, replaces=replaces)


def ask_for_override(draft: Draft, override: Override, *, actor: Officer) -> ReleaseRequest:
    """Ask to let a Move out that no preflight was made of: the engine fails, or the shelter is being lost (rule D1).

    Raises NotNow.
    """
    if not override.reason.strip() or not override.text.strip():
        raise NotNow("say why it cannot be checked first, and the words that go out")
    if override.leave_by <= now_of(draft.crisis):
        raise NotNow("the time to leave by is past")
    try:
        found = prepared_unchecked(draft, override.text, override.leave_by)
    except BadInput as error:
        raise NotNow(str(error.faults[0])) from error
    return _asked(draft, found, override.text, actor, override=override)


@transaction.atomic
def withdraw_request(request: ReleaseRequest, *, actor: Officer) -> None:
    """Take back one's own request. Raises NotNow."""
    mine = ReleaseRequest.objects.filter(pk=request.pk, standing=Standing.WAITING, asked_by=actor)
    if not mine.update(standing=Standing.WITHDRAWN):
        raise NotNow("it is not yours, or does not wait any more")
    close_items_on(request.reference, actor=actor, reason="withdrawn")
    _record(actor, "withdraw_request", request)


# --- Deciding --------------------------------------------------------------------------------------------------------


def approve(request: ReleaseRequest, typed: int, *, actor: Officer, reason: str = "") -> Issued:
    """Let it out: signed, queued, sent, in one. typed: the number of those whom it cannot serve.

    Raises NotNow for who asked or wrote it, for another number, for words or people that changed, and where the
    preflight no longer holds. Nothing of it has then gone out.
    """
    _require_other(request, actor)
    if typed != request.unserved:
        raise NotNow(f"you typed {typed}; it cannot serve another number of people: read it again")
    draft = request.draft
    if draft is None:
        raise NotNow("the advisory was withdrawn")
    found = _as_asked(request, draft)
    if (found.people, found.unserved) != (request.people, request.unserved):
        raise NotNow("people came or went since it was asked for: it has to be asked for again")
    with transaction.atomic():
        _decide(request, Standing.APPROVED, actor, reason)
        return issue(request.crisis, _to_issue(request, draft, found), actor=actor)


@transaction.atomic
def refuse(request: ReleaseRequest, *, actor: Officer, reason: str) -> None:
    """Say no. Raises NotNow."""
    _require_other(request, actor)
    if not reason.strip():
        raise NotNow("say why")
    _decide(request, Standing.REFUSED, actor, reason)


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _prepared_or_not_now(draft: Draft, stored: StoredPreflight, rest: str, further: Collection[str]) -> Prepared:
    try:
        return prepared(draft, stored, rest, further)
    except BadInput as error:
        raise NotNow(str(error.faults[0])) from error


def _asked(
    draft: Draft,
    found: Prepared,
    rest: str,
    actor: Officer,
    *,
    stored: StoredPreflight | None = None,
    replaces: Issued | None = None,
    override: Override | None = None,
) -> ReleaseRequest:
    crisis = draft.crisis
    if not found.people:
        raise NotNow("there is nobody to tell")
    said, further = dict(draft.said), cleared(draft)
    if override:
        said |= {"text": {"en": override.text}, "leave_by_at": override.leave_by.isoformat()}
    request = ReleaseRequest(
        id=new_id(), crisis=crisis, name=draft.name, draft=draft, preflight=stored, replaces=replaces,
        is_override=override is not None, said=said, rest=rest, people=found.people, unserved=found.unserved,
        reach=[each._asdict() for each in reach_of(crisis, found.entries)],
        languages=_languages(draft, found, further) if not override else [],
        writers=sorted(releasing.writers_of(draft) | {actor.reference}), asked_by=actor, asked_at=clock.now(),
    )  # fmt: skip
    if override:
        why = json.dumps({"ground": override.ground, "reason": override.reason}).encode()
        request.sealed = seal(open_key(crisis.key_id), why, queries.sealed_in(request))
    work = Work(WorkKind.ADVISORY, request.reference, Role.APPROVER, Urgency.LIFE, draft.name,
                due_at=request.asked_at + ANSWER_WITHIN)  # fmt: skip
    try:
        with transaction.atomic():
            request.save(force_insert=True)
            open_item(crisis, work, actor=actor)
            new = {"name": draft.name, "said": said, "rest": rest, "people": found.people, "unserved": found.unserved,
                   "preflight": stored.id if stored else None,
                   "replaces": replaces.identifier if replaces else None}  # fmt: skip
            _record(actor, "ask_for_override" if override else "ask_for_release", request, new=new,
                    reason=override.reason if override else "")  # fmt: skip
    except IntegrityError as error:
        raise NotNow("it waits already for another officer") from error
    return request


def _require_other(request: ReleaseRequest, actor: Officer) -> None:
    if is_closed(request.crisis_id):
        raise NotNow("the crisis is closed")
    if why_not := queries.why_not_the_other(request, actor, queries.barred(request)):
        raise NotNow(why_not)
    if not may(roles_in(actor, request.crisis_id), Deed.CHANGE, Thing.APPROVAL):
        raise NotNow("none of your roles may do this")


def _as_asked(request: ReleaseRequest, draft: Draft) -> Prepared:
    """What goes out by the crisis as it is now. Raises NotNow where it is not what was asked for."""
    if request.is_override:
        leave_by = datetime.fromisoformat(request.said["leave_by_at"])
        if leave_by <= now_of(request.crisis):
            raise NotNow("the time to leave by is past")
        return prepared_unchecked(draft, request.rest, leave_by)
    if draft.said != request.said:
        raise NotNow("the text was changed after it was asked for: it has to be checked and asked for again")
    stored = request.preflight
    if stored is None:
        raise NotNow("its preflight is gone: run a fresh one, and ask again")
    if why_not := releasing.why_stale(draft, stored):
        raise NotNow(f"{why_not}: run a fresh preflight, and ask again")
    further = _further(request)
    if not set(further) <= set(cleared(draft)):
        raise NotNow("words of it are not cleared any more: it has to be asked for again")
    return _prepared_or_not_now(draft, stored, request.rest, further)


def _further(request: ReleaseRequest) -> list[str]:
    """The languages beside the first in which it was asked for; what was cleared since goes out with an update."""
    return [each["language"] for each in request.languages[1:]]


def _languages(draft: Draft, found: Prepared, further: Sequence[str]) -> list[dict[str, Any]]:
    """In which it goes out, the first first, each with its people and what it takes by SMS. Numbers alone."""
    counts: dict[str, list[int]] = {language: [] for language in (first_of(draft), *further)}
    known: dict[str, int] = {}
    for (_told, texts), language in zip(found.entries, found.spoken, strict=True):
        if texts.first not in known:
            known[texts.first] = releasing.segments_of(as_sent(draft.crisis, texts.first))
        counts[language].append(known[texts.first])
    return [
        {"language": language, "people": len(each), "segments": sum(each), "longest": max(each, default=0)}
        for language, each in counts.items()
    ]


def _to_issue(request: ReleaseRequest, draft: Draft, found: Prepared) -> ToIssue:
    crisis, old = request.crisis, request.replaces
    said, first, further = advisory_of(draft), FIRST if request.is_override else first_of(draft), _further(request)
    text: str = request.rest if request.is_override else said.text[first]
    entries = list(found.entries)
    if old:  # who had the old one and is not in this one's audience is told to stay, before all others
        there = {told.person for told, _texts in entries}
        gone = had_it(old) - there
        rest = "" if request.is_override else request.rest
        stay = {language: texts_to_stay(crisis, rest, language) for language in (first, *further)}
        everybody = (told for told in releasing.everybody(crisis) if told.person in gone)
        entries += [(told, stay[spoken(told.languages, stay, first)]) for told in everybody]
    return ToIssue(
        kind=Kind.MOVE,
        headline=queries.sentence(request),
        text=for_all(crisis, text, first),
        language=first,
        others=[
            InLanguage(
                each, tongue_of(each).headline.format(crisis=crisis.name), for_all(crisis, said.text[each], each)
            )
            for each in further
        ],
        entries=entries,
        expires_at=said.deadline_at,
        msg_type=MsgType.UPDATE if old else MsgType.ALERT,
        replaces=old,
        request=request,
        area=str(draft.said.get("area", "")),
        is_urgent=old is not None,
    )


def _decide(request: ReleaseRequest, to: Standing, actor: Officer, reason: str) -> None:
    there = ReleaseRequest.objects.filter(pk=request.pk, standing=Standing.WAITING).exclude(asked_by=actor)
    said = seal(open_key(request.crisis.key_id), reason.encode(), queries.decision_in(request))
    if not there.update(standing=to, decided_by=actor, decided_at=clock.now(), decision=said):
        raise NotNow("somebody else has decided, or it was withdrawn")
    request.refresh_from_db(fields=["standing", "decided_by", "decided_at", "decision"])
    close_items_on(request.reference, actor=actor, reason=to.value)
    _record(actor, "approve" if to == Standing.APPROVED else "refuse", request,
            new={"unserved": request.unserved}, reason=reason)  # fmt: skip


def _record(actor: Officer, verb: str, request: ReleaseRequest, **said: Any) -> None:
    where: Mapping[str, Any] = {"crisis": request.crisis_id, "key": request.crisis.key_id}
    record(actor=actor, verb=f"advice.{verb}", subject=request.reference, **where, **said)
