"""The timeline: all that entered the picture, the newest first, as it stood at any time at which the desk knew it.

It runs by when the desk knew of something, which all rows say to the microsecond; days on which things happened stand
beside. So "what did we know at 14:00" is its part from there on.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    BinaryField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import UUIDField as Id
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from safepassage.desk.core.ids import reference
from safepassage.desk.core.sealing import unseal
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.queries import opened_key
from safepassage.desk.picture.kinds import HAPPENED, DraftKind, PromiseState, Standing
from safepassage.desk.picture.models import (
    Assessment,
    Contact,
    Joining,
    Occurrence,
    Promise,
    PromiseChange,
    Report,
    Statement,
)
from safepassage.desk.picture.queries import Said, text_of

REPORT, STATEMENT, ASSESSMENT, JOINING, CONTACT, PROMISE, CHANGE = (
    "report", "statement", "assessment", "joining", "contact", "promise", "promise_change"
)  # fmt: skip
KINDS = {  # what an officer may ask for, by its name
    **{kind.value: (kind.label, (kind.value,)) for kind in HAPPENED},
    "claims": (_("Claims, and what we make of them"), (STATEMENT, ASSESSMENT, JOINING)),
    "contacts": (_("Contacts"), (CONTACT,)),
    "promises": (_("Promises"), (PROMISE, CHANGE)),
    "reports": (_("Reports"), (REPORT,)),
}
MOST_READ = 500  # moments that one search for words opens; the next goes on from there


class Place(NamedTuple):
    """Where one is on the timeline: before what is said at `at`, and of the same instant before the id."""

    at: datetime
    id: UUID


@dataclass(frozen=True)
class Asked:
    """What of the timeline is wanted. `until` is also when the desk is asked: nothing entered later shows."""

    until: datetime
    since: datetime | None = None
    kinds: frozenset[str] = frozenset()  # of KINDS; none: all
    words: str = ""  # of a place or anything else that was said
    before: Place | None = None


@dataclass(frozen=True)
class Moment:
    """One thing that entered."""

    kind: str  # REPORT, STATEMENT …; of what happened, its DraftKind
    id: UUID
    at: datetime  # when it entered
    on: date | None  # when it happened or was said, where that is told
    code: str  # stance, standing, state, channel, grade: as the kind has it
    of: UUID  # the row whose page tells more: a claim, a promise, a report, its own
    is_first: bool  # of a claim: nobody said it before
    said: Said = field(default_factory=dict)  # what it says
    about: Said = field(default_factory=dict)  # what its claim or promise says
    standing: str = ""  # how its claim or promise stood at that time

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.at, self.id)


class Page(NamedTuple):
    """Some of the timeline, and where it goes on."""

    moments: list[Moment]
    goes_on: Place | None
    was_cut: bool  # MOST_READ were opened before the page was full


def page(crisis: Crisis, asked: Asked, most: int) -> Page:
    """The newest of what was asked for."""
    if asked.words.strip():
        return _page_with_words(crisis, asked, most)
    rows = _merged(crisis, asked, most + 1)
    shown = list(_opened(crisis, rows[:most]))
    return Page(shown, shown[-1].place if len(rows) > most else None, False)


def newest(crisis: Crisis, asked: Asked, most_each: int) -> list[Moment]:
    """The newest of each kind that was asked for, merged."""
    return list(_opened(crisis, _merged(crisis, asked, most_each)))


def _page_with_words(crisis: Crisis, asked: Asked, most: int) -> Page:
    """As what is said is sealed, it is opened here, of the newest MOST_READ."""
    wanted, found = asked.words.casefold().split(), list[Moment]()
    rows = _merged(crisis, asked, MOST_READ + 1)
    for moment in _opened(crisis, rows[:MOST_READ]):
        if len(found) == most:
            return Page(found, found[-1].place, False)
        words = _words_of(moment)
        if all(word in words for word in wanted):
            found.append(moment)
    if len(rows) <= MOST_READ:
        return Page(found, None, False)
    return Page(found, Place(rows[MOST_READ - 1].at, rows[MOST_READ - 1].id), True)


def _merged(crisis: Crisis, asked: Asked, most_each: int) -> list["_Row"]:
    kinds = asked.kinds or KINDS.keys()
    wanted = [code for name in KINDS if name in kinds for code in KINDS[name][1]]
    if not wanted:
        return []
    first, *rest = [_rows(crisis, code, asked, most_each) for code in wanted]
    rows = first.union(*rest, all=True) if rest else first
    return sorted((_Row(*row) for row in rows), key=lambda row: (row.at, row.id), reverse=True)


def _words_of(moment: Moment) -> str:
    return json.dumps([moment.said, moment.about], ensure_ascii=False).casefold()


# --- Rows of each kind, all with the same columns --------------------------------------------------------------------


class _Row(NamedTuple):
    kind: str
    id: UUID
    at: datetime
    on: date | None
    code: str
    of: UUID
    earlier: bool
    sealed: bytes
    about: bytes
    standing: str


_NOTHING = Value(b"", output_field=BinaryField())
_NO_DAY = Cast(Value(None), DateField())


def _rows(crisis: Crisis, kind: str, asked: Asked, most: int) -> QuerySet[Any, Any]:
    """The newest `most` of a kind. The limit stands in a query of its own: SQLite takes none within a union."""
    table, at = _TABLES.get(kind, (Occurrence, "entered_at"))
    there = table._default_manager.filter(crisis=crisis, **{f"{at}__lte": asked.until})
    if table is Occurrence:
        there = there.filter(kind=kind)
    if table is Assessment:
        there = there.filter(made_of=None)  # what is made of a joined claim was said once, of the other
    if asked.since:
        there = there.filter(**{f"{at}__gt": asked.since})
    if asked.before:
        earlier = Q(**{f"{at}__lt": asked.before.at}) | Q(id__lt=asked.before.id)
        there = there.filter(earlier, **{f"{at}__lte": asked.before.at})
    ids = there.order_by(f"-{at}", "-id").values("pk")[:most]
    columns = _COLUMNS[kind](asked.until) if kind in _COLUMNS else _of_occurrence()
    named = {f"m_{name}": value for name, value in ({"at": F(at)} | columns).items()}
    rows = table._default_manager.filter(pk__in=ids).order_by().annotate(m_kind=Value(kind, CharField()), **named)
    return rows.values_list(*(f"m_{name}" if name != "id" else "id" for name in _Row._fields))


def _columns(**told: Any) -> dict[str, Any]:
    no_words = Value("", output_field=CharField())
    nothing = {"on": _NO_DAY, "code": no_words, "of": F("id"), "earlier": Value(False)}
    return nothing | {"sealed": F("sealed"), "about": _NOTHING, "standing": no_words} | told


def _of_report(_until: datetime) -> dict[str, Any]:
    return _columns(on=F("dated_on"), sealed=_NOTHING)  # under its own key


def _of_statement(until: datetime) -> dict[str, Any]:
    before = Statement.objects.filter(claim=OuterRef("claim"), entered_at__lt=OuterRef("entered_at"))
    made = {"of": F("claim_id"), "about": F("claim__sealed"), "standing": standing_at(until, "claim")}
    return _columns(on=F("said_on"), code=F("stance"), earlier=Exists(before), **made)


def _of_assessment(_until: datetime) -> dict[str, Any]:
    return _columns(code=F("standing"), of=F("claim_id"), about=F("claim__sealed"))


def _of_joining(_until: datetime) -> dict[str, Any]:
    what = Case(When(into=None, then=Value("parted")), default=Value("joined"), output_field=CharField())
    return _columns(code=what, of=F("claim_id"), about=F("claim__sealed"))


def _of_contact(_until: datetime) -> dict[str, Any]:
    return _columns(on=F("on"), code=F("channel"))


def _of_promise(until: datetime) -> dict[str, Any]:
    return _columns(standing=state_at(until, "pk"))


def _of_change(_until: datetime) -> dict[str, Any]:
    return _columns(code=F("state"), of=F("promise_id"), about=F("promise__sealed"))


def _of_occurrence() -> dict[str, Any]:
    return _columns(on=F("on"), code=F("grade"), of=Coalesce("report_id", "id", output_field=Id()))


_TABLES: dict[str, tuple[type[Any], str]] = {
    REPORT: (Report, "captured_at"),
    STATEMENT: (Statement, "entered_at"),
    ASSESSMENT: (Assessment, "at"),
    JOINING: (Joining, "at"),
    CONTACT: (Contact, "entered_at"),
    PROMISE: (Promise, "entered_at"),
    CHANGE: (PromiseChange, "at"),
}
_COLUMNS = {
    REPORT: _of_report,
    STATEMENT: _of_statement,
    ASSESSMENT: _of_assessment,
    JOINING: _of_joining,
    CONTACT: _of_contact,
    PROMISE: _of_promise,
    CHANGE: _of_change,
}


def standing_at(at: datetime, claim: str) -> Any:
    """What officers made of a claim at an instant; `claim`: the column that says which."""
    made = Assessment.objects.filter(claim=OuterRef(claim), at__lte=at).order_by("-at", "-id")
    return Coalesce(Subquery(made.values("standing")[:1]), Value(Standing.OPEN.value), output_field=CharField())


def joined_at(at: datetime, claim: str) -> Any:
    """With which claim one was joined at an instant; null: with none."""
    made = Joining.objects.filter(claim=OuterRef(claim), at__lte=at).order_by("-at", "-id")
    return Subquery(made.values("into")[:1])


def state_at(at: datetime, promise: str) -> Any:
    """How a promise stood at an instant, as far as it was put down then."""
    made = PromiseChange.objects.filter(promise=OuterRef(promise), at__lte=at).order_by("-at", "-id")
    return Coalesce(Subquery(made.values("state")[:1]), Value(PromiseState.PROMISED.value), output_field=CharField())


# --- Opened ----------------------------------------------------------------------------------------------------------


def _opened(crisis: Crisis, rows: Collection[_Row]) -> Iterator[Moment]:
    key = opened_key(crisis.key)
    reports = Report.objects.filter(pk__in=[row.id for row in rows if row.kind == REPORT])  # rows are the crisis's
    texts = {row.pk: text_of(row) for row in reports.select_related("key").defer("original")}
    for row in rows:
        said = texts[row.id] if row.kind == REPORT else _said(key, row.sealed, _name(row.kind, row.id))
        about = _said(key, row.about, reference(*_ABOUT[row.kind], row.of)) if row.about else {}
        yield Moment(*row[:6], not row.earlier, said, about, row.standing)


_ABOUT = {STATEMENT: ("claim",), ASSESSMENT: ("claim",), JOINING: ("claim",), CHANGE: ("promise",)}


def _name(kind: str, row_id: UUID) -> str:
    return reference("occurrence" if kind in DraftKind.values else kind, row_id)


def _said(key: bytes, sealed: bytes, context: str) -> Said:
    found: Said = json.loads(unseal(key, bytes(sealed), context))
    return found
