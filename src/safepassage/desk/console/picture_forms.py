"""Forms of the picture: reports and sources, drafts as officers change them, claims, contacts and promises."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safepassage.desk.console.forms import WHO_MAY_HAVE_WORK
from safepassage.desk.core import clock
from safepassage.desk.core.grades import GRADES, UNGRADED, Reliability
from safepassage.desk.core.local_time import LocalTime
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Crisis
from safepassage.desk.picture.kinds import (
    ContactChannel,
    DraftKind,
    PromiseState,
    SourceKind,
    Stance,
    Standing,
)
from safepassage.desk.picture.models import Claim, Source
from safepassage.desk.picture.promises import NewPromise
from safepassage.desk.picture.reports import NewReport

LARGEST_BYTES = 2_000_000  # of one report
BY_HAND = (SourceKind.PASTE, SourceKind.FILE)
DATE = {"type": "date"}


class Lines(forms.CharField):
    """Several texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        """A list, as the field shows it."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        """What the lines say, without empty ones."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, by the browser's own means."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"), **more)


def grade_field(**more: Any) -> forms.ChoiceField:
    """The grade of one statement."""
    letters = {each.value: each.label for each in Reliability}
    choices = [(grade, f"{grade}: {letters[grade[0]]}; {grade[1]} / 6") for grade in GRADES]
    return forms.ChoiceField(label=_("Grade: source, and what it says"), choices=choices, initial=UNGRADED, **more)


