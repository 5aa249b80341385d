"""The public form's two variants: about oneself and who is there too, or about somebody else.

Whoever fills it in may have one try before the network goes. So only a name is needed, and what cannot be read, such as
a phone with letters in it, is no fault: it is kept as it was written, and an officer is asked to read it.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from safepassage.desk.core import clock
from safepassage.desk.core.hidden import Line
from safepassage.desk.core.once import Once, said_once
from safepassage.desk.crises.models import Crisis
from safepassage.desk.movement.queries import class_that_cannot_walk
from safepassage.desk.people.models import Consent
from safepassage.desk.people.records import (
    Contact,
    Document,
    NoteRecord,
    PersonRecord,
    Position,
    Supplies,
    document_form,
)
from safepassage.desk.people.saying import born_in, phones_in
from safepassage.desk.people.states import State, heard_from
from safepassage.desk.portal.receiving import MOST_COMPANIONS, Given
from safepassage.desk.queue.work import Urgency

UNDER_18 = "0-17"
NEARLY_OUT_H = 12
LONGEST_H = 24 * 365
_DEGREES = re.compile(r"\s*(-?\d{1,2}\.\d+)\s*[,;\s]\s*(-?\d{1,3}\.\d+)\s*")


def _line(label: Any, most: int, *, required: bool = False, **attrs: str) -> Line:
    return Line(label=label, max_length=most, required=required, widget=forms.TextInput(attrs=attrs))


def _lines(label: Any, most: int, help_text: Any = "") -> Line:
    area = forms.Textarea(attrs={"rows": 3})
    return Line(label=label, max_length=most, required=False, help_text=help_text, widget=area)


def _tick(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class PublicFormBase(Once):
    """What both variants share: how words become a record, and whose they are."""

    GROUPS: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()
    WHO: ClassVar[tuple[str, ...]] = ("name", "phone", "born")  # somebody else, if one of them is another

    def __init__(self, data: Any = None, *, crisis: Crisis) -> None:
        super().__init__(data, label_suffix="")
        self.crisis = crisis
        self.unread: list[str] = []

    @property
    def groups(self) -> Iterable[tuple[Any, list[forms.BoundField]]]:
        """The fields as the page shows them."""
        return [(label, [self[name] for name in names]) for label, names in self.GROUPS]

    def clean(self) -> None:
        """Read it once; only what is too long, or nobody's name, is refused."""
        if not self.errors:
            self.given = self.read()

    def read(self) -> Given:
        """What was sent."""
        raise NotImplementedError

    def once(self) -> str:
        """The id of whom it is about, as this page tells of them."""
        return said_once(*(self.cleaned_data[name] for name in ("token", *self.WHO)))

    def words(self) -> str:
        """Each answer with its question, in the language of the desk."""
        with translation.override("en"):
            return "\n".join(f"{label}: {answer}" for label, answer in self._answers())

    def _answers(self) -> Iterator[tuple[str, str]]:
        for name, field in self.fields.items():
            answer = self.cleaned_data.get(name)
            if name == "token" or answer in ("", None, False):
                continue
            choices = dict(getattr(field, "choices", ()))
            yield str(field.label), "yes" if answer is True else str(choices.get(answer, answer))

    def phones(self, name: str) -> tuple[str, ...]:
        """In E.164; none, and kept as written, if it cannot be read."""
        try:
            return phones_in(self.cleaned_data[name], self.crisis)
        except ValueError:
            self.unread.append("a phone")
            return ()

    def born(self, text: str) -> dict[str, str]:
        """The record's field and its value; none, and kept as written, if it cannot be read."""
        try:
            return born_in(text)
        except ValueError:
            self.unread.append("a birth date")
            return {}


