"""Forms of notes, headcounts, of who counts and is erased, and of the queue."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safepassage.desk.core import clock
from safepassage.desk.core.grades import Reliability
from safepassage.desk.core.hidden import Line
from safepassage.desk.core.keeping import KEPT_FOR
from safepassage.desk.core.local_time import LocalTime, read_by_clocks_of
from safepassage.desk.core.once import id_once, new_token, said_once, token_field
from safepassage.desk.crises import queries as crises
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import queries as people
from safepassage.desk.people.duties import TOLD
from safepassage.desk.people.entries import NewHeadcount, NewNote
from safepassage.desk.people.models import Consent, Person, Tombstone
from safepassage.desk.people.numbers import parse_number, shown
from safepassage.desk.people.records import NoteRecord
from safepassage.desk.people.states import SAYS_NOTHING_OF_WHERE, Aside, Category, State
from safepassage.desk.people.timeline import NOWHERE
from safepassage.desk.queue.work import HOLDS_A_DEATH, OUTCOMES, WHATEVER_WAS_DONE, WHO_MAY_HAVE_WORK, Kind, Outcome


class SourcedForm(forms.Form):
    """When something was so, and how good the source and what it says are. Sent twice by one page, it counts once."""

    said_at = LocalTime(label=_("When it was so, local time there"), required=False, help_text=_("empty: now"))
    reliability = forms.ChoiceField(
        label=_("The source is"), choices=[(e.value, f"{e.value}: {e.label}") for e in Reliability], initial="F"
    )
    credibility = forms.ChoiceField(
        label=_("What it says is"),
        choices=[
            ("1", _("1: confirmed by others")),
            ("2", _("2: probably true")),
            ("3", _("3: possibly true")),
            ("4", _("4: doubtful")),
            ("5", _("5: improbable")),
            ("6", _("6: cannot be judged")),
        ],
        initial="6",
    )
    token = token_field(required=False)  # none: it counts each time

    def __init__(self, data: Any = None, *, crisis: Crisis, initial: dict[str, Any] | None = None, **rest: Any) -> None:
        super().__init__(data, initial={"token": new_token()} | (initial or {}), **rest)
        self.crisis = crisis
        read_by_clocks_of(self, crisis.zone)

    def clean_said_at(self) -> datetime:
        """Now, if nothing is said."""
        said_at: datetime = self.cleaned_data["said_at"] or clock.now()
        if said_at > clock.now():
            raise ValidationError(_("This is in the future."))
        return said_at

    def _said(self, *about: object) -> tuple[Any, ...]:
        """All that the page said of somebody or something, its token first."""
        return self.cleaned_data["token"], *about, *(self.data.get(name, "") for name in self.fields)

    @property
    def grade(self) -> str:
        """Of the Admiralty scale: B2."""
        return str(self.cleaned_data["reliability"] + self.cleaned_data["credibility"])


class NoteForm(SourcedForm):
    """One statement about a person."""

    state = forms.ChoiceField(label=_("It says that they are"), required=False, help_text=TOLD)
    haven = forms.ChoiceField(label=_("Haven, if they are in one or on the way"), required=False)
    author = Line(label=_("Who says it"), max_length=200, required=False)
    text = Line(label=_("In their words"), max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    is_settling = forms.BooleanField(
        label=_("I have weighed all that was said before; this settles it"), required=False
    )
    field_order = ("state", "haven", "said_at", "reliability", "credibility", "author", "text", "is_settling")

    def __init__(self, *args: Any, havens: dict[Any, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(each.value, each.label) for each in State if each != State.NEVER_TRIED]
        self.fields["state"].choices = [("", _("(nothing about where they are)")), *states]  # type: ignore[attr-defined]
        self.fields["haven"].choices = choices_of(havens)  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Refuse a note that says nothing, or that names a haven where nobody is."""
        given = self.cleaned_data
        if not given.get("state") and not given.get("text"):
            raise ValidationError(_("Say how they are, or what was said, or both."))
        if given.get("haven") and given.get("state") in ("", *SAYS_NOTHING_OF_WHERE):
            self.add_error("state", _("Who is in a haven, or on the way there, is in a state that says so."))

    def entry(self, about: Person) -> NewNote:
        """The note."""
        given = self.cleaned_data
        return NewNote(
            given["said_at"],
            State(given["state"]) if given["state"] else None,
            UUID(given["haven"]) if given["haven"] else NOWHERE,
            self.grade,
            NoteRecord(author_name=given["author"], text=given["text"]),
            is_settling=given["is_settling"],
            outside_id=said_once(*self._said(about.pk)) if given["token"] else "",
        )


