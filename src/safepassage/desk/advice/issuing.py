"""How an alert comes to be: written as CAP, signed, a row for each person in their order, queued, sent (D4, D5)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from safepassage.desk.advice import wordings
from safepassage.desk.advice.alerts import set_stage
from safepassage.desk.advice.kinds import IN_CAP, Kind, MsgType
from safepassage.desk.advice.models import Alert, Delivery, Issued, Line, Recipient, ReleaseRequest, Road
from safepassage.desk.advice.providers import PROVIDERS
from safepassage.desk.advice.queueing import queue_deliveries
from safepassage.desk.advice.signing_keys import signer_at, text_key_at
from safepassage.desk.advice.states import MAY_HAVE_LEFT
from safepassage.desk.advice.tongues import FIRST, tongue_of
from safepassage.desk.advice.wordings import NO_CODE_YET, Texts, audience_of, with_code
from safepassage.desk.advice.writing import texts_context
from safepassage.desk.core import clock
from safepassage.desk.core.bulk import insert_rows
from safepassage.desk.core.ids import new_id
from safepassage.desk.core.sealing import seal
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis, Officer, Status
from safepassage.desk.ledger.actions import record
from safepassage.desk.movement.queries import now_of
from safepassage.desk.movement.releasing import Told, is_gsm7, segments_of
from safepassage.desk.people import queries as people
from safepassage.errors import BadInput
from safepassage.formats import cap
from safepassage.signing import AlertText, check_code, sign_alert, sign_text

LANGUAGE = FIRST
LONGEST_HEADLINE = 150

Entry = tuple[Told, Texts]


class InLanguage(NamedTuple):
    """What all may read, in a further language."""

    language: str
    headline: str
    text: str


class ToIssue(NamedTuple):
    """What is to go out."""

    kind: Kind
    headline: str
    text: str  # for all to read
    entries: Sequence[Entry]  # in the order of sending
    expires_at: datetime  # by the crisis's clock
    msg_type: MsgType = MsgType.ALERT
    replaces: Issued | None = None
    request: ReleaseRequest | None = None
    area: str = ""  # CAP polygon; none: the crisis's
    alone: bool = False  # one officer sends it: another one looks at it after
    is_urgent: bool = False
    alert_id: UUID | None = None  # of a page that was sent twice
    language: str = LANGUAGE  # of headline and text
    others: Sequence[InLanguage] = ()


def issue(crisis: Crisis, what: ToIssue, *, actor: Officer) -> Issued:
    """Sign it, queue it and begin to send it; what it replaces is sent to nobody more. Within a transaction.

    Without a line nothing leaves, and it stays as not begun. Raises NotNow for what cannot be written as CAP.
    """
    now = now_of(crisis).replace(microsecond=0)
    alert = Alert(
        id=what.alert_id or new_id(), crisis=crisis, status=crisis.status, is_urgent=what.is_urgent, made_at=clock.now()
    )
    signer = signer_at(crisis, now, actor=actor)
    sender, identifier = _sender(crisis), f"safepassage-{alert.id}"
    try:
        original = sign_alert(
            cap.write_alert(_in_cap(crisis, what, identifier, sender, now)), signer.key, signer.certificate
        )
    except BadInput as error:
        raise NotNow(f"it cannot be written as CAP: {error.faults[0]}") from error
    sealed_text = _sealed_text(crisis, what, identifier, sender, now, actor)
    code = check_code(sealed_text)
    alert.save(force_insert=True)
    issued = Issued.objects.create(
        alert=alert, request=what.request, kind=what.kind, msg_type=what.msg_type, identifier=identifier,
        sender=sender, sent_at=now, expires_at=what.expires_at, headline=headline(crisis, what.headline),
        text=what.text, language=what.language, others=_others(crisis, what), original=original,
        sealed_text=sealed_text, code=code, key=signer.row, replaces=what.replaces, issued_by=actor,
        issued_at=clock.now(), alone_by=actor if what.alone else None,
    )  # fmt: skip
    if what.replaces and what.replaces.alert.stage != Alert.Stage.STOPPED:
        set_stage(what.replaces.alert, Alert.Stage.STOPPED, actor=actor, reason=f"replaced by {alert.reference}")
    roads = _roads(alert)
    _recipients(alert, roads, what, code)
    new = {
        "kind": what.kind, "msg_type": what.msg_type, "identifier": identifier, "text": what.text,
        "people": len(what.entries), "key": signer.row.fingerprint, "code": code, "alone": what.alone,
        "request": what.request.id if what.request else None, "language": what.language,
        "others": _others(crisis, what),
        "replaces": what.replaces.identifier if what.replaces else None,
    }  # fmt: skip
    record(actor=actor, verb="advice.issue", subject=alert.reference, crisis=crisis.id, key=crisis.key_id, new=new)
    if roads:
        queue_deliveries(alert, actor=actor)
        set_stage(alert, Alert.Stage.SENDING, actor=actor)
    return issued


def headline(crisis: Crisis, text: str) -> str:
    """With its status before all else, unless it is Actual."""
    return wordings.marked(crisis.status, text)[:LONGEST_HEADLINE]


class Reach(NamedTuple):
    """What a channel has to carry. Numbers alone."""

    channel: str
    people: int
    segments: int  # SMS; of other channels messages
    longest: int
    unicode: int  # texts that hold a character outside GSM-7's, which makes them dear


def reach_of(crisis: Crisis, entries: Iterable[Entry]) -> list[Reach]:
    """By line, in the order in which lines are tried; at the end, with no channel, those whom none reaches."""
    entries, lines = list(entries), lines_of(crisis)
    firsts = {texts.first for _told, texts in entries}
    texts = {first: segments_of(as_sent(crisis, first)) for first in firsts}
    found = []
    for line in lines:
        on_it = [texts.first for told, texts in entries if carries(line, told)]
        is_sms = PROVIDERS[line.provider].carries == "phones"
        counts = [texts[first] if is_sms else 1 for first in on_it]
        dear = sum(is_sms and not is_gsm7(first) for first in on_it)
        found.append(Reach(line.channel, len(on_it), sum(counts), max(counts, default=0), dear))
    nobody = sum(not any(carries(line, told) for line in lines) for told, _texts in entries)
    return [*found, Reach("", nobody, 0, 0, 0)]


def marked(crisis: Crisis, text: str) -> str:
    """As the door lets it out."""
    return wordings.marked(crisis.status, text)


def as_sent(crisis: Crisis, text: str) -> str:
    """As a person gets it, before there is a code: with one of naughts in its place."""
    return marked(crisis, with_code(text, NO_CODE_YET))


def unmarked(crisis: Crisis, text: str) -> str:
    """A headline without its status."""
    return wordings.unmarked(crisis.status, text)


def lines_of(crisis: Crisis) -> list[Line]:
    """The crisis's lines, in the order in which they are tried."""
    return list(Line.objects.filter(crisis=crisis).order_by("id"))


