"""The public form: who opens it, sends it, and is told the number of what is then on the register."""

from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.gate import View
from safepassage.desk.crises.models import Crisis, Status
from safepassage.desk.crises.queries import crisis_of_form
from safepassage.desk.people.numbers import shown
from safepassage.desk.portal import limits
from safepassage.desk.portal.forms import AboutAnother, AboutMe, PublicFormBase
from safepassage.desk.portal.receiving import receive

VARIANTS: dict[str, type[PublicFormBase]] = {"me": AboutMe, "another": AboutAnother}
WRITTEN_IN = frozenset({"en"})  # languages that the form is translated into; in others it says so


def in_chosen_language(view: View) -> View:
    """The language of the address, `?language=ar`, before the browser's: it needs no cookie."""

    @wraps(view)
    def chosen(request: HttpRequest, **rest: Any) -> HttpResponse:
        language = request.GET.get("language")
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
        return view(request, **rest)

    return chosen


@login_not_required
@csrf_exempt  # not here: what is too large, or too many, is turned away before its body is read. See `_answer`.
@require_http_methods(["GET", "HEAD", "POST"])
@in_chosen_language
def public_form(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of an open crisis. A closed one answers as one that never was."""
    crisis = crisis_of_form(slug)
    if crisis is None:
        return _say(request, "closed", 404)
    if request.method == "POST" and limits.is_too_large(request):
        return _say(request, "too_large", 413, crisis)
    if request.method == "POST" and not limits.may_send(request, crisis):
        answer = _say(request, "too_many", 429, crisis)
        answer["Retry-After"] = str(limits.WAIT_S)
        return answer
    return _answer(request, crisis)


@csrf_protect
def _answer(request: HttpRequest, crisis: Crisis) -> HttpResponse:
    """The number is told when it is true: the transaction is over."""
    form = _form(request, crisis)
    if not form.is_bound:
        return _page(request, crisis, form)
    if not form.is_valid():
        return _page(request, crisis, form, status=422)
    try:
        kept = receive(crisis, form.given)
    except NotNow:  # the record of this token was erased meanwhile
        return _say(request, "not_taken", 409, crisis)
    companions = [(name, shown(number)) for name, number in kept.companions]
    page = {"number": shown(kept.number), "name": form.given.record.name, "companions": companions}
    is_read = form.given.urgency is not None
    return _say(request, "received", 200, crisis, is_read=is_read, is_about_me=isinstance(form, AboutMe), **page)


def form_of_another_visit(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Settings' CSRF_FAILURE_VIEW. On the public form nothing has to be typed again: it is shown, to be sent again."""
    match = request.resolver_match
    if not match or match.url_name != "public_form":
        return render(request, "403_csrf.html", status=403)
    crisis = crisis_of_form(match.kwargs["slug"])
    if crisis is None:
        return _say(request, "closed", 404)
    return _page(request, crisis, _form(request, crisis), status=403, is_to_be_sent_again=True)


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _form(request: HttpRequest, crisis: Crisis) -> PublicFormBase:
    variant = VARIANTS.get(request.GET.get("about", "me"), AboutMe)
    return variant(request.POST if request.method == "POST" else None, crisis=crisis)


def _page(request: HttpRequest, crisis: Crisis, form: PublicFormBase, status: int = 200, **more: Any) -> HttpResponse:
    """The form. Empty, it may stay in the browser: who goes back after a failure finds what they typed."""
    about = "me" if isinstance(form, AboutMe) else "another"
    page = {**_base(crisis), "form": form, "about": about, **more}
    answer = render(request, "portal/form.html", page, status=status)
    if form.is_bound:
        add_never_cache_headers(answer)
    else:
        answer["Cache-Control"] = "private"
    return answer


def _say(request: HttpRequest, what: str, status: int, crisis: Crisis | None = None, **more: Any) -> HttpResponse:
    answer = render(request, f"portal/{what}.html", {**_base(crisis), **more}, status=status)
    add_never_cache_headers(answer)
    return answer


def _base(crisis: Crisis | None) -> dict[str, Any]:
    language = translation.get_language()
    return {
        "for_people": crisis,  # not `crisis`: officers' parts of a page are not for here
        "is_real": crisis is None or crisis.status == Status.ACTUAL,
        "languages": [translation.get_language_info(code) for code, _label in settings.LANGUAGES],
        "is_translated": language in WRITTEN_IN,
    }
