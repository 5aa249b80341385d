"""What a button does: it is done, or the page that follows says why not now."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from safepassage.desk.crises.actions import NotNow


def done_or_why_not(
    request: HttpRequest, write: Callable[[], object], page: str, *which: object, done: str | None = None
) -> HttpResponse:
    """Do it, or say why not now; then a page, by the name of its URL and what stands in it.

    done: what is said when it is done; none: that it is, "": nothing.
    """
    try:
        write()
    except NotNow as error:
        messages.error(request, _("Not done: %(reason)s.") % {"reason": error})
    else:
        if said := _("Done.") if done is None else done:
            messages.success(request, said)
    return redirect(page, *which)