def carries(line: Line, told: Told) -> bool:
    """Whether it has an address of theirs to send to."""
    return told.has_phone if PROVIDERS[line.provider].carries == "phones" else told.has_email


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _sender(crisis: Crisis) -> str:
    return f"safepassage.{crisis.id}@{settings.ENVIRONMENT.host}"


def _sealed_text(crisis: Crisis, what: ToIssue, identifier: str, sender: str, now: datetime, actor: Officer) -> str:
    """The words that are for all, as a line that proves itself: what CAP says, short enough for a QR code."""
    text = AlertText(
        identifier=identifier,
        sender=sender,
        sent=now,
        expires=what.expires_at,
        status=str(crisis.status),
        msg_type=what.msg_type.value,
        language=what.language,
        text=marked(crisis, what.text),
    )
    return sign_text(text, text_key_at(crisis, now, actor=actor))


def _in_cap(crisis: Crisis, what: ToIssue, identifier: str, sender: str, now: datetime) -> cap.Alert:
    zone, old = ZoneInfo(crisis.zone), what.replaces
    first = InLanguage(what.language, what.headline, what.text)
    infos = tuple(_info(crisis, what, each) for each in (first, *what.others))
    replaced = (cap.Reference(old.sender, old.identifier, old.sent_at.astimezone(zone)),) if old else ()
    return cap.Alert(
        identifier=identifier,
        sender=sender,
        sent=now.astimezone(zone),
        status=crisis.status,
        msg_type=what.msg_type.value,
        scope="Public",
        note="" if crisis.status == Status.ACTUAL else crisis.status_meaning,
        references=replaced,
        infos=infos,
    )