class SourceForm(forms.Form):
    """A new source."""

    name = forms.CharField(label=_("Name of the source"), max_length=200)
    kind = forms.ChoiceField(label=_("How its reports come in"), choices=SourceKind)
    reliability = forms.ChoiceField(
        label=_("The source is"), choices=[(e.value, f"{e.value}: {e.label}") for e in Reliability], initial="F"
    )
    address = forms.CharField(
        label=_("Address of the feed, or folder of the maildir"), max_length=500, required=False, help_text=_("if any")
    )

    def clean(self) -> dict[str, Any]:
        """What is fetched needs to be known where."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("kind") not in BY_HAND and not given.get("address"):
            self.add_error("address", _("Where is it?"))
        return given


class ReportForm(forms.Form):
    """A report, pasted or as a file."""

    source = forms.ChoiceField(label=_("Whose report it is"))
    text = forms.CharField(
        label=_("The text, word for word"), required=False, widget=forms.Textarea(attrs={"rows": 10}), strip=False
    )
    file = forms.FileField(label=_("or a text file, UTF-8"), required=False)
    title = forms.CharField(label=_("Title"), max_length=300, required=False)
    address = forms.CharField(label=_("Where it stands"), max_length=500, required=False, help_text=_("if any"))
    dated_on = day_field(_("The report's date"), help_text=_("“today” and “Tuesday” in it count from this day"))
    near = forms.CharField(label=_("The place it is about"), max_length=200, required=False)

    def __init__(self, *args: Any, sources: Iterable[tuple[Source, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sources = {str(source.pk): source for source, _name in sources}
        self.fields["source"].choices = [(str(source.pk), name) for source, name in sources]  # type: ignore[attr-defined]

    def clean_dated_on(self) -> date:
        """Not in the future."""
        on: date = self.cleaned_data["dated_on"]
        if on > clock.now().date():
            raise ValidationError(_("This is in the future."))
        return on

    def clean(self) -> dict[str, Any]:
        """A text, or a file that is one, and not both."""
        given: dict[str, Any] = super().clean() or {}
        text, file = given.get("text", ""), given.get("file")
        if bool(text.strip()) == bool(file):
            self.add_error("text", _("Paste a text or choose a file; one of the two."))
        elif file and file.size > LARGEST_BYTES:
            self.add_error("file", _("More than 2 MB; a report is smaller. Paste what matters."))
        elif file:
            self._read(file.read(), given)
        else:
            given["original"] = text.encode()
        return given

    def report(self) -> tuple[Source, NewReport]:
        """What is taken in."""
        given = self.cleaned_data
        new = NewReport(
            original=given["original"],
            text=given["text"],
            dated_on=given["dated_on"],
            title=given["title"],
            address=given["address"],
            near=given["near"],
        )
        return self.sources[given["source"]], new

    def _read(self, content: bytes, given: dict[str, Any]) -> None:
        given["original"] = content
        try:
            given["text"] = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            at = {"byte": error.start + 1}
            self.add_error("file", _("Not UTF-8: byte %(byte)d. Save it as a text in UTF-8.") % at)


# --- Drafts ----------------------------------------------------------------------------------------------------------


class ClaimDraftForm(forms.Form):
    """A claim as it was read."""

    joins = forms.ChoiceField(label=_("Says the same as"), required=False)
    gist = forms.CharField(label=_("What is said to be so"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
    claimant = forms.CharField(
        label=_("Who says so"), max_length=300, required=False, help_text=_("empty: nobody named")
    )
    stance = forms.ChoiceField(label=_("What they say to it"), choices=Stance)
    about = Lines(label=_("About whom or what, one a line"), max_length=2_000, required=False)
    said_on = day_field(_("On"))
    grade = grade_field()
    is_of_people = forms.BooleanField(label=_("It is about people: open a welfare check"), required=False)

    def __init__(self, *args: Any, alike: Iterable[tuple[Claim, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike = {str(claim.pk): claim for claim, _gist in alike}
        choices = [("", _("nothing here: it is new")), *((str(claim.pk), gist) for claim, gist in alike)]
        self.fields["joins"].choices = choices  # type: ignore[attr-defined]

    def clean_joins(self) -> Claim | None:
        """The claim that it is a further statement to."""
        return self.alike.get(self.cleaned_data["joins"])


class ContactDraftForm(forms.Form):
    """A contact as it was read."""

    parties = Lines(label=_("Between, one a line"), max_length=2_000)
    channel = forms.ChoiceField(label=_("How"), choices=ContactChannel)
    on = day_field(_("On"))
    about = Lines(label=_("About, one a line"), max_length=2_000, required=False)
    promises = Lines(label=_("What was promised, one a line"), max_length=4_000, required=False)


class OccurrenceDraftForm(forms.Form):
    """What happened, as it was read."""

    what = forms.CharField(label=_("What"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
    place = forms.CharField(label=_("Where"), max_length=300, required=False)
    on = day_field(_("On"))
    grade = grade_field()


DRAFT_FORMS: Mapping[DraftKind, type[forms.Form]] = {
    DraftKind.CLAIM: ClaimDraftForm,
    DraftKind.CONTACT: ContactDraftForm,
    DraftKind.ADVISORY: OccurrenceDraftForm,
    DraftKind.CASUALTY: OccurrenceDraftForm,
    DraftKind.EVENT: OccurrenceDraftForm,
    DraftKind.COUNT: OccurrenceDraftForm,
}


# --- Claims, contacts, promises --------------------------------------------------------------------------------------


class AssessForm(forms.Form):
    """What an officer makes of a claim."""

    standing = forms.ChoiceField(
        label=_("What to make of it"),
        choices=[(each.value, each.label) for each in Standing if each is not Standing.OPEN],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))


class StatementForm(forms.Form):
    """What somebody says to a claim, heard by an officer."""

    stance = forms.ChoiceField(label=_("What they say to it"), choices=Stance)
    claimant = forms.CharField(label=_("Who says so"), max_length=300, required=False)
    quote = forms.CharField(label=_("In which words"), max_length=2_000, required=False)
    said_on = day_field(_("On"))
    grade = grade_field()


class ContactForm(forms.Form):
    """A contact that an officer had, or heard of."""

    parties = Lines(label=_("Between, one a line"), max_length=2_000)
    channel = forms.ChoiceField(label=_("How"), choices=ContactChannel)
    on = day_field(_("On"))
    about = Lines(label=_("About, one a line"), max_length=2_000, required=False)

    def clean_parties(self) -> list[str]:
        """Two at least."""
        parties: list[str] = self.cleaned_data["parties"]
        if len(parties) < 2:
            raise ValidationError(_("Two sides at least, one a line."))
        return parties


class PromiseForm(forms.Form):
    """A promise."""

    by = forms.CharField(label=_("Who promised"), max_length=300)
    what = forms.CharField(label=_("What"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
    to = forms.CharField(label=_("To whom"), max_length=300, required=False)
    area = forms.CharField(label=_("For which area or way"), max_length=500, required=False)
    evidence = forms.CharField(label=_("How we know"), max_length=1_000, required=False)
    grade = forms.ChoiceField(
        label=_("Grade"), required=False, choices=[("", _("not graded")), *((each, each) for each in GRADES)]
    )
    notified = forms.BooleanField(label=_("Humanitarian notification was made"), required=False)

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("begins_at", _("Holds from, local time there")),
            ("ends_at", _("until, local time there")),
            ("expires_at", _("Is to be said again by, local time there")),
        ):
            self.fields[name] = LocalTime(zone=crisis.zone, label=label, required=False)

    def clean(self) -> dict[str, Any]:
        """A window begins before it ends."""
        given: dict[str, Any] = super().clean() or {}
        begins_at, ends_at = given.get("begins_at"), given.get("ends_at")
        if begins_at and ends_at and begins_at >= ends_at:
            self.add_error("ends_at", _("The window ends before it begins."))
        return given

    def promise(self) -> NewPromise:
        """What is put down."""
        return NewPromise(**self.cleaned_data)


class PromiseStateForm(forms.Form):
    """How a promise stands now."""

    state = forms.ChoiceField(label=_("It is"), choices=PromiseState, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("What was seen, by whom"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )


class RenewForm(forms.Form):
    """A promise that was said again."""

    reason = forms.CharField(label=_("Who said it again, how"), max_length=2_000)

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_at"] = LocalTime(zone=crisis.zone, label=_("Holds until, local time there"))


class FollowUpForm(forms.Form):
    """Somebody is to ask again."""

    what = forms.CharField(label=_("What to ask, and whom"), max_length=1_000)
    role = forms.ChoiceField(
        label=_("Who asks"), choices=[(each.value, each.label) for each in WHO_MAY_HAVE_WORK], initial=Role.DUTY_OFFICER
    )

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_at"] = LocalTime(
            zone=crisis.zone, label=_("By when, local time there"), required=False, help_text=_("empty: within 24 h")
        )
