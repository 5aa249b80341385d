"""Pages of the ground: what is there by kind, now or as of then; put, changed and removed, each on record."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.console.doing import done_or_why_not
from safepassage.desk.console.finding_places import found_places, near_of
from safepassage.desk.console.ground_forms import LABELS, MEANINGS, AsOfForm, RemoveForm, ThingForm, columns
from safepassage.desk.console.positions import in_words
from safepassage.desk.console.resting import RestsOnForm, bases_of
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground import actions, queries
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.ground.models import Corridor, OnGround
from safepassage.desk.picture.sides import Side, sides_of

COUNTED = (Kind.HAVEN, Kind.SHELTER, Kind.CLOSURE, Kind.CURFEW)  # on the first page; each count is a query
NOT_IN_LISTS = frozenset({"name", "lat", "lon", "geometry", "ways"})  # told otherwise, or too long


class Row(NamedTuple):
    """A thing as a list tells it."""

    thing: OnGround
    where: str
    cells: tuple[object, ...]


@require_GET
@needs(Deed.SEE, Thing.GROUND)
def ground(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """How many things of each kind there are, and the ways to them."""
    kinds = [(kind, LABELS[kind][1], MEANINGS[kind], queries.of_kind(crisis, kind).count()) for kind in COUNTED]
    more = [(kind, LABELS[kind][1], MEANINGS[kind]) for kind in Kind if kind not in COUNTED]
    return render(request, "console/ground.html", {"crisis": crisis, "kinds": kinds, "more": more})


@require_GET
@needs(Deed.SEE, Thing.GROUND)
def things(request: HttpRequest, crisis: Crisis, kind: str) -> HttpResponse:
    """The things of a kind, now or as the desk knew them at some time."""
    which, form = _kind(kind), AsOfForm(request.GET or None, crisis=crisis)
    at = form.cleaned_data["at"] if form.is_valid() else None
    found = queries.things(crisis, which, at)
    page = _page(crisis, which) | {
        "form": form,
        "at": at,
        "headings": [str(column.verbose_name).capitalize() for column in _listed(which)],
        "rows": [row_of(thing) for thing in found],
    }
    if which is Kind.CORRIDOR and at is None:
        page["headings"].append(_("Which sides have promised"))
        told = _who_promised(crisis, found)
        page["rows"] = [row._replace(cells=(*row.cells, words)) for row, words in zip(page["rows"], told, strict=True)]
    return render(request, "console/things.html", page, status=422 if form.errors else 200)


@needs(Deed.CHANGE, Thing.GROUND)
def put(request: HttpRequest, crisis: Crisis, kind: str) -> HttpResponse:
    """A new thing; its place may be looked up by name first."""
    which = _kind(kind)
    asked = request.GET.get("place", "").strip()
    form = ThingForm(request.POST or None, kind=which, crisis=crisis, initial=_picked(request))
    if form.is_valid():
        code = form.cleaned_data["code"]
        try:
            thing = actions.put(crisis, which, code, form.said(), actor=request.user)
        except (ValidationError, NotNow) as error:
            _tell(form, error, "code")
        else:
            messages.success(request, _("It is there: %(name)s.") % {"name": thing})
            return redirect("things", crisis.id, kind)
    page = _page(crisis, which) | {"form": form, "asked": asked}
    page["places"] = found_places(asked, near_of(crisis)) if asked else None
    return render(request, "console/put_thing.html", page, status=422 if form.errors else 200)


@needs(Deed.CHANGE, Thing.GROUND)
def thing(request: HttpRequest, crisis: Crisis, kind: str, thing_id: UUID) -> HttpResponse:
    """Say something else of a thing, with a reason; or that it is not there any more."""
    which = _kind(kind)
    there = _thing(crisis, which, thing_id)
    form = ThingForm(request.POST or None, kind=which, crisis=crisis, thing=there)
    if form.is_valid():
        try:
            actions.change(there, form.said(), actor=request.user, reason=form.cleaned_data["reason"])
        except (ValidationError, NotNow) as error:
            _tell(form, error, None)
        else:
            messages.success(request, _("Changed. How it stood before is kept."))
            return redirect("things", crisis.id, kind)
    page = _page(crisis, which) | {"thing": there, "form": form, "remove": RemoveForm(prefix="remove")}
    page |= _rests(crisis, there)
    return render(request, "console/thing.html", page, status=422 if form.errors else 200)


@require_POST
@needs(Deed.CHANGE, Thing.GROUND)
def remove(request: HttpRequest, crisis: Crisis, kind: str, thing_id: UUID) -> HttpResponse:
    """It is not there any more."""
    which = _kind(kind)
    there, form = _thing(crisis, which, thing_id), RemoveForm(request.POST, prefix="remove")
    if not form.is_valid():
        page = _page(crisis, which) | {"thing": there, "form": ThingForm(kind=which, crisis=crisis, thing=there)}
        page |= _rests(crisis, there)
        return render(request, "console/thing.html", page | {"remove": form}, status=422)
    reason = form.cleaned_data["reason"]
    gone = _("%(name)s is not there any more. What it was is kept.") % {"name": there}
    return done_or_why_not(
        request, lambda: actions.remove(there, actor=request.user, reason=reason), "things", crisis.id, kind, done=gone
    )


def row_of(thing: OnGround) -> Row:
    """A thing as a list tells it."""
    return Row(thing, where_of(thing), tuple(_cell(thing, column.name) for column in _listed(thing.what)))


def where_of(thing: OnGround) -> str:
    """Where it is, in words; nothing for what is nowhere, such as a channel."""
    if hasattr(thing, "lat"):
        return f"{thing.lat:.5f}, {thing.lon:.5f}"
    if hasattr(thing, "geometry"):
        ways = _ways(len(thing.ways)) if thing.ways else ""
        return ", ".join(each for each in (in_words(thing.geometry), ways) if each)
    return ""


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _ways(number: int) -> str:
    return ngettext("%(number)s way", "%(number)s ways", number) % {"number": intcomma(number)}


def _kind(name: str) -> Kind:
    try:
        return Kind(name)
    except ValueError as error:
        raise Http404 from error


def _thing(crisis: Crisis, kind: Kind, thing_id: UUID) -> OnGround:
    found = next((each for each in queries.things(crisis, kind) if each.pk == thing_id), None)
    if found is None:
        raise Http404
    return found


def _page(crisis: Crisis, kind: Kind) -> dict[str, Any]:
    one, many = LABELS[kind]
    taken = next((name for name in ("lat", "geometry", "area") if name in columns(kind)), "")
    return {
        "crisis": crisis,
        "kind": kind.value,
        "one": one,
        "many": many,
        "meaning": MEANINGS[kind],
        "map": {"": "", "lat": "point"}.get(taken, "polygon"),
        "map_text": f"id_{taken}",
        "map_after": "lon" if taken == "lat" else taken,
    }


def _rests(crisis: Crisis, there: OnGround) -> dict[str, Any]:
    """What a thing rests on; of a corridor, which side has promised passage and which has not (rule C)."""
    page = {"bases": bases_of(crisis, there), "rests_on": RestsOnForm(crisis=crisis, thing=there)}
    if isinstance(there, Corridor):
        page["sides"] = sides_of(crisis, [there])[there.reference]
        page["missing"] = _missing(page["sides"])
    return page


def _missing(sides: Iterable[Side]) -> str:
    return ", ".join(side.name for side in sides if not side.has_promised)


def _who_promised(crisis: Crisis, corridors: list[Corridor]) -> Iterator[str]:
    """In words, for a list of corridors: one that lacks a promise must not look like one that has all."""
    for sides in sides_of(crisis, corridors).values():
        missing = _missing(sides)
        if not sides:
            yield _("no side that controls the way is named")
        else:
            yield _("no promise of %(sides)s stands") % {"sides": missing} if missing else _("each side has promised")


def _picked(request: HttpRequest) -> dict[str, str]:
    """Name and position that were picked from the gazetteer, for an empty form."""
    return {name: request.GET[name] for name in ("name", "lat", "lon") if name in request.GET}


def _listed(kind: Kind) -> list[Any]:
    return [column for name, column in columns(kind).items() if name not in NOT_IN_LISTS]


def _cell(thing: OnGround, name: str) -> object:
    value = getattr(thing, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, datetime) or not value:
        return value
    return getattr(thing, f"get_{name}_display")() if hasattr(thing, f"get_{name}_display") else value


def _tell(form: ThingForm, error: ValidationError | NotNow, field: str | None) -> None:
    """Put what the ground refuses at the field that it is about."""
    if isinstance(error, NotNow):
        form.add_error(field, str(error))
    elif hasattr(error, "error_dict"):
        for name, found in error.error_dict.items():
            form.add_error(name if name in form.fields else None, found)
    else:
        form.add_error(None, error)
