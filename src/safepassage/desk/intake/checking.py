"""The trial: what registering a file would do, told without registering anybody."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from safepassage.desk.core.bulk import in_batches
from safepassage.desk.intake.drafts import Draft
from safepassage.desk.intake.models import Import
from safepassage.desk.intake.plan import Findings, Plan, Row, Twin
from safepassage.desk.intake.queries import drafts_of, newer_list, said_of_known, who_is_there
from safepassage.desk.people import queries as people
from safepassage.desk.people.newer import news_of
from safepassage.errors import BadInput, Fault

MOST_DOUBTS = 500  # rows whose doubts are kept to be shown; all are counted
MOST_TWINS = 500
MOST_NEWS = 500


def findings(row: Import, plan: Plan, say: Callable[[int], None]) -> Findings:
    """Read the whole file and compare it with the register. `say` is told after each batch how many were read."""
    trial = _Trial(row, plan)
    try:
        for batch in in_batches(drafts_of(row, plan)):
            trial.add(batch)
            say(trial.counts["entries"])
    except BadInput as error:
        return trial.findings().model_copy(update={"broken": list(map(str, error.faults))})
    return trial.findings()


class _Trial:
    """What was found so far."""

    def __init__(self, row: Import, plan: Plan) -> None:
        self.row, self.plan = row, plan
        self.counts: Counter[str] = Counter()
        self.faulty: list[Row] = []
        self.doubts: list[Row] = []
        self.twins: list[Twin] = []
        self.news: list[Row] = []
        self.seen: set[str] = set()  # outside ids of this file

    def add(self, batch: Sequence[Draft]) -> None:
        """Count a batch."""
        there = who_is_there(self.row, batch)
        new: list[Draft] = []
        known = [draft for draft in batch if draft.comes_in(self.plan) and draft.outside_id in there]
        for draft in batch:
            self.counts["entries"] += 1
            self._tell(draft)
            if draft.is_expired:
                self.counts["expired"] += 1
            elif draft.faults:
                self._add_faulty(draft, draft.faults)
            elif draft.outside_id in there or draft.outside_id in self.seen:
                self.counts["known"] += draft.record is not None
                self.counts["notes"] += len(draft.notes)
            elif draft.record is None:
                wrong, expected = "nobody on the register has this id", "the person, in this file or another, before"
                self._add_faulty(draft, [Fault(self.plan.name, f"record {draft.number}", wrong, expected)], 0)
            else:
                new.append(draft)
                self.seen.add(draft.outside_id)
        self.counts["new"] += len(new)
        self.counts["without_id"] += sum(not draft.has_id for draft in new)
        self._compare(new)
        self._add_news(known, there)

    def findings(self) -> Findings:
        """All of it."""
        lists = {"faulty": self.faulty, "doubts": self.doubts, "twins": self.twins, "news": self.news}
        return Findings(**self.counts, **lists)

    def _tell(self, draft: Draft) -> None:
        if draft.doubts:
            self.counts["doubtful"] += 1
            if len(self.doubts) < MOST_DOUBTS:
                self.doubts.append(Row(number=draft.number, told=_told(draft.doubts)))

    def _add_faulty(self, draft: Draft, faults: Iterable[Fault], readable: int = 1) -> None:
        self.faulty.append(Row(number=draft.number, told=_told(faults)))
        self.counts["unread"] += readable * draft.is_readable

    def _add_news(self, known: Sequence[Draft], there: Mapping[str, UUID]) -> None:
        said = said_of_known(known, there)
        numbers = {each.outside_id: each.number for each in known}
        for found in news_of(self.row.crisis, newer_list(self.row, self.plan), said):
            self.counts["completed"] += found.completes
            self.counts["otherwise"] += found.differs
            if len(self.news) < MOST_NEWS:
                told = [new.text for new in found.news]
                self.news.append(Row(number=numbers[found.said.outside_id], told=told))

    def _compare(self, new: Sequence[Draft]) -> None:
        records = [draft.record for draft in new if draft.record]
        if not records:
            return
        for draft, hits in zip(new, people.alike(self.row.crisis, records), strict=True):
            self.counts["alike"] += bool(hits)
            for hit in hits[: MOST_TWINS - len(self.twins)]:
                reasons = [each.value for each in hit.reasons]
                self.twins.append(
                    Twin(number=draft.number, person=str(hit.person_id), score=hit.score, reasons=reasons)
                )


def _told(faults: Iterable[Fault]) -> list[str]:
    """Without the file's name and the row's number, which stand beside it."""
    return [
        f"{fault.where.partition(', ')[2] or 'the row'}: {fault.wrong}; expected {fault.expected}" for fault in faults
    ]
