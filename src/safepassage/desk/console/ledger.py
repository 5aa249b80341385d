"""Pages of the ledger: acts by what was asked for, the newest first; one act, opened, which is an act too."""

import json
from datetime import timedelta
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from safepassage.desk.console.deeds import deed
from safepassage.desk.console.ledger_forms import AskForm
from safepassage.desk.console.naming import names_of
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger import queries
from safepassage.desk.ledger.actions import look_at_act

ACTS_A_PAGE = 50
LONG_AGO = timedelta(hours=48)  # a worker goes through the chain every day


class Changed(NamedTuple):
    """One field of what an act says, in words; "" where it says nothing."""

    field: str
    before: str
    after: str


@require_GET
@needs(Deed.SEE, Thing.LEDGER)
def ledger(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """What was done in the crisis, by whom, to whom, when; not what was said, which is opened act by act."""
    actors = queries.actors_in(crisis.id)
    form = AskForm(request.GET, crisis=crisis, actors=actors, verbs=queries.verbs_in(crisis.id))
    valid = form.is_valid()
    found = list(queries.acts_of_crisis(crisis.id, *form.asked())[: ACTS_A_PAGE + 1]) if valid else []
    acts, verified = found[:ACTS_A_PAGE], queries.verified_last()
    names = names_of(crisis, {*actors, *(act.subject for act in acts)})
    form.name_actors(names)
    page = {
        "crisis": crisis,
        "form": form,
        "rows": [(act, names[act.actor], deed(act.verb), names[act.subject]) for act in acts],
        "is_asked": valid and any(form.asked()[0]),
        "query": form.query() if valid else "",
        "older": acts[-1].seq if len(found) > ACTS_A_PAGE else None,
        "is_newest": not form.cleaned_data.get("before"),
        "verified": verified,
        "after": queries.head().seq - verified.seq if verified else 0,
        "is_long_ago": verified and clock.now() - verified.at > LONG_AGO,
    }
    return render(request, "console/ledger.html", page, status=200 if valid else 422)


@require_GET
@needs(Deed.SEE, Thing.LEDGER)
def act(request: HttpRequest, crisis: Crisis, act_id: int) -> HttpResponse:
    """What one act says."""
    found = queries.act_of_crisis(crisis.id, act_id)
    if found is None:
        raise Http404
    said = look_at_act(found, actor=request.user, key=crisis.key_id)
    names = names_of(crisis, {found.actor, found.subject})
    page = {
        "crisis": crisis,
        "act": found,
        "who": names[found.actor],
        "deed": deed(found.verb),
        "about": names[found.subject],
        "said": said,
        "changed": _changed(said) if said else [],
    }
    return render(request, "console/act.html", page)


def _changed(said: dict[str, Any]) -> list[Changed]:
    old, new = said["old"] or {}, said["new"] or {}
    return [Changed(field, _told(old.get(field)), _told(new.get(field))) for field in dict.fromkeys((*old, *new))]


def _told(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