class AboutMe(PublicFormBase):
    """Somebody who is there."""

    WHO = (*PublicFormBase.WHO, "passport")
    name = _line(_("Your name"), 200, required=True, autocomplete="name")
    phone = _line(_("Your phone"), 60, autocomplete="tel", inputmode="tel", dir="ltr")
    born = _line(_("Born, or your age"), 30, autocomplete="bday", dir="ltr", placeholder="2004-05-17")
    passport = _line(_("Passport number"), 64, autocomplete="off", dir="ltr")
    where = _line(_("Hostel and room, metro station, or address"), 500)
    position = _line(
        _("Coordinates, only if you have them"), 60, inputmode="text", dir="ltr", placeholder="49.9935, 36.2304"
    )
    how = forms.ChoiceField(
        label=_("How is it now?"), required=False, widget=forms.RadioSelect,
        choices=[
            (State.SHELTERING.value, _("I am in shelter and want to get out")),
            (State.STAYING.value, _("I want to stay where I am")),
            (State.UNDECIDED.value, _("I have not decided")),
            (State.MOVING.value, _("I am on the way")),
            (State.LEFT.value, _("I have left already")),
        ],
    )  # fmt: skip
    companions = _lines(
        _("Their names"), 2_000, _("One on each line, at most nine; the age after a comma: Ravi Example, 20")
    )
    ill = _line(_("Ill or hurt: what is it?"), 500)
    medicine = _line(_("Medicine that you must have"), 500)
    cannot_walk = _tick(_("I cannot walk, or only a few steps"))
    companion_cannot_walk = _tick(_("Somebody with me cannot walk, or only a few steps"))
    pregnant = _tick(_("I am expecting a child"))
    alone = _tick(_("I am under 18 and no adult is with me"))
    water_h = _line(_("Water, hours"), 12, inputmode="decimal", dir="ltr")
    food_h = _line(_("Food, hours"), 12, inputmode="decimal", dir="ltr")
    heat_h = _line(_("Heat, hours"), 12, inputmode="decimal", dir="ltr")
    message = _lines(_("What else we have to know"), 5_000)
    may_contact = _tick(_("You may send me messages about this crisis"))
    may_tell_family = _tick(_("You may tell my family, if they ask, where and how I am"))

    GROUPS = (
        (_("Who you are"), ("name", "phone")),
        (_("Where you are"), ("where", "position", "how")),
        (_("Who is with you"), ("companions",)),
        (_("What you need"), ("ill", "medicine", "cannot_walk", "companion_cannot_walk", "pregnant", "alone")),
        (_("How long it lasts"), ("water_h", "food_h", "heat_h")),
        (_("If you have it at hand"), ("born", "passport")),
        (_("Anything else"), ("message",)),
        (_("What we may do with it"), ("may_contact", "may_tell_family")),
    )

    def clean_companions(self) -> str:
        """At most nine lines."""
        text: str = self.cleaned_data["companions"]
        if len(_names(text)) > MOST_COMPANIONS:
            raise ValidationError(_("At most nine names; the others please on another form."))
        return text

    def read(self) -> Given:
        """The person, with whom they are, and what an officer has to look at."""
        given, words = self.cleaned_data, self.words()
        companions = tuple(map(self._companion, _names(given["companions"])))
        record = self._record(has_companions=bool(companions))
        consents = {
            Consent.Purpose.REGISTER: True,
            Consent.Purpose.CONTACT: given["may_contact"],
            Consent.Purpose.SHARE_FAMILY: given["may_tell_family"],
        }
        why, urgency = self._why(record)
        state = heard_from(State(given["how"]) if given["how"] else None)
        note = NoteRecord(
            source_name="public form", author_name=given["name"], author_made_contact=True, status="is_note_author",
            last_known_location=given["where"], text=given["message"],
        )  # fmt: skip
        return Given(self.once(), record, note, words, state, companions, consents, urgency, why)

    def _record(self, *, has_companions: bool) -> PersonRecord:
        given = self.cleaned_data
        with_somebody = given["companion_cannot_walk"] and not has_companions  # who goes only with them
        passport = given["passport"] if document_form(given["passport"]) else ""
        if given["passport"] and not passport:
            self.unread.append("a passport number")
        return PersonRecord(
            full_name=given["name"], phones=self.phones("phone"), shelter=given["where"], position=self._position(),
            documents=(Document(kind="passport", number=passport),) if passport else (), supplies=self._supplies(),
            medical=given["ill"], medicine=given["medicine"], is_pregnant=given["pregnant"] or None,
            mobility=self._mobility(given["cannot_walk"] or with_somebody),
            remark="Says: somebody with them, whom they did not name, cannot walk." if with_somebody else "",
            **(self.born(given["born"]) or ({"age": UNDER_18} if given["alone"] else {})),
        )  # fmt: skip

    def _companion(self, line: str) -> PersonRecord:
        given = self.cleaned_data
        cannot_walk = given["companion_cannot_walk"]  # it may be another of them: they go as slowly as the slowest
        said = {
            "shelter": given["where"],
            "mobility": self._mobility(cannot_walk),
            "remark": "Said of one of the companions, perhaps of another: cannot walk." if cannot_walk else "",
        }
        name, comma, age = line.rpartition(",")
        if comma and name.strip():
            try:
                return PersonRecord(full_name=name, **said, **born_in(age.strip()))
            except ValueError:
                self.unread.append("a companion's age")
        return PersonRecord(full_name=line, **said)

    def _mobility(self, cannot_walk: bool) -> str:
        return class_that_cannot_walk(self.crisis) if cannot_walk else ""

    def _position(self) -> Position | None:
        text = self.cleaned_data["position"]
        found = _DEGREES.fullmatch(text)
        if found and abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180:
            return Position(latitude=float(found[1]), longitude=float(found[2]), at=clock.now())
        if text:
            self.unread.append("coordinates")
        return None

    def _supplies(self) -> Supplies | None:
        hours = {name: self._hours(name) for name in ("water_h", "food_h", "heat_h")}
        return None if all(each is None for each in hours.values()) else Supplies(at=clock.now(), **hours)

    def _hours(self, name: str) -> float | None:
        text = self.cleaned_data[name].replace(",", ".")
        if not text:
            return None
        if re.fullmatch(r"\d{1,4}(\.\d+)?", text) and float(text) <= LONGEST_H:
            return float(text)
        self.unread.append("how long something lasts")
        return None

    def _why(self, record: PersonRecord) -> tuple[str, Urgency | None]:
        given, supplies = self.cleaned_data, record.supplies
        hours = (
            [each for each in (supplies.water_h, supplies.food_h, supplies.heat_h) if each is not None]
            if supplies
            else []
        )
        life = [
            ("ill, hurt or in need of medicine", given["ill"] or given["medicine"]),
            ("expecting a child", given["pregnant"]),
            ("under 18 and alone", given["alone"]),
            (f"water, food or heat for less than {NEARLY_OUT_H} h", any(each < NEARLY_OUT_H for each in hours)),
        ]
        soon = [
            ("somebody cannot walk", given["cannot_walk"] or given["companion_cannot_walk"]),
            ("a message", given["message"]),
            (f"could not be read: {', '.join(dict.fromkeys(self.unread))}", self.unread),
        ]
        why = "; ".join(words for words, holds in (*life, *soon) if holds)
        urgency = Urgency.LIFE if any(holds for _words, holds in life) else Urgency.SOON
        return (f"the public form: {why}", urgency) if why else ("", None)


