"""Fills in what preflight says in docs/backtest-kharkiv.md; what is known to have happened is written there by hand.

python docs/make_backtest.py
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from safepassage.planning import preflight
from safepassage.planning.io import read_crisis
from safepassage.planning.model import Crisis, PartyResult, Preflight, Verdict
from safepassage.planning.wording import VERDICTS, Causes, Times

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "backtest-kharkiv.md"
EXAMPLE = ROOT / "examples" / "kharkiv-2022"
NAMES = {"first": "13:30, `first`", "second": "14:30, `second`"}
STATION, NOT_LOCATED = "station shelter", "not located"
KYIV = ZoneInfo("Europe/Kyiv")
SET_OUT = (datetime(2022, 3, 2, 15, 0, tzinfo=KYIV), datetime(2022, 3, 2, 15, 50, tzinfo=KYIV))

Results = Mapping[str, Preflight]
KNOWN = {  # what the reports above the table say, for the last column
    "pisochyn": "about 965–1,000; 500 to over 2,000",
    "babai": "none, or part of a couple of hundred",
    "bezliudivka": "none, or part of a couple of hundred",
    "city": "a few hundred; about 300 on the 4th",
    "arrivals": "17:52 for the group of 400, after about 2 h",
}


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown; columns that begin with a number to the right."""
    lines = [list(row) for row in rows]
    cells = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in line] for line in lines]
    rule = ["---:" if isinstance(cell, int) else "---" for cell in lines[0]]
    return "\n".join(f"| {' | '.join(row)} |" for row in (headings, rule, *cells))


def verdicts(results: Results) -> str:
    people = [result.people for result in results.values()]
    rows = [
        (VERDICTS[verdict], *(getattr(counts, verdict.value) for counts in people)) for verdict in reversed(Verdict)
    ]
    return table(("people who", *NAMES.values()), [*rows, ("all", *(counts.total for counts in people))])


def origins_and_havens(crisis: Crisis, results: Results) -> str:
    return "\n\n".join(f"{NAMES[name]}:\n\n{_origins(crisis, result)}" for name, result in results.items())


def _origins(crisis: Crisis, result: Preflight) -> str:
    havens = [haven.name for haven in result.havens]
    headings = ("origin", "people", *havens, "found it full", "cannot arrive", "arrivals")
    return table(headings, [_origin(place, rows, result) for place, rows in _by_place(crisis, result).items()])


def _by_place(crisis: Crisis, result: Preflight) -> dict[str, list[PartyResult]]:
    """Parties by where they are, in the order of the crisis; those not located last."""
    place = {party.id: party.place for party in crisis.parties}
    rows: dict[str, list[PartyResult]] = defaultdict(list)
    for party in sorted(result.parties, key=lambda party: party.verdict is Verdict.NOT_LOCATED):
        rows[NOT_LOCATED if party.verdict is Verdict.NOT_LOCATED else place[party.id]].append(party)
    return rows


def _origin(place: str, rows: Sequence[PartyResult], result: Preflight) -> tuple[object, ...]:
    goes: Counter[str | None] = Counter()
    for party in rows:
        goes[party.haven if party.verdict is Verdict.ON_TIME else party.verdict.value] += party.size
    to = [goes[haven.haven_id or haven.name] for haven in result.havens]
    total, full = goes.total(), goes[Verdict.NO_PLACE.value]
    cannot = "not guessed" if place == NOT_LOCATED else total - sum(to) - full
    return (place, total, *to, full, cannot, _arrivals(rows, result))


def _arrivals(rows: Iterable[PartyResult], result: Preflight) -> str:
    at = [party.arrive_at for party in rows if party.verdict is Verdict.ON_TIME and party.arrive_at]
    return Times.of(result).arrivals(min(at), max(at)) if at else "–"


