"""Slow, readable twins: of the account, replaying what was said and done, person by person; of finding duplicates."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations

from safepassage.desk.people.likeness import ASK, weigh
from safepassage.desk.people.pairing import keys_of
from safepassage.desk.people.states import State

ORDER = list(State)
GONE_FOR_GOOD = [State.DEAD, State.HOME, State.ABROAD_ASSISTED, State.ABROAD_OWN]


@dataclass
class Told:
    """One note."""

    about: int
    source_at: datetime
    known_at: datetime
    grade: str
    state: State
    settles: bool = False


@dataclass
class Done:
    """One thing done to a record: "set aside" with a reason or "", "merged into" somebody or nobody, "category"."""

    about: int
    known_at: datetime
    what: str
    value: object


@dataclass
class History:
    """All that ever happened in a crisis."""

    first: list[tuple[datetime, datetime]] = field(default_factory=list)  # first heard of, registered
    told: list[Told] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)

    def account(self, as_of, known_at, by_category=False):
        """Counts of "aside duplicate", "moving", "contested", "overdue" …; with the category before, if asked."""
        found = Counter()
        for person in range(len(self.first)):
            words = self.words(person, as_of, known_at)
            if by_category:
                words = [(self.value(person, "category", known_at, "national"), word) for word in words]
            found.update(words)
        return found

    def words(self, person, as_of, known_at):
        """What one record counts for; nothing if nobody had heard of them, or the desk did not know them."""
        first_at, registered_at = self.first[person]
        told = [note for note in self.told if note.about in self.group(person, known_at) and note.known_at <= known_at]
        if registered_at > known_at or min([first_at, *(note.source_at for note in told)]) > as_of:
            return []
        told = [note for note in told if note.source_at <= as_of]
        aside = self.value(person, "set aside", known_at, "")
        if self.value(person, "merged into", known_at, None) is not None:
            aside = "duplicate"
        return [f"aside {aside}"] if aside else list(self.stands(told, first_at, as_of))

    def group(self, person, known_at):
        """The record and all merged into it."""
        found = {person}
        for other in range(len(self.first)):
            if self.value(other, "merged into", known_at, None) == person:
                found |= self.group(other, known_at)
        return found

    def value(self, person, what, known_at, else_):
        """What was last done, as known then."""
        done = [each for each in self.done if (each.about, each.what) == (person, what) and each.known_at <= known_at]
        return done[-1].value if done else else_

    def stands(self, told, first_at, as_of):
        """The state by A2, and the flags."""
        calls = [note for note in told if note.state == State.NO_ANSWER]
        notes = [note for note in told if note.state != State.NO_ANSWER]
        if not notes:
            yield State.NO_ANSWER if calls else State.NEVER_TRIED
            since = min([note.source_at for note in calls] or [first_at])
        else:
            newest = max(note.source_at for note in notes)
            of_then = [note for note in notes if note.source_at == newest]
            best = min(note.grade for note in of_then)
            holds = min((note for note in of_then if note.grade == best), key=self.within(best))
            yield holds.state
            if self.contested(holds, [note for note in notes if note is not holds]):
                yield "contested"
            since = newest
            if holds.state in GONE_FOR_GOOD:
                return
        if as_of - since > timedelta(hours=24):
            yield "overdue"

    def within(self, _grade):
        """Of the same date and grade: the first in the order of A1, then what was entered last."""
        return lambda note: (ORDER.index(note.state), -note.known_at.timestamp(), -self.told.index(note))

    def contested(self, holds, others):
        """Whether another note stands against the one that holds, and no officer has settled it."""
        if holds.settles:
            return False
        settled_at = max((note.source_at for note in others if note.settles), default=None)
        for note in others:
            is_silenced = settled_at is not None and note.source_at <= settled_at and not note.settles
            if is_silenced or note.state == holds.state:
                continue
            same_time = note.source_at == holds.source_at
            better = note.grade < holds.grade and holds.source_at - note.source_at <= timedelta(hours=24)
            is_back = note.state in GONE_FOR_GOOD and ORDER.index(note.state) < ORDER.index(holds.state)
            if same_time or better or is_back:
                return True
        return False


def pairs_by_comparing_all(said):
    """Sets of two places in a list of Traits: each two compared that share a key, without an index."""
    return {
        frozenset((i, j))
        for (i, a), (j, b) in combinations(enumerate(said), 2)
        if keys_of(a) & keys_of(b) and weigh(a, b).score >= ASK
    }
