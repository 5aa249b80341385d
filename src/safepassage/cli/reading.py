"""The command `safepassage read`: what a report tells, as drafts for an officer to look at (rule C2)."""

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click

from safepassage.cli.writing import write_whole
from safepassage.errors import BadInput, Fault
from safepassage.places import Candidate
from safepassage.reading import Drafts, as_json
from safepassage.reading import read as read_report
from safepassage.reading.drafts import LISTS, Advisory, Casualty, Claim, Contact, Count, Destination, Event, Item, Range

_ONE = dict(zip(LISTS, ("advisory", "contact", "claim", "casualty", "event", "count"), strict=True))
_FAR_M = 1_000_000  # what is farther than that may be another place of the same name
_LONGEST_QUOTE = 300  # characters
_STANCES = {"accuses_disinformation": "calls it disinformation", "unverified": "not verified"}


@click.command("read")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="The report's date, YYYY-MM-DD.")
@click.option("--near", help="The place that it is about, a name or LAT,LON: its time zone holds.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the drafts to this file.")
def read(file: Path, on: datetime | None, near: str | None, json_file: Path | None) -> None:
    """Read the report FILE (- for standard input) into drafts.

    Drafts are advisories, contacts, claims, casualties, events and counts. They are proposals, each with the words it
    was read from. An officer decides.
    """
    if on is None:
        expected = "the day that the report is of, --date YYYY-MM-DD: relative days count from it"
        raise BadInput([Fault(str(file), "", "has no date", expected)])
    text = _text(file)
    drafts = read_report(text, on.date(), near)
    for line in lines(drafts, text):
        click.echo(line)
    if json_file is not None:
        write_whole({json_file: as_json(drafts).encode("utf-8", "replace") + b"\n"})


def _text(file: Path) -> str:
    """The text of a file; UTF-8, or what its bytes look like."""
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise BadInput([Fault(str(file), "", f"cannot be read ({error.strerror})", "a text file")]) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = f"is not UTF-8: byte {error.start + 1}"
        raise BadInput([Fault(str(file), "", wrong, "a text in UTF-8")]) from error


def lines(drafts: Drafts, text: str) -> Iterator[str]:
    """The report for the terminal: what matters most, what was found, then each draft with the words it comes from."""
    found = [_counted(len(getattr(drafts, name)), name) for name in LISTS if getattr(drafts, name)]
    first = _first(drafts.advisories)
    if first is not None:
        yield shown(_in_short(first))
    yield f"Found {_listed(found)}." if found else "Nothing found. Read the report: what the rules miss is not listed."
    doubts = sum(len(list(_doubts(each))) for each in drafts.advisories)
    if doubts:
        yield f"{doubts} {'doubt' if doubts == 1 else 'doubts'}: see the lines that begin with LOOK."
    yield f"Proposals for an officer to look at, by {drafts.reader}; nothing here is verified."
    for name in LISTS:
        items = getattr(drafts, name)
        if items:
            yield ""
            yield name.upper()
            for number, item in enumerate(items, 1):
                yield from _item(number, item, text)


def _first(advisories: Sequence[Advisory]) -> Advisory | None:
    """The advisory to see first: one to move by a time, then one to move, then any other; the earliest deadline."""
    return min(
        advisories,
        key=lambda each: (
            each.kind.value != "Move",
            each.deadline is None,
            not each.destinations,
            (each.deadline and each.deadline.value) or "9999",
        ),
        default=None,
    )


_SHORT = {"Move": "MOVE", "Shelter": "STAY UNDER COVER", "Avoid": "DO NOT GO", "Halt": "HALT", "All clear": "ALL CLEAR"}
_BY = {
    "reach": "by",
    "register_by": "register by",
    "report_at": "be there by",
    "departs": "leaves at",
    "window": "until",
}


def _in_short(item: Advisory) -> str:
    """One line: what to do, by when, from where to where, who says so to whom, and that there is a doubt."""
    parts = [_SHORT[item.kind.value]]
    if item.deadline:
        at = (item.deadline.value or f"“{item.deadline.said}”").replace("T", " ")
        parts.append(f"{_BY[item.deadline.kind]} {at}")
    if item.from_place:
        parts.append(f"from {item.from_place.value}")
    if item.destinations:
        parts.append(f"to {' / '.join(each.value for each in item.destinations)}")
    told = f"{item.issuer.value if item.issuer else 'nobody named'}"
    to = f" to {item.audience.value}" if item.audience else ""
    look = " – LOOK, there is a doubt" if any(_doubts(item)) else ""
    return f"{' '.join(parts)}. So says {told}{to}{look}."