class AboutAnother(PublicFormBase):
    """Somebody else, told by who searches for them or knows of them. They were not asked."""

    WHY: ClassVar = [
        ("searching", _("I am searching for them")),
        ("know", _("I know where they are")),
        ("asked", _("They asked me to put them on the list")),
    ]
    name = _line(_("Their name"), 200, required=True, autocomplete="off")
    phone = _line(_("Their phone"), 60, autocomplete="off", inputmode="tel", dir="ltr")
    born = _line(_("Born, or age"), 30, autocomplete="off", dir="ltr", placeholder="2004-05-17")
    where = _line(_("Where they are, or were last"), 500)
    message = _lines(_("What you know, since when, and from whom"), 5_000)
    why = forms.ChoiceField(label=_("Why you write"), choices=WHY, widget=forms.RadioSelect, initial="searching")
    my_name = _line(_("Your name"), 200, required=True, autocomplete="name")
    my_phone = _line(_("Your phone"), 60, autocomplete="tel", inputmode="tel", dir="ltr")
    relation = _line(_("What you are to them: mother, friend …"), 100)
    is_kin = _tick(_("I am their next of kin"))

    GROUPS = (
        (_("Whom it is about"), ("name", "phone", "born", "where", "message", "why")),
        (_("Who you are"), ("my_name", "my_phone", "relation", "is_kin")),
    )

    def read(self) -> Given:
        """The person, and always work for an officer."""
        given, words = self.cleaned_data, self.words()
        mine = self.phones("my_phone")
        kin = Contact(name=given["my_name"], relation=given["relation"], phones=mine) if given["is_kin"] else None
        record = PersonRecord(
            full_name=given["name"], phones=self.phones("phone"), shelter=given["where"], **self.born(given["born"]),
            author_name=given["my_name"], author_phone=given["my_phone"], next_of_kin=(kin,) if kin else (),
        )  # fmt: skip
        status = "information_sought" if given["why"] == "searching" else "believed_alive"
        note = NoteRecord(
            source_name="public form", author_name=given["my_name"], author_phone=given["my_phone"],
            author_made_contact=given["why"] == "asked", status=status, last_known_location=given["where"],
            text=given["message"],
        )  # fmt: skip
        unread = f"; could not be read: {', '.join(self.unread)}" if self.unread else ""
        why = f"the public form, about somebody else: {given['why']}{unread}"
        return Given(self.once(), record, note, words, urgency=Urgency.SOON, why=why)


def _names(text: str) -> list[str]:
    return [line.strip()[:200] for line in text.splitlines() if line.strip()]
