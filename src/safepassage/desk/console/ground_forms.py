"""Forms of things on the ground: a field for each column, as officers type it, and the reason of a change."""

from collections.abc import Iterable
from typing import Any

from anyascii import anyascii
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from safepassage.desk.console.positions import Geometry, Listed, Numbered
from safepassage.desk.core.grades import GRADES
from safepassage.desk.core.hidden import Line
from safepassage.desk.core.local_time import LocalTime
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground.checks import STANDS_OF_A_PROMISE
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.ground.models import TABLES, OnGround
from safepassage.desk.ground.queries import NOT_SAID
from safepassage.desk.movement.ground_rows import complaints_of

LABELS = {  # of a kind, one and many
    Kind.HAVEN: (_("Haven"), _("Havens")),
    Kind.SHELTER: (_("Shelter"), _("Shelters")),
    Kind.ASSEMBLY_POINT: (_("Assembly point"), _("Assembly points")),
    Kind.CLOSURE: (_("Closure, control or hazard"), _("Closures, control and hazard areas")),
    Kind.CURFEW: (_("Curfew"), _("Curfews")),
    Kind.CORRIDOR: (_("Corridor"), _("Corridors")),
    Kind.CROSSING: (_("Crossing"), _("Crossings")),
    Kind.TRAIN: (_("Train"), _("Trains")),
    Kind.ACCESS_RULE: (_("Rule of access"), _("Rules of access")),
    Kind.CHANNEL: (_("Channel"), _("Channels of messages")),
}
MEANINGS = {
    Kind.HAVEN: _("where people are sent to, with what it has for them"),
    Kind.SHELTER: _("where one can stand fast under fire; no way onward is promised"),
    Kind.ASSEMBLY_POINT: _("where parties gather before transport"),
    Kind.CLOSURE: _("areas or ways that are shut, or that count as exposure"),
    Kind.CURFEW: _("hours in which nobody may be out"),
    Kind.CORRIDOR: _("windows in which passage was promised, and by which side"),
    Kind.CROSSING: _("checkpoints and border posts"),
    Kind.TRAIN: _("trains that people may be told to take"),
    Kind.ACCESS_RULE: _("who is refused where"),
    Kind.CHANNEL: _("how messages go out; without one nobody can be told anything"),
}
TEXTS = {Kind.CORRIDOR: ("sides", "havens"), Kind.ACCESS_RULE: ("nationality", "nationality_not")}
HELP = {
    "code": _("empty: made from the name; advisories and rules call it by this"),
    "grade": _("how well the source and the item are known; not graded: a preflight warns of it"),
    "sides": _("by commas"),
    "havens": _("their short names, by commas; empty: all"),
    "nationality": _("two letters each, by commas: RU, BY"),
    "nationality_not": _("two letters each, by commas: UA"),
    "ways": _("numbers by commas, as OpenStreetMap has them"),
    "geometry": _("latitude,longitude pairs with spaces between: one is a point, several are a line, and an area ends "
                  "with its first pair again. Or GeoJSON."),
    "commitments": _("one a line: side; promised, confirmed, expired or broken; by whom; said at; expires at; grade. "
                     "Times as 2022-03-02T13:00+02:00. What is not known stays empty."),
}  # fmt: skip
NOT_GRADED = ("", _("not graded"))
PARTS_OF_A_PROMISE = ("side", "status", "by", "said_at", "expires_at", "grade")


