"""Second readers (rules D3, D4): what of an advisory goes out in a further language was read by another officer.

Cleared are exactly these words of exactly this advisory, and the fixed sentences that stand with them. The first
language is read at the gate.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import asdict
from typing import NamedTuple

from django.db import IntegrityError, transaction

from safepassage.desk.advice.models import Clearing
from safepassage.desk.advice.tongues import FIRST, Tongue, tongue_of
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Deed, Thing, may
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Officer
from safepassage.desk.crises.queries import is_closed, roles_in
from safepassage.desk.crises.seconds import bound_to
from safepassage.desk.ledger.actions import record
from safepassage.desk.movement.models import Draft
from safepassage.desk.movement.releasing import writers_of


class Words(NamedTuple):
    """An advisory in a further language, and who cleared it."""

    language: str
    tongue: Tongue
    text: str
    digest: str  # of all that a reader reads
    clearing: Clearing | None


def first_of(draft: Draft) -> str:
    """The language in which everybody gets it who has no other of it."""
    texts: dict[str, str] = draft.said["text"]
    return FIRST if FIRST in texts else next(iter(texts), FIRST)


def words_of(draft: Draft) -> list[Words]:
    """In each further language, cleared or not."""
    first, texts = first_of(draft), draft.said["text"]
    further = {language: _digest(draft, language) for language in texts if language != first}
    rows = Clearing.objects.filter(draft=draft).select_related("read_by") if further else ()
    done = {(row.language, row.digest): row for row in rows}
    return [
        Words(language, tongue_of(language), texts[language], digest, done.get((language, digest)))
        for language, digest in further.items()
    ]


def cleared(draft: Draft) -> tuple[str, ...]:
    """The further languages in which it may go out."""
    return tuple(each.language for each in words_of(draft) if each.clearing)


def spoken(languages: Iterable[str], there: Collection[str], otherwise: str) -> str:
    """In which of those there somebody is told: the first of their own, shortened from the right (RFC 4647, 3.4)."""
    for language in languages:
        tag = language
        while tag and tag not in there:
            tag = tag.rpartition("-")[0]
        if tag:
            return tag
    return otherwise


@transaction.atomic
def clear(draft: Draft, language: str, digest: str, *, actor: Officer) -> Clearing:
    """Say that one read these words and that they say the same. digest: of what one saw. Raises NotNow."""
    crisis = draft.crisis
    if is_closed(crisis.id):
        raise NotNow("the crisis is closed")
    if not may(roles_in(actor, crisis.id), Deed.CHANGE, Thing.ALERTS):
        raise NotNow("none of your roles may do this")
    there = {each.language: each for each in words_of(draft)}.get(language)
    if there is None or there.digest != digest:
        raise NotNow("the words were changed since you read them: read them again")
    if why_not := why_not_reader(actor, draft):
        raise NotNow(why_not)
    row = Clearing(draft=draft, language=language, digest=digest, read_by=actor, read_at=clock.now())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise NotNow("somebody else has cleared it") from error
    new = {"language": language, "text": there.text, "sha256": digest}
    record(actor=actor, verb="advice.clear_words", subject=draft.reference, crisis=crisis.id, key=crisis.key_id,
           new=new)  # fmt: skip
    return row


def why_not_reader(officer: Officer, draft: Draft) -> str:
    """Why an officer's reading does not count; empty if it does."""
    writers = writers_of(draft)
    if officer.reference in writers:
        return "it takes a reader who did not write on it"
    if not writers.isdisjoint(bound_to(officer, draft.crisis_id)):
        return "whoever wrote it invited you, let you in again or gave you a role, or you them: that counts as one"
    return ""


def _digest(draft: Draft, language: str) -> str:
    """Of all of the advisory: words that say the same as the first language's say it no more when those change."""
    said = json.dumps([language, draft.said, asdict(tongue_of(language))], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()
