"""The form that narrows the queue down: whose, which role's, how urgent, of which kind, overdue; from where on."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from safepassage.desk.crises.models import Crisis, Officer
from safepassage.desk.queue import queries
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.work import WHO_MAY_HAVE_WORK, Kind, State, Urgency

ANY = [("", _("any"))]


class Whose(TextChoices):
    """Whose work is shown. `FOR_ME` if nothing is said."""

    FOR_ME = "for-me", _("Yours, and what waits for your roles")
    MINE = "mine", _("Yours")
    NOBODYS = "nobodys", _("Nobody's yet")
    ALL = "all", _("Everybody's")


class QueueForm(forms.Form):
    """What of the queue is shown; it stands in the address, so a view can be kept and given on."""

    whose = forms.ChoiceField(label=_("Whose"), choices=Whose, required=False)
    urgency = forms.TypedChoiceField(
        label=_("How urgent"), choices=[*ANY, *Urgency.choices], coerce=int, empty_value=None, required=False
    )
    kind = forms.ChoiceField(label=_("What"), choices=[*ANY, *Kind.choices], required=False)
    role = forms.ChoiceField(
        label=_("Before which role"),
        choices=[*ANY, *((role.value, role.label) for role in WHO_MAY_HAVE_WORK)],
        required=False,
    )
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def items(self, crisis: Crisis, officer: Officer, roles: Collection[str]) -> QuerySet[WorkItem]:
        """What was asked for, the most urgent first; nothing, if what was asked for is none of the choices."""
        if not self.is_valid():
            return queries.unfinished(crisis).none()
        given, found = self.cleaned_data, queries.unfinished(crisis)
        if given["whose"] in ("", Whose.FOR_ME):
            found = queries.for_officer(officer, crisis, roles)
        elif given["whose"] == Whose.MINE:
            found = found.filter(owner=officer)
        elif given["whose"] == Whose.NOBODYS:
            found = found.filter(state=State.OPEN)
        found = found.filter(**{name: given[name] for name in ("urgency", "kind", "role") if given[name]})
        if given["overdue"]:
            found = found.filter(queries.is_late())
        return _after(found, crisis, given["after"])

    def address(self, last: WorkItem) -> str:
        """What follows the ? in the address of the next page."""
        said: Any = self.data.copy()
        said["after"] = str(last.pk)
        return str(said.urlencode())


def _after(items: QuerySet[WorkItem], crisis: Crisis, last: UUID | None) -> QuerySet[WorkItem]:
    before = queries.items_of(crisis).filter(pk=last).first() if last else None
    return queries.after(items, before) if before else items