class ThingForm(forms.Form):
    """A thing of one kind, new or changed."""

    def __init__(self, *args: Any, kind: Kind, crisis: Crisis, thing: OnGround | None = None, **kwargs: Any) -> None:
        if thing is not None:
            kwargs["initial"] = {name: getattr(thing, name) for name in _names(kind)}
        super().__init__(*args, **kwargs)
        self.kind, self.crisis, self.thing = kind, crisis, thing
        for name in _names(kind):
            self.fields[name] = _field(kind, name, crisis)
        if thing is None:
            required = "name" not in self.fields
            self.fields["code"] = Line(
                label=_("Short name"), max_length=80, required=required, help_text="" if required else HELP["code"]
            )
        else:
            self.fields["reason"] = Line(label=_("Why it is changed"), max_length=500)

    def clean_code(self) -> str:
        """As typed, else made from the name."""
        made = slugify(anyascii(self.cleaned_data.get("name", "")))[:80]
        code: str = self.cleaned_data["code"] or made
        if not code:
            raise ValidationError(_("Give a short name: none can be made from the name."))
        return code

    def clean(self) -> dict[str, Any]:
        """Refuse what no preflight could take: it would stop every one of the crisis."""
        given = super().clean() or self.cleaned_data
        if not self.errors:
            code = self.thing.code if self.thing else self.cleaned_data["code"]
            for name, words in complaints_of(self.kind, code, self.said()):
                self.add_error(name, words)
        return given

    def said(self) -> dict[str, Any]:
        """What is said of the thing, by the columns; null where a column may be null and nothing was typed."""
        return {name: self.cleaned_data[name] for name in _names(self.kind)}


class RemoveForm(forms.Form):
    """Why a thing is not there any more."""

    reason = Line(label=_("Why it is not there any more"), max_length=500)


class AsOfForm(forms.Form):
    """At which time to look."""

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"] = LocalTime(
            zone=crisis.zone, label=_("As the desk knew it at, local time there"), required=False
        )


class Promises(Line):
    """Promises of a corridor's sides, one a line."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **rest)

    def to_python(self, value: Any) -> list[dict[str, str]]:
        lines = [line for line in super().to_python(value).splitlines() if line.strip()]
        return [self._promise(line) for line in lines]

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join("; ".join(each.get(part) or "" for part in PARTS_OF_A_PROMISE) for each in value)

    def _promise(self, line: str) -> dict[str, str]:
        parts = [part.strip() for part in line.split(";")]
        if not 2 <= len(parts) <= len(PARTS_OF_A_PROMISE) or parts[1] not in STANDS_OF_A_PROMISE:
            raise ValidationError(
                _("“%(line)s” is no promise; expected a side, then one of %(stands)s, by semicolons."),
                params={"line": line, "stands": ", ".join(STANDS_OF_A_PROMISE)},
            )
        return {name: part for name, part in zip(PARTS_OF_A_PROMISE, parts, strict=False) if part}


def columns(kind: Kind) -> dict[str, models.Field[Any, Any]]:
    """The columns of a kind in which something is said, in their order."""
    fields = TABLES[kind]._meta.concrete_fields
    return {field.name: field for field in fields if field.name not in NOT_SAID}


def _names(kind: Kind) -> Iterable[str]:
    return (*columns(kind), *TABLES[kind].SEALED)


def _field(kind: Kind, name: str, crisis: Crisis) -> forms.Field:
    column = columns(kind).get(name)
    if column is None:
        label, made = (_("Promises"), Promises) if name == "commitments" else (_("Who says so"), forms.CharField)
        return made(label=label, required=False, help_text=HELP.get(name, ""))
    said = {
        "label": str(column.verbose_name).capitalize() if name != "geometry" else _("Where"),
        "required": not column.blank,
        "help_text": HELP.get(name, column.help_text),
    }
    if name == "grade":
        return forms.ChoiceField(choices=[NOT_GRADED, *((each, each) for each in GRADES)], **said)
    if name == "geometry":
        return Geometry(**said)
    if name == "ways":
        return Numbered(**said)
    if name in TEXTS.get(kind, ()):
        return Listed(**said)
    if isinstance(column, models.DateTimeField):
        return LocalTime(zone=crisis.zone, **said)
    return _plain(column)


def _plain(column: models.Field[Any, Any]) -> forms.Field:
    """As Django has it, with the browser's own way to give a day or a time of day."""
    made: forms.Field = column.formfield()
    made.label = str(column.verbose_name).capitalize()
    if isinstance(column, models.DateField):
        made.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    elif isinstance(column, models.TimeField):
        made.widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    elif isinstance(column, models.TextField):
        made.widget = forms.Textarea(attrs={"rows": 3, "dir": "ltr"})
    return made
