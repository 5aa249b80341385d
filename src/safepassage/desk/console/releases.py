"""Pages of the gate: text beside preflight, the request, and another officer's yes or no (rules D1, D2)."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safepassage.desk.advice import clearing, gate, queries
from safepassage.desk.advice.issuing import as_sent
from safepassage.desk.advice.kinds import Standing
from safepassage.desk.advice.models import ReleaseRequest
from safepassage.desk.advice.tongues import tongue_of
from safepassage.desk.advice.wordings import for_all, texts_to_go, texts_to_stay, too_late
from safepassage.desk.console.alert_forms import ApproveForm, AskForm, ClearForm, OverrideForm, RefuseForm
from safepassage.desk.console.doing import done_or_why_not
from safepassage.desk.crises.access import Deed, Thing
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.gate import needs
from safepassage.desk.crises.models import Crisis
from safepassage.desk.movement import queries as movement
from safepassage.desk.movement import releasing, report
from safepassage.desk.movement.models import Draft, StoredPreflight

EXAMPLES = 3
REST = "(What is being done.)"  # until it is said


class Example(NamedTuple):
    """A text as it would leave, and what it takes."""

    text: str
    people: int
    characters: int
    segments: int
    is_gsm7: bool


@require_GET
@needs(Deed.SEE, Thing.ALERTS)
def prepare(request: HttpRequest, crisis: Crisis, draft_id: UUID) -> HttpResponse:
    """An advisory as its sentence, its preflight beside it, what each would be told; and how to ask for its release."""
    return _prepare(request, _draft(crisis, draft_id))


@require_POST
@needs(Deed.CHANGE, Thing.ALERTS)
def ask(request: HttpRequest, crisis: Crisis, draft_id: UUID) -> HttpResponse:
    """Ask another officer to let it out."""
    draft = _draft(crisis, draft_id)
    form = AskForm(request.POST, moves=list(queries.moves_in_force(crisis)))
    if not form.is_valid():
        return _prepare(request, draft, ask=form)
    rest, old = form.cleaned_data["rest"], form.replaced()
    return _asked(request, draft, lambda: gate.ask_for_release(draft, rest, actor=request.user, replaces=old))


@require_POST
@needs(Deed.CHANGE, Thing.ALERTS)
def override(request: HttpRequest, crisis: Crisis, draft_id: UUID) -> HttpResponse:
    """Ask another officer to let it out unchecked."""
    draft, form = _draft(crisis, draft_id), OverrideForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _prepare(request, draft, override=form)
    return _asked(request, draft, lambda: gate.ask_for_override(draft, form.override(), actor=request.user))


@require_POST
@needs(Deed.CHANGE, Thing.ALERTS)
def clear_words(request: HttpRequest, crisis: Crisis, draft_id: UUID) -> HttpResponse:
    """Say that one read it in a language, and that it says the same."""
    draft, form = _draft(crisis, draft_id), ClearForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Not cleared: say that you have read it."))
        return redirect("prepare_release", crisis.id, draft.id)
    language, digest = form.cleaned_data["language"], form.cleaned_data["digest"]
    write: Callable[[], object] = lambda: clearing.clear(draft, language, digest, actor=request.user)  # noqa: E731
    return done_or_why_not(request, write, "prepare_release", crisis.id, draft.id)


@require_GET
@needs(Deed.SEE, Thing.ALERTS)
def release_request(request: HttpRequest, crisis: Crisis, request_id: UUID) -> HttpResponse:
    """What is asked for: the verdict, the warnings, whom it cannot serve; and who is asked."""
    return _page(request, _request(crisis, request_id))


@require_POST
@needs(Deed.CHANGE, Thing.APPROVAL)
def approve(request: HttpRequest, crisis: Crisis, request_id: UUID) -> HttpResponse:
    """Let it out."""
    found, form = _request(crisis, request_id), ApproveForm(request.POST)
    if not form.is_valid():
        return _page(request, found, approve=form)
    try:
        number, reason = form.cleaned_data["number"], form.cleaned_data["reason"]
        issued = gate.approve(found, number, actor=request.user, reason=reason)
    except NotNow as error:
        form.add_error(None, _("Nothing went out: %(reason)s.") % {"reason": error})
        return _page(request, _request(crisis, request_id), approve=form)
    return redirect("alert", crisis.id, issued.pk)


@require_POST
@needs(Deed.CHANGE, Thing.APPROVAL)
def refuse(request: HttpRequest, crisis: Crisis, request_id: UUID) -> HttpResponse:
    """Say no."""
    found, form = _request(crisis, request_id), RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, refuse=form)
    reason = form.cleaned_data["refused"]
    return done_or_why_not(
        request, lambda: gate.refuse(found, actor=request.user, reason=reason), "release_request", crisis.id, found.id
    )


@require_POST
@needs(Deed.CHANGE, Thing.ALERTS)
def withdraw(request: HttpRequest, crisis: Crisis, request_id: UUID) -> HttpResponse:
    """Take it back."""
    found = _request(crisis, request_id)
    write: Callable[[], object] = lambda: gate.withdraw_request(found, actor=request.user)  # noqa: E731
    return done_or_why_not(request, write, "release_request", crisis.id, found.id)


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _asked(request: HttpRequest, draft: Draft, write: Callable[[], ReleaseRequest]) -> HttpResponse:
    try:
        made = write()
    except NotNow as error:
        messages.error(request, _("Not asked: %(reason)s.") % {"reason": error})
        return redirect("prepare_release", draft.crisis_id, draft.id)
    return redirect("release_request", draft.crisis_id, made.id)


def _prepare(request: HttpRequest, draft: Draft, **bound: Any) -> HttpResponse:
    crisis, stored, further = draft.crisis, releasing.newest_for_release(draft), clearing.words_of(draft)
    preview = releasing.preview_of(stored) if stored else None
    page = {
        "ask": AskForm(moves=list(queries.moves_in_force(crisis))),
        "override": OverrideForm(crisis=crisis),
        **bound,
        "crisis": crisis,
        "draft": draft,
        "first": _in_first(draft),
        "sentence": queries.sentence_of(draft.said, crisis),
        "stored": stored,
        "stale": releasing.why_stale_at_sight(draft, stored) if stored else "",
        "why_not_reader": clearing.why_not_reader(request.user, draft) if further else "",
        **(_checked(stored) if stored else {}),
        **(_texts(draft, preview) if preview else {}),
        "further": [_in_full(draft, each, preview) for each in further],
    }
    return render(request, "console/prepare_release.html", page, status=422 if bound else 200)


def _checked(stored: StoredPreflight) -> dict[str, Any]:
    """The preflight, as it stands beside the text."""
    result = movement.summary_of(stored).result
    line, rest = report.verdict(result)
    names, rows = report.courses(result)
    return {
        "line": line,
        "rest": rest,
        "counts": report.counts(result),
        "warnings": report.warnings(result),
        "courses": names,
        "compared": rows,
    }


def _in_first(draft: Draft) -> dict[str, str]:
    """The words that everybody gets who has no other language of it."""
    first = clearing.first_of(draft)
    text = movement.advisory_of(draft).text.get(first, "")
    return {"language": first, "direction": tongue_of(first).direction, "text": text}


def _in_full(draft: Draft, words: clearing.Words, preview: releasing.Preview | None) -> dict[str, Any]:
    """All that leaves in a further language: what its second reader reads."""
    crisis, language = draft.crisis, words.language
    day = movement.advisory_of(draft).issued_at
    way = preview.ways[0][0] if preview and preview.ways else releasing.Way("…", day)
    texts = [
        texts_to_go(way, words.text, crisis, day, language).first,
        texts_to_stay(crisis, REST, language).first,
        too_late(crisis, language),
        for_all(crisis, words.text, language),
    ]
    return {
        "words": words,
        "texts": [_example(as_sent(crisis, text), 0) for text in texts],
        "form": ClearForm(initial={"language": language, "digest": words.digest}, auto_id=f"id_{language}_%s"),
    }


def _texts(draft: Draft, preview: releasing.Preview) -> dict[str, Any]:
    """What each would be told, by the most people first, and what all of it takes if it goes by SMS alone."""
    crisis, said = draft.crisis, movement.advisory_of(draft)
    first = clearing.first_of(draft)
    words = said.text[first]
    by_text: dict[str, int] = {}
    for way, people in preview.ways:
        text = as_sent(crisis, texts_to_go(way, words, crisis, said.issued_at, first).first)
        by_text[text] = by_text.get(text, 0) + people
    stay = as_sent(crisis, texts_to_stay(crisis, REST, first).first)
    going = [_example(text, people) for text, people in sorted(by_text.items(), key=lambda each: -each[1])]
    staying = _example(stay, preview.people - preview.going)
    return {
        "going": going[:EXAMPLES],
        "more_going": len(going[EXAMPLES:]),
        "staying": staying,
        "unserved": staying.people,
        "segments": sum(each.segments * each.people for each in (*going, staying)),
    }


def _example(text: str, people: int) -> Example:
    return Example(text, people, len(text), releasing.segments_of(text), releasing.is_gsm7(text))


def _page(request: HttpRequest, found: ReleaseRequest, **bound: Any) -> HttpResponse:
    crisis, waits = found.crisis, found.standing == Standing.WAITING
    stale = ""
    if waits and not found.is_override:
        is_there = found.draft is not None and found.preflight is not None
        stale = releasing.why_stale_at_sight(found.draft, found.preflight) if is_there else _("it was withdrawn")
    barred = queries.barred(found) if waits else frozenset()
    page = {
        "approve": ApproveForm(),
        "refuse": RefuseForm(),
        **bound,
        "crisis": crisis,
        "asked": found,
        "sentence": queries.sentence(found),
        "words": _words_asked(found),
        "going": found.people - found.unserved,
        "override": queries.override_of(found),
        "decision": queries.decision_of(found),
        "waits": waits,
        "stale": stale,
        "roster": queries.asked_now(found, barred) if waits else None,
        "is_mine": found.asked_by_id == request.user.pk,
        "why_not_me": queries.why_not_the_other(found, request.user, barred) if waits else "",
        **(_checked(found.preflight) if found.preflight else {}),
    }
    return render(request, "console/release_request.html", page, status=422 if bound else 200)


def _words_asked(found: ReleaseRequest) -> list[dict[str, Any]]:
    """What is asked for, the first language first; what of it does not go out as nobody cleared it said apart."""
    there = {each["language"]: each for each in found.languages}
    texts: dict[str, str] = found.said["text"]
    return [
        {"language": language, "text": text, "tongue": tongue_of(language), "goes": there.get(language),
         "is_held": bool(there) and language not in there}
        for language, text in sorted(texts.items(), key=lambda each: list(there).index(each[0]) if each[0] in there
                                     else len(there))
    ]  # fmt: skip


def _draft(crisis: Crisis, draft_id: UUID) -> Draft:
    try:
        return movement.draft_of(crisis, draft_id)
    except Draft.DoesNotExist as error:
        raise Http404 from error


def _request(crisis: Crisis, request_id: UUID) -> ReleaseRequest:
    found = queries.requests_of(crisis).filter(pk=request_id).first()
    if found is None:
        raise Http404
    return found