def _doubts(item: Advisory) -> Iterator[str]:
    """Why a human has to look at an advisory."""
    if item.deadline and item.deadline.question:
        yield item.deadline.question
    for each in item.destinations:
        if not each.place:
            yield f"no known place is called {each.value}: find it on the map"
        elif not each.place[0].exact:
            yield f"{each.value} is spelt otherwise than any known place: {_likely(each)}?"
        elif (each.place[0].distance_m or 0) > _FAR_M:
            yield f"{each.value} is far away: {_likely(each)}?"
    if item.kind.value == "Move" and item.issuer is None:
        yield "nobody is named who says so"


def _likely(place: Destination) -> str:
    return " or ".join(f"{each.name} ({each.country}{_away(each)})" for each in place.place)


def _away(place: Candidate) -> str:
    return "" if place.distance_m is None else f", {place.distance_m / 1000:.0f} km away"


def _counted(number: int, name: str) -> str:
    return f"{number} {_ONE[name] if number == 1 else name}"


def _listed(parts: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _item(number: int, item: Item, text: str) -> Iterator[str]:
    for i, line in enumerate(_told(item)):
        yield shown(f"  {number}. {line}" if i == 0 else f"     {line}")
    for start, end in item.spans:
        quote = " ".join(text[start:end].split())
        cut = quote if len(quote) <= _LONGEST_QUOTE else quote[:_LONGEST_QUOTE] + " …"
        yield shown(f"     | {cut}")


def _told(item: Item) -> Iterator[str]:
    if isinstance(item, Advisory):
        yield from _of_advisory(item)
    elif isinstance(item, Contact):
        yield _joined(item.channel, _on(item.on)) or "contact"
        yield from _each("between", item.parties)
        yield from _each("about", item.about)
        yield from _each("promised", item.commitments)
    elif isinstance(item, Claim):
        who = item.claimant.value if item.claimant else "nobody named"
        yield f"{who}: {_STANCES.get(item.stance.value, item.stance.value)}"
        yield f"that: {item.gist.value}"
    elif isinstance(item, Casualty):
        yield _of_casualty(item)
        yield from _each("cause", [item.cause] if item.cause else [])
        yield from _each("how", [item.circumstances] if item.circumstances else [])
    elif isinstance(item, Event):
        yield _joined(item.kind, _at(item.place), _on(item.on))
    elif isinstance(item, Count):
        yield _joined(_number(item), item.what, _at(item.place), f"by {item.said_by.value}" if item.said_by else "")


def _of_advisory(item: Advisory) -> Iterator[str]:
    issuer = item.issuer.value if item.issuer else "nobody named"
    yield f"{item.kind.value}, told by {issuer}" + (f" to {item.audience.value}" if item.audience else "")
    yield from _each("from", [item.from_place] if item.from_place else [])
    for place in item.destinations:
        likely = place.place[0] if place.place else None
        means = f" ({likely.name}, {likely.country}{_away(likely)})" if likely and likely.exact else ""
        yield f"to: {place.value}{means}"
    if item.deadline:
        begins = f"from {item.deadline.begins} " if item.deadline.begins else ""
        at = item.deadline.value or "not clear"
        yield f"deadline ({item.deadline.kind}): {begins}{at}, said “{item.deadline.said}”"
    yield from _each("by", item.means)
    yield from _each("urgency", item.urgency)
    yield from _each("replaces", [item.supersedes] if item.supersedes else [])
    yield from (f"LOOK: {doubt}" for doubt in _doubts(item))


def _of_casualty(item: Casualty) -> str:
    who = item.name.value if item.name else f"{item.count.value} {'person' if item.count.value == 1 else 'people'}"
    origin = f"of {item.origin.value}" if item.origin else ""
    return _joined(who, f"aged {item.age.value}" if item.age else "", origin, _at(item.place), _on(item.on))


def _number(item: Count) -> str:
    many = item.how_many.value
    return f"{many.low:,}–{many.high:,}" if isinstance(many, Range) else f"{many:,}"


def _at(place: object) -> str:
    return f"at {place.value}" if hasattr(place, "value") else ""


def _on(on: object) -> str:
    return f"on {on.value}" if hasattr(on, "value") else ""


def _joined(*parts: object) -> str:
    return ", ".join(str(getattr(part, "value", part)) for part in parts if part)


def _each(label: str, held: object) -> Iterator[str]:
    if held:
        yield f"{label}: {'; '.join(each.value for each in held)}"  # type: ignore[attr-defined]


def shown(line: str) -> str:
    """A line with whatever does not print, such as marks that turn the direction of text, written out: <U+202E>."""
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in line)
