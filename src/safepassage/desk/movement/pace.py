"""The form of what is assumed of people and roads: speeds, limits, delays. Its fields come from the planner's model."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ValidationError

from safepassage.planning.model import Mobility, Settings

SECTIONS: Mapping[str, Promise] = {
    "driving": _("Vehicles"),
    "delays": _("Delays"),
    "limits": _("Limits"),
    "spread": _("Spreads, for the chance of arriving on time"),
}
LABELS: Mapping[str, Promise] = {
    "speed_kph": _("Walking speed, km/h; 0: cannot walk"),
    "longest_walk_m": _("Longest walk, metres"),
    "night": _("By night, times"),
    "snow": _("In snow, times"),
    "reading_s": _("From delivery until read, seconds"),
    "preparation_s": _("From told until on the way, seconds"),
    "position_age_h": _("A position is of no use after, hours"),
    "evidence_age_h": _("Evidence is warned of after, hours"),
    "snap_m": _("A place may be so far from a road, metres"),
    "crowding": _("People at one point within half an hour that are a crowd"),
    "ambiguity_m": _("A place so far from its best candidate is another, metres"),
    "delay": _("Of delays, sigma of the logarithm"),
    "speed": _("Of speeds, sigma of the logarithm"),
}


class Group(NamedTuple):
    """Fields that belong together."""

    label: str | Promise
    fields: list[BoundField]


class PaceForm(forms.Form):
    """Every figure has a value; what the planner would refuse is refused at its field, in the planner's words."""

    def __init__(self, *args: Any, assumed: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assumed = deepcopy(dict(assumed))
        self.parts = {("mobility", name): Mobility for name in self.assumed["mobility"]} | {
            (name,): Settings.model_fields[name].annotation for name in SECTIONS
        }
        for path, model in self.parts.items():
            given = _at(self.assumed, path)
            for name, field in model.model_fields.items():
                whole = field.annotation is int
                self.fields["-".join((*path, name))] = (forms.IntegerField if whole else forms.FloatField)(
                    label=LABELS[name], initial=given.get(name, field.default)
                )

    def groups(self) -> Iterator[Group]:
        """The classes of people first, then the rest."""
        for path, model in self.parts.items():
            label = path[-1] if path[0] == "mobility" else SECTIONS[path[0]]
            yield Group(label, [self["-".join((*path, name))] for name in model.model_fields])

    def clean(self) -> None:
        """Ask the planner's model, part by part, so that every fault is told at once."""
        for path, model in self.parts.items():
            names = {"-".join((*path, name)): name for name in model.model_fields}
            if names.keys() <= self.cleaned_data.keys():
                self._check(model, {name: self.cleaned_data[field] for field, name in names.items()}, path)

    def _check(self, model: type[BaseModel], given: Mapping[str, Any], path: tuple[str, ...]) -> None:
        try:
            model.model_validate(given)
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_context=False):
                self.add_error("-".join((*path, *map(str, fault["loc"]))), fault["msg"])

    def said(self) -> dict[str, Any]:
        """What is assumed, with the form's figures in place of the old; what it does not show stays."""
        said = deepcopy(self.assumed)
        for path, model in self.parts.items():
            _at(said, path).update({name: self.cleaned_data["-".join((*path, name))] for name in model.model_fields})
        return said


def _at(said: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    """The part at a path; made where it is not there yet."""
    for name in path:
        said = said.setdefault(name, {})
    return said