def _info(crisis: Crisis, what: ToIssue, said: InLanguage) -> cap.Info:
    zone, polygon = ZoneInfo(crisis.zone), what.area or crisis.area
    event = IN_CAP[what.kind].event if said.language == LANGUAGE else tongue_of(said.language).event
    return cap.Info(
        language=said.language,
        categories=("Security",),
        event=event,
        response_types=(_response(what),),
        urgency="Immediate",
        severity="Severe",
        certainty="Likely",
        audience=audience_of(crisis, said.language),
        expires=what.expires_at.replace(microsecond=0).astimezone(zone),
        sender_name=f"Safe Passage, {crisis.name}",
        headline=headline(crisis, said.headline),
        description=marked(crisis, said.text),
        areas=(cap.Area(description=crisis.name, polygons=(cap.parse_polygon(polygon),) if polygon else ()),),
    )


def _others(crisis: Crisis, what: ToIssue) -> list[dict[str, str]]:
    """As the row and the ledger hold them."""
    return [each._asdict() | {"headline": headline(crisis, each.headline)} for each in what.others]


def _response(what: ToIssue) -> str:
    """That a move is cancelled is no all clear."""
    if what.msg_type != MsgType.CANCEL:
        return IN_CAP[what.kind].response
    return "Shelter" if what.kind == Kind.MOVE else "None"


def _roads(alert: Alert) -> list[Road]:
    made = [Road(alert=alert, line=line, rank=rank, bit=1 << rank) for rank, line in enumerate(lines_of(alert.crisis))]
    return Road.objects.bulk_create(made)


def _recipients(alert: Alert, roads: Sequence[Road], what: ToIssue, code: str) -> None:
    """In their order; those of what it replaces before all others, whom it may have reached first of all."""
    crisis, had = alert.crisis, _had(what.replaces)
    ordered = sorted(what.entries, key=lambda entry: had.get(entry[0].person, 2))
    keys = people.open_keys(crisis, [told.person for told, _texts in ordered])
    shift = clock.now() - now_of(crisis)  # the clock of an exercise from a folder stands: there it begins now
    coded = {texts: texts.with_code(code) for texts in {texts for _told, texts in ordered}}
    rows = [
        Recipient(
            alert=alert,
            person_id=told.person,
            place=place,
            roads=sum(road.bit for road in roads if carries(road.line, told)),
            leaves_by=told.told_by + shift if told.told_by else None,
            sealed=seal(
                keys[told.person], json.dumps(coded[texts].by_name()).encode(), texts_context(alert.id, told.person)
            ),
        )
        for place, (told, texts) in enumerate(each for each in ordered if each[0].person in keys)
    ]
    insert_rows(Recipient, rows)


def _had(old: Issued | None) -> Mapping[UUID, int]:
    """Who was to get what is replaced: 0 if it may have left, 1 if not."""
    if old is None:
        return {}
    its = Recipient.objects.filter(alert=old.alert_id)
    may_have_left = Delivery.objects.filter(recipient__alert=old.alert_id, state__in=MAY_HAVE_LEFT)
    told = set(may_have_left.values_list("recipient__person", flat=True))
    return {person: int(person not in told) for person in its.values_list("person", flat=True)}


def had_it(old: Issued) -> set[UUID]:
    """Who was to get an alert."""
    return set(_had(old))