def choices_of(havens: dict[Any, str]) -> list[tuple[str, Any]]:
    """Havens and assembly points to choose from, or none of them."""
    return [("", _("(none)")), *((str(pk), name) for pk, name in havens.items())]


class HeadcountForm(SourcedForm):
    """That so many were somewhere, without names."""

    low = forms.IntegerField(label=_("People, at least"), min_value=0, max_value=10_000_000)
    high = forms.IntegerField(
        label=_("People, at most"),
        min_value=0,
        max_value=10_000_000,
        required=False,
        help_text=_("empty: just as many"),
    )
    place = Line(label=_("Where"), max_length=300)
    haven = forms.ChoiceField(label=_("If that is a haven or an assembly point"), required=False)
    text = Line(
        label=_("Who counted, and how"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("low", "high", "place", "haven", "said_at", "reliability", "credibility", "text")

    def __init__(self, *args: Any, havens: dict[Any, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["haven"].choices = choices_of(havens)  # type: ignore[attr-defined]

    def clean(self) -> None:
        """A range."""
        low, high = self.cleaned_data.get("low"), self.cleaned_data.get("high")
        if low is not None and high is not None and high < low:
            self.add_error("high", _("Less than the least."))

    def entry(self) -> NewHeadcount:
        """The headcount."""
        given = self.cleaned_data
        high = given["low"] if given["high"] is None else given["high"]
        haven = UUID(given["haven"]) if given["haven"] else NOWHERE
        return NewHeadcount(given["low"], high, given["said_at"], given["place"], haven, self.grade, given["text"],
                            id=id_once(*self._said()) if given["token"] else None)  # fmt: skip


class EraseForm(forms.Form):
    """Why, and the number once more, so that no slip of a finger erases anybody."""

    why = forms.ChoiceField(
        label=_("Why"), choices=[(each.value, each.label) for each in (Tombstone.Why.ASKED, Tombstone.Why.MISTAKE)]
    )
    number = Line(label=_("Their number, typed again"), max_length=40)

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data)
        self.person = person
        self.fields["number"].widget.attrs["autocomplete"] = "off"

    def clean_number(self) -> str:
        """The same."""
        number = parse_number(self.cleaned_data["number"])
        if number != self.person.number:
            raise ValidationError(_("That is not the number of this person."))
        return self.person.number


class ReasonForm(forms.Form):
    """Why."""

    reason = Line(label=_("Reason"), max_length=500)


class KeepForm(ReasonForm):
    """Until when somebody is kept, and why."""

    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    field_order = ("until", "reason")

    def __init__(self, *args: Any, today: date, kept_until: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.after, self.last = max(today, kept_until or today), today + KEPT_FOR
        self.fields["until"].help_text = _("At the latest a year from today: %(day)s") % {"day": self.last}

    def clean_until(self) -> date:
        """Longer than now, and no longer than anybody is kept."""
        until: date = self.cleaned_data["until"]
        if not self.after < until <= self.last:
            said = {"after": self.after, "last": self.last}
            raise ValidationError(_("Expected a day after %(after)s, and no later than %(last)s."), params=said)
        return until


class SetAsideForm(ReasonForm):
    """Why a record is no person of the crisis. A duplicate is merged instead."""

    why = forms.ChoiceField(
        label=_("It is"), choices=[(each.value, each.label) for each in Aside if each != Aside.DUPLICATE]
    )
    field_order = ("why", "reason")


class VerifyForm(forms.Form):
    """Who somebody is whom the public form alone put on the register; on a list, of those who are ticked."""

    category = forms.ChoiceField(
        label=_("Verified: this is"),
        choices=[(each.value, each.label) for each in Category if each != Category.UNVERIFIED],
        initial=Category.NATIONAL,
    )


class MergeForm(ReasonForm):
    """Of whom a record is a duplicate."""

    number = Line(label=_("Number of the record to keep"), max_length=40)
    field_order = ("number", "reason")

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crisis = crisis

    def clean_number(self) -> Any:
        """The person."""
        person = people.person_numbered(self.crisis, self.cleaned_data["number"])
        if person is None:
            raise ValidationError(_("Nobody in this crisis has this number."))
        return person


class MergePairForm(ReasonForm):
    """Which of two records is kept."""

    keep = forms.ChoiceField(label=_("Keep the record"))
    field_order = ("keep", "reason")

    def __init__(self, *args: Any, pair: tuple[Person, Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = {str(each.id): each for each in pair}
        self.fields["keep"].choices = [(key, shown(each.number)) for key, each in self.pair.items()]  # type: ignore[attr-defined]

    def clean_keep(self) -> Person:
        """The record to keep."""
        return self.pair[self.cleaned_data["keep"]]


class ConsentForm(forms.Form):
    """What a person said to a purpose."""

    purpose = forms.ChoiceField(label=_("To what"), choices=Consent.Purpose.choices)
    given = forms.ChoiceField(label=_("They said"), choices=[("yes", _("yes")), ("no", _("no"))])


class HandOverForm(ReasonForm):
    """To whom, or back to which role."""

    to = forms.ChoiceField(label=_("To"))
    field_order = ("to", "reason")

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = crises.members_of(crisis).filter(role__in=WHO_MAY_HAVE_WORK, officer__is_active=True)
        self.officers = {each.officer.username: each.officer for each in members}
        named = [(f"officer:{name}", officer.name) for name, officer in self.officers.items()]
        roles = [(f"role:{role.value}", role.label) for role in WHO_MAY_HAVE_WORK]
        self.fields["to"].choices = [(_("A role"), roles), (_("An officer"), named)]  # type: ignore[attr-defined]

    def clean_to(self) -> Any:
        """The officer or the role."""
        kind, _colon, name = self.cleaned_data["to"].partition(":")
        return self.officers[name] if kind == "officer" else Role(name)


SAID_OF_A_DEATH = {
    (Kind.NEXT_OF_KIN, Outcome.SPOKEN): _("The next of kin were told, in person or by voice"),
    (Kind.NEXT_OF_KIN, Outcome.NOTHING): _("Nobody can be told, or it was no death: another officer decides on that"),
    (Kind.NO_KIN, Outcome.NOTHING): _("Agreed: nobody can be told, or it was no death. It is held no longer"),
    (Kind.NO_KIN, Outcome.NOT_AGREED): _("Not agreed: the next of kin have to be told first"),
    (Kind.NO_KIN, Outcome.SPOKEN): _("The next of kin have been told now, in person or by voice"),
}


class FinishForm(forms.Form):
    """What was done, and never more."""

    outcome = forms.ChoiceField(label=_("What was done"))
    answer = Line(
        label=_("What was said to them, word for word; or why nothing was"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may_come = OUTCOMES.get(kind, WHATEVER_WAS_DONE)
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (each.value, SAID_OF_A_DEATH.get((kind, each), each.label)) for each in may_come
        ]
        if kind in HOLDS_A_DEATH:
            self.fields["answer"].label = _("Whom you told, when and how; or why nobody can be told")
