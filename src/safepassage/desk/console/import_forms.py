"""Forms of imports: the file and its source; how it is read, and what each of its columns is."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safepassage.desk.core import clock
from safepassage.desk.core.grades import Reliability
from safepassage.desk.core.local_time import LocalTime, read_by_clocks_of
from safepassage.desk.crises.models import Crisis
from safepassage.desk.intake.plan import LEFT_OUT, NO_HEADER, Plan
from safepassage.desk.intake.tables import Table
from safepassage.desk.people.models import CODE
from safepassage.formats.roster_columns import FIELDS
from safepassage.formats.roster_csv import ENCODINGS

LABELS = {
    "person_id": _("Its own number of the person"), "full_name": _("Name, whole"), "given_name": _("Given name"),
    "family_name": _("Family name"), "sex": _("Sex"), "birth_date": _("Date of birth"), "age": _("Age"),
    "nationality": _("Nationality"), "passport": _("Passport number"), "phone": _("Phone"), "email": _("E-mail"),
    "address": _("Shelter: hostel, address"), "city": _("Town"), "room": _("Room"),
    "next_of_kin": _("Next of kin: name, phone"), "status": _("State: sheltering, left, home …"),
    "notes": _("What was said (becomes a note)"), "warden": _("Warden"), "party": _("Party, group"),
    "haven": _("Haven"), "said_at": _("Last contact: when the state was so"), "medical": _("Medical"),
    "language": _("Languages"), "category": _("Category"),
}  # fmt: skip
FIELD_CHOICES = [
    ("", _("Keep as a remark")),
    (LEFT_OUT, _("Leave out")),
    *((name, LABELS[name]) for name in FIELDS),
]


class FileForm(forms.Form):
    """A file that comes in."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV, XLSX or PFIF; at most 50 MB. It is kept sealed, and forgotten after seven days."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xml,.pfif"}),
    )
    source = forms.CharField(
        label=_("Where it comes from, as a short code"),
        max_length=64,
        validators=[CODE],
        help_text=_(
            "Such as hostel-list. A newer file of the same source: the same code. Nobody is new twice whose row has a"
            " number of their own there, or has not changed."
        ),
    )


class PlanForm(forms.Form):
    """How a file is read. What is not asked of its kind of file is left out."""

    encoding = forms.ChoiceField(
        label=_("Encoding"), required=False, choices=[("", _("find out")), *((each, each) for each in ENCODINGS)]
    )
    delimiter = forms.ChoiceField(
        label=_("Columns are parted by"),
        required=False,
        choices=[("", _("find out")), (",", _("comma")), (";", _("semicolon")), ("\t", _("tab")), ("|", "|")],
    )
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    header = forms.TypedChoiceField(label=_("Row that names the columns"), coerce=int)
    date_order = forms.ChoiceField(
        label=_("A date such as 3/4/1999 is"),
        required=False,
        choices=[("", _("not known: doubtful ones are told")), ("DMY", _("3 April")), ("MDY", _("4 March"))],
    )
    region = forms.RegexField(
        "^[A-Z]{2}$", label=_("Country of phones without a country's code"), help_text=_("two capital letters: UA")
    )
    as_of = LocalTime(label=_("When it was so, local time there, where a row does not say"))
    reliability = forms.ChoiceField(
        label=_("The source is"), choices=[(each.value, f"{each.value}: {each.label}") for each in Reliability]
    )

    def __init__(self, *args: Any, crisis: Crisis, plan: Plan, table: Table | None, **kwargs: Any) -> None:
        self.crisis, self.plan, self.table = crisis, plan, table
        super().__init__(*args, initial=self._initial(), **kwargs)
        read_by_clocks_of(self, crisis.zone)
        roster = table.roster if table else None
        if table is None or (roster and roster.sheets):
            del self.fields["encoding"], self.fields["delimiter"]
        if roster and roster.sheets:
            self.fields["sheet"].choices = [(name, name) for name in roster.sheets]  # type: ignore[attr-defined]
        else:
            del self.fields["sheet"]
        if table is None:
            for name in ("header", "date_order", "region"):
                del self.fields[name]
        else:
            rows = [(row.number, str(row.number)) for row in table.first]
            self.fields["header"].choices = [*rows, (NO_HEADER, _("none does"))]  # type: ignore[attr-defined]
            self._add_columns(table)

    def _initial(self) -> dict[str, Any]:
        said = self.plan.model_dump(include={"encoding", "delimiter", "header", "date_order", "region"})
        sheet = self.table.roster.sheet if self.table else ""
        return {**said, "sheet": sheet, "as_of": self.plan.as_of, "reliability": self.plan.grade[0]}

    def _add_columns(self, table: Table) -> None:
        for column, name in enumerate(table.header):
            label = name or _("Column %(number)s") % {"number": column + 1}
            initial = self.plan.columns.get(column, "")
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=label, required=False, choices=FIELD_CHOICES, initial=initial
            )

    def settings(self) -> list[forms.BoundField]:
        """The fields that are about the file as a whole."""
        return [each for each in self if not each.name.startswith("column_")]

    def columns(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Each column with examples of what stands in it."""
        if self.table is None:
            return []
        below = [row.cells for row in self.table.first if row.number > self.table.header_row]
        return [
            (self[f"column_{column}"], _examples([cells[column] for cells in below if column < len(cells)]))
            for column in range(len(self.table.header))
        ]

    def clean_as_of(self) -> datetime:
        """Not what will be."""
        as_of: datetime = self.cleaned_data["as_of"]
        if as_of > clock.now():
            raise ValidationError(_("This is in the future."))
        return as_of

    def clean(self) -> None:
        """A field that only one column can be is not said of two."""
        taken: dict[str, str] = {}
        for name, field in list(self.cleaned_data.items()):
            if not name.startswith("column_") or field in ("", LEFT_OUT, "phone", "next_of_kin", "notes", "address"):
                continue
            if field in taken:
                self.add_error(name, _("Another column is said to be this too."))
            taken[field] = name

    def plan_said(self) -> Plan:
        """The plan as the officer has it."""
        given = self.cleaned_data
        said = {name: value for name, value in given.items() if name in Plan.model_fields}
        columns = {int(name[7:]): value for name, value in given.items() if name.startswith("column_")}
        grade = given["reliability"] + self.plan.grade[1]
        return Plan(**{**self.plan.model_dump(), **said, "columns": columns, "grade": grade})


def _examples(cells: list[str]) -> list[str]:
    """The first few that differ, cut to what a line holds."""
    return [cell[:40] + "…" * (len(cell) > 40) for cell in dict.fromkeys(filter(None, cells))][:3]
