"""Pairs of records that may be of one person: the list, and two side by side to be merged or told apart."""

from collections.abc import Callable, Iterable
from typing import NamedTuple
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.doing import done_or_why_not
from safepassage.desk.console.forms import MergePairForm, ReasonForm
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import actions, queries
from safepassage.desk.people.likeness import LIKELY, Reason, Weighed
from safepassage.desk.people.models import Likeness, Person
from safepassage.desk.people.records import PersonRecord

MOST_SHOWN, MOST_COMPANIONS = 50, 12
MIDDLING = LIKELY // 2
SEXES = {"female": gettext_lazy("female"), "male": gettext_lazy("male"), "other": gettext_lazy("other")}


class Row(NamedTuple):
    """One thing that is known of both, of one, or of neither; `compared` says in words how the two agree."""

    label: Promise
    sides: tuple[list[str], list[str]]
    compared: Promise | str


@require_GET
@needs(Deed.CHANGE, Thing.STANDING)
def duplicates(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """Which pairs wait, the likeliest first; by number, without names."""
    waiting = queries.likenesses_of(crisis)
    pairs = [(found, how_likely(found.score), in_words(found.reasons.split())) for found in waiting[:MOST_SHOWN]]
    return render(request, "console/duplicates.html", {"crisis": crisis, "pairs": pairs, "total": waiting.count()})


@require_GET
@needs(Deed.CHANGE, Thing.STANDING)
def duplicate(request: HttpRequest, crisis: Crisis, likeness_id: UUID) -> HttpResponse:
    """Two records side by side. Opening them is an act."""
    return _page(request, crisis, _likeness(crisis, likeness_id))


@require_POST
@needs(Deed.CHANGE, Thing.STANDING)
def merge_pair(request: HttpRequest, crisis: Crisis, likeness_id: UUID) -> HttpResponse:
    """They are one person."""
    found = _likeness(crisis, likeness_id)
    form = MergePairForm(request.POST, pair=_earlier_first(found))
    if not form.is_valid():
        return _page(request, crisis, found, merging=form)
    keep, reason = form.cleaned_data["keep"], form.cleaned_data["reason"]
    return _done(request, crisis, lambda: actions.merge_pair(found, keep=keep, actor=request.user, reason=reason))


@require_POST
@needs(Deed.CHANGE, Thing.STANDING)
def tell_apart(request: HttpRequest, crisis: Crisis, likeness_id: UUID) -> HttpResponse:
    """They are different people."""
    found, form = _likeness(crisis, likeness_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, crisis, found, parting=form)
    reason = form.cleaned_data["reason"]
    return _done(request, crisis, lambda: actions.say_different(found, actor=request.user, reason=reason))


def how_likely(score: int) -> str:
    """In words, for an officer who has never heard of decibans."""
    if score >= LIKELY:
        return _("very likely one person")
    return _("probably one person") if score >= MIDDLING else _("may be one person")


def in_words(reasons: Iterable[str]) -> list[Promise]:
    """The labels of the codes, the weightiest first."""
    return [Reason(code).label for code in reasons]


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _likeness(crisis: Crisis, likeness_id: UUID) -> Likeness:
    try:
        return queries.likeness_of(crisis, likeness_id)
    except Likeness.DoesNotExist as error:
        raise Http404 from error


def _earlier_first(found: Likeness) -> tuple[Person, Person]:
    """Whoever was registered first is on the left, and is the one to keep unless the officer says otherwise."""
    first, second = sorted((found.first, found.second), key=lambda person: (person.registered_at, person.id))
    return first, second


def _page(request: HttpRequest, crisis: Crisis, found: Likeness, **bound: object) -> HttpResponse:
    pair = _earlier_first(found)
    fellows = queries.companions_of(pair)
    everybody = [*pair, *(person for each in fellows.values() for person in each[:MOST_COMPANIONS])]
    records = actions.look_at_persons(crisis, everybody, actor=request.user)
    if not records.keys() >= {person.id for person in pair}:
        raise Http404
    compared = queries.compare(found, records)
    names = [[records[each.id].name or each.number for each in fellows[person.id][:MOST_COMPANIONS]] for person in pair]
    page = {
        "merging": MergePairForm(pair=pair),
        "parting": ReasonForm(),
        **bound,
        "crisis": crisis,
        "found": found,
        "pair": pair,
        "rows": list(_rows(*(records[person.id] for person in pair), names, compared)),
        "how_likely": how_likely(compared.score),
        "reasons": in_words(compared.reasons),
        "is_open": found.state == Likeness.State.OPEN and not any(person.set_aside for person in pair),
    }
    return render(request, "console/duplicate.html", page, status=422 if bound else 200)


def _rows(first: PersonRecord, second: PersonRecord, names: list[list[str]], compared: Weighed) -> Iterable[Row]:
    """What tells people apart, in the order in which one would ask; what neither says is left out."""
    both = (first, second)
    told = (
        (_("Name"), [list(each.names()) for each in both], "names"),
        (_("Born, or age"), [[each.date_of_birth or each.age] for each in both], "born year"),
        (_("Sex"), [[str(SEXES.get(each.sex or "", ""))] for each in both], "sex"),
        (_("Documents"), [[_document(one) for one in each.documents] for each in both], "document"),
        (_("Phone"), [list(each.phones) for each in both], "phone"),
        (_("E-mail"), [list(each.emails) for each in both], "email"),
        (
            _("Next of kin"),
            [[f"{kin.name} {' '.join(kin.phones)}" for kin in each.next_of_kin] for each in both],
            "kin",
        ),
        (_("Stays at"), [[each.shelter] for each in both], "shelter"),
        (_("Nationality"), [list(each.nationalities) for each in both], ""),
        (_("Goes with"), names, "companions party"),
    )
    for label, sides, kinds in told:
        one, other = (list(filter(None, side)) for side in sides)
        if one or other:
            yield Row(label, (one, other), _compared(one, other, kinds.split(), compared))


def _compared(one: list[str], other: list[str], kinds: list[str], compared: Weighed) -> Promise | str:
    if reason := next((each for each in compared.reasons if each.partition("_")[0] in kinds), None):
        return reason.label
    if not one or not other:
        return _("only one says")
    return _("the same") if one == other else _("not alike, which says little")


def _document(document: object) -> str:
    said = (document.kind, document.number, document.country or "")  # type: ignore[attr-defined]
    return " ".join(filter(None, said))


def _done(request: HttpRequest, crisis: Crisis, write: Callable[[], object]) -> HttpResponse:
    said = _("Done. It can be undone from the file of either.")
    return done_or_why_not(request, write, "duplicates", crisis.id, done=said)
