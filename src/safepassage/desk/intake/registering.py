"""One batch of an import onto the register, within the transaction that moves its cursor."""

import re
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from safepassage.desk.core.ids import Actor
from safepassage.desk.core.keyring import keyring
from safepassage.desk.core.sealing import blind_index
from safepassage.desk.crises.access import Role
from safepassage.desk.intake.drafts import Draft
from safepassage.desk.intake.models import Import
from safepassage.desk.intake.plan import Plan
from safepassage.desk.intake.queries import newer_list, said_of_known, who_is_there
from safepassage.desk.intake.words import Kind
from safepassage.desk.people import actions as people
from safepassage.desk.people import queries
from safepassage.desk.people.entries import NewParty
from safepassage.desk.people.newer import Taken, take_news
from safepassage.desk.people.records import WardenRecord
from safepassage.desk.queue.actions import open_item
from safepassage.desk.queue.work import Kind as WorkKind
from safepassage.desk.queue.work import Urgency, Work

_NUMBER = re.compile(r"[0-9]{1,9}")
_ROOM_FOR_SOURCE = 40  # characters of a code, which has 64


class Batches:
    """Registers batches of one import; remembers which wardens and parties are there."""

    def __init__(self, row: Import, plan: Plan, *, actor: Actor) -> None:
        self.row, self.plan, self.actor = row, plan, actor
        self.wardens: dict[str, UUID] = {}
        self.parties: dict[str, UUID] = {}

    def register(self, batch: Sequence[Draft]) -> tuple[Counter[str], list[UUID]]:
        """Counts by the import's columns, and whom to compare: who is new, or has a fuller record. In a transaction."""
        coming = [draft for draft in batch if draft.comes_in(self.plan)]
        there = who_is_there(self.row, batch)
        self._shorten_keeping(batch, there)
        new = [draft for draft in coming if draft.record and draft.outside_id not in there]
        self._find_wardens(new)
        self._find_parties(new)
        entries = [draft.entry(self.parties.get(self._party(draft))) for draft in new]
        made = people.register_persons(self.row.crisis, entries, actor=self.actor, source=self.row.source)
        ids = there | {draft.outside_id: each.id for draft, each in zip(new, made, strict=True)}
        first = [each.id for each in made if each.is_new]
        repeated = [draft for draft, each in zip(new, made, strict=True) if not each.is_new]
        known = [draft for draft in coming if draft.outside_id in there]
        taken = self._take_news([*known, *repeated], ids)
        noted = self._add_notes([*known, *repeated], ids)
        strangers = sum(draft.record is None and draft.outside_id not in ids for draft in coming)
        self._ask_officers(coming, ids)
        counts = {
            "registered": len(first),
            "known": sum(draft.record is not None for draft in known) + len(repeated),
            "noted": noted,
            "completed": len(taken.completed),
            "otherwise": taken.otherwise,
            "left_out": len(batch) - len(coming) + strangers,
        }
        return Counter(counts), [*first, *taken.completed]

    def _take_news(self, drafts: Sequence[Draft], ids: dict[str, UUID]) -> Taken:
        """What the file says newly of those who are known."""
        said = said_of_known(drafts, ids)
        return take_news(self.row.crisis, newer_list(self.row, self.plan), said, actor=self.actor) if said else Taken()

    def _add_notes(self, drafts: Sequence[Draft], ids: dict[str, UUID]) -> int:
        """What is new about those who are known; how much."""
        found = [(ids[draft.outside_id], note) for draft in drafts for note in draft.notes if draft.outside_id in ids]
        living = queries.open_keys(self.row.crisis, {person_id for person_id, _ in found})
        notes = [(person_id, note) for person_id, note in found if person_id in living]
        if not notes:
            return 0
        added = people.add_notes(self.row.crisis, notes, actor=self.actor, source=self.row.source)
        return sum(note is not None for note in added)

    def _shorten_keeping(self, batch: Sequence[Draft], there: dict[str, UUID]) -> None:
        """Where the source has its record expire sooner than the desk would, the desk's goes with it."""
        sooner = {there[draft.outside_id]: draft.keep_until for draft in batch if draft.outside_id in there}
        for person in queries.persons_of(self.row.crisis).filter(pk__in=[pk for pk, day in sooner.items() if day]):
            day = sooner[person.pk]
            if day and day < person.keep_until:
                people.change_person(person, keep_until=day, actor=self.actor)

    def _find_wardens(self, drafts: Sequence[Draft]) -> None:
        """Those who are named; a warden of that code, or one registered by this name."""
        wanted = dict.fromkeys(draft.warden for draft in drafts if draft.warden and draft.warden not in self.wardens)
        if not wanted:
            return
        codes = dict(queries.wardens_of(self.row.crisis).values_list("code", "pk"))
        for name in wanted:
            found = codes.get(name.casefold())
            if found is None:
                about = WardenRecord(name=name[:2_000])
                made = people.register_warden(self.row.crisis, self._code("warden", name), about, actor=self.actor)
                found = made.pk
            self.wardens[name] = found

    def _find_parties(self, drafts: Sequence[Draft]) -> None:
        """Those who move together; who has a warden and no party is a party of one."""
        wardens: dict[str, str] = {}
        for draft in drafts:
            if (party := self._party(draft)) and party not in self.parties:
                wardens[party] = wardens.get(party) or draft.warden
        if not wardens:
            return
        crisis = self.row.crisis
        known = queries.parties_of(crisis).filter(code__in=[party.casefold() for party in wardens])
        codes = set(known.values_list("code", flat=True)) if len(wardens) <= queries.AT_ONCE else set()
        entries = [
            NewParty(
                code=party.casefold() if party.casefold() in codes else self._code("party", party),
                warden=self.wardens.get(warden),
            )
            for party, warden in wardens.items()
        ]
        made = people.form_parties(crisis, entries, actor=self.actor)
        self.parties |= dict(zip(wardens, (party.pk for party in made), strict=True))

    def _party(self, draft: Draft) -> str:
        return draft.party or (f"alone\0{draft.outside_id}" if draft.warden else "")

    def _code(self, kind: str, name: str) -> str:
        """What the register calls it in clear: never a name, which a file may have there."""
        start = f"{self.row.source[:_ROOM_FOR_SOURCE]}-"
        if kind == "party" and _NUMBER.fullmatch(name):
            return start + name
        found = blind_index(keyring().index, f"{kind} {self.row.crisis_id}", f"{self.row.source}\0{name}")
        return f"{start}{kind[0]}{found.hex()[:12]}"

    def _ask_officers(self, coming: Sequence[Draft], ids: dict[str, UUID]) -> None:
        """What PFIF says that no note can settle becomes work: a belief that somebody has died, two records of one."""
        if self.row.kind != Kind.PFIF:
            return
        told = {ids[d.outside_id]: d.doubts for d in coming if d.doubts and d.outside_id in ids}
        if not told:
            return
        persons = queries.persons_of(self.row.crisis).filter(pk__in=told).values_list("pk", "number")
        lines = [f"{number}: {fault.wrong}" for pk, number in persons for fault in told[pk]]
        reason = "Records that came in say of some people what an officer has to weigh"
        work = Work(
            WorkKind.REQUEST, self.row.crisis.reference, Role.CASEWORKER, Urgency.SOON, reason, "\n".join(lines)
        )
        open_item(self.row.crisis, work, actor=self.actor)
