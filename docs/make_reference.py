"""Makes docs/reference/crisis-folder.md from the descriptions of the planner's input models.

python docs/make_reference.py
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from safepassage.planning import model
from safepassage.planning.io.expectations import bare, in_words, schema_of

PAGE = Path(__file__).parent / "reference" / "crisis-folder.md"

INTRODUCTION = """\
# The crisis folder

A crisis is a folder of plain files, so that the planner needs no database. This page is made from the planner's own
models by `python docs/make_reference.py`; a test keeps it up to date.

## Rules for every file

- Text is UTF-8, with or without a byte order mark; lines may end as on any system.
- A file that is optional and not there is empty. Files that this page does not name are left alone.
- Every fault of every file is told at once, with file, row and column, what is wrong and what is expected. Rows are
  counted as a spreadsheet shows them: the header is row 1. Outputs of a command are never written over a file of the
  crisis.
- CSV: columns in any order, separated by commas; optional ones may be left out. Each row has as many cells as the
  first. An empty cell is a value not given. A column that this page does not name is a fault, as it may be a slip for
  one that it names.
- Instants have a zone: `2022-03-02T18:00:00+02:00`. One without is read in the crisis zone, and warned of. All lie
  within ten years of the crisis clock's epoch.
- Where a cell or text holds several ids, they stand with a space between.
- A CAP polygon is `lat,lon lat,lon …`, closed: the last pair is the same as the first. GeoJSON has longitude first.
- `grade` is the Admiralty grade: the source's reliability A to F, the item's credibility 1 to 6.
- No names of persons: the planner needs none.

## What is checked between files

- Ids are unique in each table, and whatever is named by its id exists: parties, havens, wardens, channels, crossings,
  trains, classes of mobility and urgency.
- Each party has at least one person in `persons.csv`.
- An advisory is issued between the crisis clock's epoch and its horizon; its deadline is not beyond the horizon, nor,
  if it is to move, before the epoch.
- An advisory names each haven once. Without `haven_id` a name must be that of one haven in
  `havens.csv`, or mean some place of the gazetteer.
- Havens, shelters, parties and crossings lie within `limits.snap_m` of a road, wherever they are; so do places that an
  advisory to move names without `haven_id`.
- Areas do not have latitude and longitude swapped.
"""


class Part(NamedTuple):
    """One heading of the page."""

    title: str
    about: str
    models: tuple[tuple[str, type[model.Row]], ...]  # heading of each table, and whose fields it lists


PARTS = (
    Part(
        "crisis.toml (required)",
        "What is true of the crisis as a whole.",
        (
            ("", model.Settings),
            ("[clock]", model.Clock),
            ("[estimate]", model.Estimate),
            ("[limits]", model.Limits),
            ("[mobility.NAME]: how a class of people walks", model.Mobility),
            ("[driving]: how vehicles differ from the roads' own times", model.Driving),
            ("[delays]", model.Delays),
            ("[spread]: log-normal spreads for the chance of arriving on time", model.Spread),
            ("[[snow]]", model.Window),
        ),
    ),
    Part(
        "network/ or city.roads (required, one of them)",
        "Either the folder `network` with `nodes.csv` (`id`, `lat`, `lon`) and `edges.csv` (`from`, `to`, `length_m`, "
        "then any of `time_s`, `speed_kph`, `oneway`, `class`, `capacity_per_h`, `name`; `time_s` is for vehicles and "
        "wins over `speed_kph`, walkers use `length_m`), or one road file, built by `safepassage roads build`.",
        (),
    ),
    Part("havens.csv (required)", "Temporary safe havens, named by an advisory or candidates.", (("", model.Haven),)),
    Part("shelters.csv", "Where one can stand fast, or wait on the way.", (("", model.Shelter),)),
    Part("wardens.csv", "Volunteers who relay to parties.", (("", model.Warden),)),
    Part("parties.csv (required)", "People who move together and are never split.", (("", model.Party),)),
    Part("persons.csv (required)", "Nationals and their families, each in one party.", (("", model.Person),)),
    Part(
        "closures.geojson",
        "A FeatureCollection. The properties of each feature are these, `geometry` being the feature's own. An id may "
        "stand beside the properties instead.",
        (("", model.Closure),),
    ),
    Part(
        "curfews.toml",
        "Hours in which nobody may be out, each day of a span.",
        (("[[curfew]]", model.Curfew),),
    ),
    Part(
        "corridors.toml",
        "Windows in which passage was promised, and by whom.",
        (("[[corridor]]", model.Corridor), ("[[corridor.commitment]]", model.Commitment)),
    ),
    Part(
        "access.toml",
        "Who is refused where. A person who meets every given condition of a rule is refused.",
        (("[[crossing]]", model.Crossing), ("[[train]]", model.Train), ("[[rule]]", model.AccessRule)),
    ),
    Part("channels.toml (required)", "The ways that messages take.", (("[[channel]]", model.Channel),)),
    Part(
        "alerts/*.xml",
        "CAP 1.1 or 1.2 messages. In force is each alert and update that no update or cancel in the folder names. "
        "DOCTYPEs and entities are refused, and so is any other file in the folder, unless its name begins with a dot.",
        (),
    ),
    Part(
        "advisories/NAME.toml (required, at least one)",
        "What officers intend to tell people.",
        (("", model.Advisory), ("[[havens]]", model.AskedHaven), ("[[assign]]", model.Assignment)),
    ),
    Part("SOURCES.md", "Where each fact comes from, and which are assumed. Not read by the planner.", ()),
)


def page() -> str:
    """The whole page, Markdown."""
    return "\n".join([INTRODUCTION, *(line for part in PARTS for line in _part(part))])


def _part(part: Part) -> Iterator[str]:
    yield from (f"## {part.title}", "", part.about, "")
    for heading, row in part.models:
        if heading:
            yield from (f"### {heading}", "")
        yield from ("| name | if not given | what | meaning |", "|---|---|---|---|")
        yield from _fields(row)
        yield ""


def _fields(row: type[model.Row]) -> Iterator[str]:
    root = schema_of(row)
    required = root.get("required", ())
    for name, schema in root["properties"].items():
        field = bare(schema, root)
        default = "**required**" if name in required else _default(field.get("default"))
        cells = (
            f"`{name}`",
            default,
            in_words(schema, root),
            field.get("description", "") if "$ref" not in schema else "",
        )
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _default(value: object) -> str:
    if value is None or value in ("", []):
        return "empty"
    if isinstance(value, list):
        return " ".join(f"`{item}`" for item in value)
    if isinstance(value, dict):
        return "as below"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