def havens(results: Results) -> str:
    rows = [
        (haven.name, NAMES[name], "not known" if haven.places is None else haven.places, haven.as_worded,
         haven.assigned, haven.can_reach)
        for pairs in zip(*([(name, haven) for haven in result.havens] for name, result in results.items()), strict=True)
        for name, haven in pairs
    ]  # fmt: skip
    return table(("haven", "advisory", "places", "as worded", "as it could be assigned", "can reach"), rows)


def blockers(crisis: Crisis, results: Results) -> str:
    counts = [_stopped(result, Causes(crisis, Times.of(result))) for result in results.values()]
    causes = sorted(set().union(*counts), key=lambda cause: (-max(count[cause] for count in counts), cause))
    return table(("taken away alone", *NAMES.values()), [(c, *(count[c] for count in counts)) for c in causes])


def _stopped(result: Preflight, causes: Causes) -> Counter[str]:
    stopped: Counter[str] = Counter()
    for party in result.parties:
        for blocker in party.blockers:
            both = "both at once: " if blocker.kind == "pair" else ""
            stopped[both + causes.of(blocker).replace("|", "/")] += party.size
    return stopped


def comparison(crisis: Crisis, results: Results, unlimited: Results) -> str:
    """unlimited: as if it were not known how many places Pisochyn has."""

    def row(question: str, of: Results, answer: str) -> tuple[object, ...]:
        return (question, *(_people(result, answer) for result in of.values()), KNOWN[answer])

    rows = [
        row("people in Pisochyn that night", results, "pisochyn"),
        row("the same, its places not known", unlimited, "pisochyn"),
        row("people in Babai", results, "babai"),
        row("the same, places in Pisochyn not known", unlimited, "babai"),
        row("people in Bezliudivka", results, "bezliudivka"),
        row("the same, places in Pisochyn not known", unlimited, "bezliudivka"),
        row("people still in the city: those located who cannot arrive", results, "city"),
        ("arrivals in Pisochyn of those who walk there from the station, ready from 15:00 to 15:50", "–",
         _walkers(crisis, results["second"]), KNOWN["arrivals"]),
    ]  # fmt: skip
    return table(("question", *NAMES.values(), "known"), rows)


def _people(result: Preflight, answer: str) -> int:
    """People as worded in a haven, by id; for `city` those located who cannot arrive."""
    if answer == "city":
        return result.people.total - result.people.on_time - result.people.not_located
    return next(haven.as_worded for haven in result.havens if haven.haven_id == answer)


def _walkers(crisis: Crisis, result: Preflight) -> str:
    """Arrivals of parties that walk from the station to Pisochyn, of those who are ready within SET_OUT."""
    walk = [
        party
        for party in _by_place(crisis, result)[STATION]
        if (party.verdict, party.haven) == (Verdict.ON_TIME, "pisochyn")
        and (party.route and party.route.means == "foot")
        and (party.ready_at and SET_OUT[0] <= party.ready_at <= SET_OUT[1])
    ]
    return f"{_arrivals(walk, result)}: {sum(party.size for party in walk):,} people"


def filled(page: str) -> str:
    """The page with each block between its marks made anew."""
    crisis = read_crisis(EXAMPLE)
    places_unknown = tuple(h.model_copy(update={"places": None}) if h.id == "pisochyn" else h for h in crisis.havens)
    results = {name: preflight(crisis, name) for name in NAMES}
    unlimited = {name: preflight(replace(crisis, havens=places_unknown), name) for name in NAMES}
    made = {
        "verdicts": verdicts(results),
        "origins-havens": origins_and_havens(crisis, results),
        "havens": havens(results),
        "blockers": blockers(crisis, results),
        "comparison": comparison(crisis, results, unlimited),
    }
    for name, block in made.items():
        page = _with_block(page, name, block)
    return page


def _with_block(page: str, name: str, block: str) -> str:
    begin, end = f"<!-- backtest:begin {name} -->\n", f"<!-- backtest:end {name} -->"
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise SystemExit(f"{PAGE.name}: there is no block {name}")
    return f"{before}{begin}{block}\n{end}{after}"


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
