"""Forms of a statement about many: about whom, then for whom it holds, for whom not, and what it says."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from safepassage.desk.console.forms import NoteForm, choices_of
from safepassage.desk.core import clock
from safepassage.desk.core.hidden import Line
from safepassage.desk.core.once import said_once, token_field
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import queries as people
from safepassage.desk.people.entries import NewNote
from safepassage.desk.people.models import Person
from safepassage.desk.people.numbers import called, parse_number
from safepassage.desk.people.records import NoteRecord
from safepassage.desk.people.states import SETTLED, State
from safepassage.desk.people.timeline import NOWHERE

MOST = 500
LONGEST_LIST = 20_000  # characters: some 1,400 numbers


class WhomForm(forms.Form):
    """By warden, haven, party, or by their numbers; one of them."""

    warden = forms.ModelChoiceField(None, label=_("A warden's people"), required=False)
    haven = forms.ChoiceField(label=_("All in a haven, or on the way to it"), required=False)
    party = Line(label=_("A party, by its code"), max_length=64, required=False)
    holds = Line(
        label=_("Numbers of those for whom it holds"), max_length=LONGEST_LIST, required=False,
        widget=forms.Textarea(attrs={"rows": 4, "inputmode": "numeric"}),
        help_text=_("Pasted or typed, one on each line or by commas"),
    )  # fmt: skip
    holds_not = Line(
        label=_("Numbers of those for whom it does not"), max_length=LONGEST_LIST, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "inputmode": "numeric"}),
    )  # fmt: skip
    with_settled = forms.BooleanField(
        label=_("Also those known to be dead, home or abroad"), required=False,
        help_text=_("else they are left out, and their numbers are named"),
    )  # fmt: skip
    all_ticked = forms.BooleanField(
        label=_("Of a warden, haven or party: begin with everybody ticked as “it holds”"), required=False
    )

    def __init__(self, data: Any = None, *, crisis: Crisis, havens: dict[UUID, str]) -> None:
        super().__init__(data)
        self.crisis = crisis
        self.fields["warden"].queryset = people.wardens_of(crisis)  # type: ignore[attr-defined]
        self.fields["warden"].label_from_instance = lambda warden: called(warden.code)  # type: ignore[attr-defined]
        self.fields["haven"].choices = choices_of(havens)  # type: ignore[attr-defined]

    def clean_party(self) -> Any:
        """The party."""
        code = self.cleaned_data["party"].strip()
        found = people.parties_of(self.crisis).filter(code=code).first() if code else None
        if code and found is None:
            raise ValidationError(_("No party of this crisis has this code."))
        return found

    def clean_holds(self) -> list[Person]:
        """The persons; all wrong numbers are told at once."""
        return named(self.crisis, self.cleaned_data["holds"])

    def clean_holds_not(self) -> list[Person]:
        """The same."""
        return named(self.crisis, self.cleaned_data["holds_not"])

    def clean(self) -> None:
        """One way to say whom; nobody in both lists; no more than a page can hold."""
        given = self.cleaned_data
        if self.errors:
            return
        ways = [given["warden"], given["haven"], given["party"], given["holds"] or given["holds_not"]]
        if sum(bool(way) for way in ways) != 1:
            raise ValidationError(_("Say in one way whom it is about: a warden, a haven, a party, or numbers."))
        twice = {each.number for each in given["holds"]} & {each.number for each in given["holds_not"]}
        if twice:
            raise ValidationError(_("In both lists: %(numbers)s"), params={"numbers": ", ".join(sorted(twice))})

    def persons(self) -> list[Person]:
        """Whom to list, in the order of their numbers; one more than MOST if they are too many."""
        found, settled = self._meant(), self._settled()
        if isinstance(found, list):
            return [each for each in found if each.state not in settled][: MOST + 1]
        return list(found.exclude(state__in=settled).order_by("number")[: MOST + 1])

    def left_out(self) -> list[str]:
        """The numbers of those who are meant, but settled."""
        found, settled = self._meant(), self._settled()
        if isinstance(found, list):
            return [each.number for each in found if each.state in settled]
        return list(found.filter(state__in=settled).order_by("number").values_list("number", flat=True)[:MOST])

    def _settled(self) -> frozenset[State]:
        return frozenset() if self.cleaned_data["with_settled"] else SETTLED

    def _meant(self) -> QuerySet[Person] | list[Person]:
        given, found = self.cleaned_data, people.persons_of(self.crisis).filter(set_aside="")
        if given["warden"]:
            return found.filter(party__warden=given["warden"])
        if given["haven"]:
            return found.filter(haven=given["haven"])
        if given["party"]:
            return found.filter(party=given["party"])
        return sorted((*given["holds"], *given["holds_not"]), key=lambda each: each.number)

    def ticked(self) -> dict[str, list[str]]:
        """Ids to begin with, for both columns."""
        given = self.cleaned_data
        holds = self.persons() if given["all_ticked"] and not given["holds_not"] else given["holds"]
        return {"holds": [str(each.pk) for each in holds], "holds_not": [str(each.pk) for each in given["holds_not"]]}


class StatementForm(NoteForm):
    """What is said of them, and of the others. `token` is drawn with the page: sent twice, it counts once."""

    is_settling = None  # type: ignore[assignment]
    otherwise = forms.ChoiceField(label=_("The others, for whom it does not hold, are"), required=False)
    token = token_field()
    field_order = ("state", "haven", "otherwise", "said_at", "reliability", "credibility", "author", "text", "token")

    def __init__(self, data: Any = None, *, crisis: Crisis, havens: dict[UUID, str]) -> None:
        super().__init__(data, crisis=crisis, havens=havens)
        self.fields["otherwise"].choices = self.fields["state"].choices  # type: ignore[attr-defined]
        self.fields["state"].required = True
        self.holds, self.holds_not = _ids(data, "holds"), _ids(data, "holds_not")

    def clean(self) -> None:
        """Somebody is ticked, nobody twice, and what is not so of somebody says what is."""
        super().clean()
        if not self.holds and not self.holds_not:
            raise ValidationError(_("Nobody is ticked."))
        if set(self.holds) & set(self.holds_not):
            raise ValidationError(_("Somebody is ticked in both columns."))
        if len(self.holds) + len(self.holds_not) > MOST:
            raise ValidationError(_("At most %(most)s at once."), params={"most": MOST})
        if self.holds_not and not self.cleaned_data.get("otherwise"):
            self.add_error("otherwise", _("Say how those are for whom it does not hold."))

    def notes(self) -> list[tuple[UUID, NewNote]]:
        """One for each who is ticked; the same form gives the same outside ids."""
        given = self.cleaned_data
        haven = UUID(given["haven"]) if given["haven"] else NOWHERE
        yes = [(each, self._note(each, State(given["state"]), haven)) for each in self.holds]
        return yes + [(each, self._note(each, State(given["otherwise"]), NOWHERE)) for each in self.holds_not]

    def again(self) -> Iterable[tuple[str, str]]:
        """Fields and values to be sent once more, unchanged: the instant is now said, whatever the clock does."""
        at = self.cleaned_data["said_at"].astimezone(ZoneInfo(self.crisis.zone))
        yield "said_at", at.isoformat(timespec="minutes")
        for name in ("state", "haven", "otherwise", "reliability", "credibility", "author", "text", "token"):
            yield name, self.cleaned_data[name]
        yield from (("holds", str(each)) for each in self.holds)
        yield from (("holds_not", str(each)) for each in self.holds_not)

    def clean_said_at(self) -> Any:
        """To the minute, as the page can say it."""
        at = super().clean_said_at()
        return at - timedelta(seconds=at.second, microseconds=at.microsecond)

    def _note(self, person_id: UUID, state: State, haven: UUID) -> NewNote:
        given, grade = self.cleaned_data, self.grade
        at = given["said_at"]
        said = (given["token"], person_id, state, haven, at.isoformat(), grade, given["author"], given["text"])
        record = NoteRecord(author_name=given["author"], text=given["text"])
        return NewNote(min(at, clock.now()), state, haven, grade, record, said_once(*said))


def named(crisis: Crisis, text: str) -> list[Person]:
    """Whom the numbers belong to, each once, in their order. Raises ValidationError with all that are nobody's here."""
    words = list(dict.fromkeys(word.strip() for word in re.split(r"[,;\n]+", text) if word.strip()))
    found = people.persons_numbered(crisis, words)
    faults = [_fault(word) for word in words if word not in found]
    if faults:
        raise ValidationError(faults)
    return list({found[word].pk: found[word] for word in words}.values())


def _fault(word: str) -> str:
    if parse_number(word):
        return str(_("%(word)s: nobody in this crisis") % {"word": word})
    return str(_("%(word)s: no number; a digit is wrong, missing or too many") % {"word": word})


def _ids(data: Any, name: str) -> list[UUID]:
    """What is no id is nobody's: the write refuses it with the others."""
    sent = data.getlist(name) if data is not None else []
    return list(dict.fromkeys(UUID(each) if re.fullmatch("[0-9a-f-]{36}", each) else NOWHERE for each in sent))
