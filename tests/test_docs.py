"""The README and the docs keep their word: commands run and print what is shown, made pages are current, links work."""

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import jsonschema
import osmium
import pytest

pytestmark = pytest.mark.xdist_group("docs")  # one worker, so that what several pages show is run once

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
GUIDE = DOCS / "guides" / "your-own-city.md"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("examples/*/*.md")])
FILE_OF_GUIDE = re.compile(r"^`(my-city/\S+?)`[^\n]*(?:\n[^\n]+)*\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
TOWN = ((47.1650, 9.5087), (47.1410, 9.5209), (47.1075, 9.5282), (47.0667, 9.5025))  # the guide's places, on one road
NOT_RUN = ("make ", "pip ", "git ", ". ")  # set-up and installs
PLACEHOLDER = re.compile(r"…|\[[-\w]|\b[A-Z][A-Z_]{3,}\b")  # a synopsis, not a command


class Command(NamedTuple):
    """A command of a page, and the lines that the page shows it to print."""

    line: str
    prints: tuple[str, ...]


def blocks(text: str) -> Iterator[list[str]]:
    """Code blocks of a page, fenced or indented by four spaces, as lines."""
    for fenced in re.findall(r"^```(?:sh|console)?\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield fenced.splitlines()
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    for indented in re.findall(r"(?:^    .*\n)+", prose, re.MULTILINE):
        yield [line[4:] for line in indented.splitlines()]


def commands(page: Path) -> list[Command]:
    """What a reader would type, in order."""
    found = []
    for lines in blocks(page.read_text(encoding="utf-8")):
        starts = [i for i, line in enumerate(lines) if re.match(r"\$ |mkdir |safepassage(?:-desk)? |python ", line)]
        for start, end in pairwise([*starts, len(lines)]):
            line = lines[start].removeprefix("$ ").partition("  #")[0].strip()
            if not line.startswith(NOT_RUN) and not PLACEHOLDER.search(line):
                shown = lines[start + 1 : end] if lines[start].startswith("$ ") else []
                found.append(Command(line, tuple(each.rstrip() for each in shown if each.strip(" …"))))
    return found


def write_town(path: Path) -> None:
    """A made-up stand-in for the guide's city, as OpenStreetMap."""
    nodes = [f'<node id="{i}" version="1" lat="{lat}" lon="{lon}"/>' for i, (lat, lon) in enumerate(TOWN, 1)]
    refs = "".join(f'<nd ref="{i}"/>' for i in range(1, len(TOWN) + 1))
    way = f'<way id="1" version="1">{refs}<tag k="highway" v="secondary"/></way>'
    plain = path.with_suffix("")
    plain.write_text(f'<?xml version="1.0"?><osm version="0.6">{"".join(nodes)}{way}</osm>', encoding="utf-8")
    writer = osmium.SimpleWriter(str(path))
    for thing in osmium.FileProcessor(str(plain)):
        writer.add(thing)
    writer.close()


@pytest.fixture(scope="module")
def workplace(tmp_path_factory) -> Path:
    """A folder like a fresh clone, with the city that pages speak of."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("docs", "examples"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    write_town(folder / "city.osm.pbf")
    return folder


def make_folder(path: Path) -> subprocess.CompletedProcess[str]:
    """What `mkdir` does; into the guide's folder go the files that the guide shows."""
    path.mkdir()
    for name, content in FILE_OF_GUIDE.findall(GUIDE.read_text(encoding="utf-8")):
        if name.startswith(f"{path.name}/"):
            file = path.parent / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
    return subprocess.CompletedProcess(["mkdir", path], 0, "", "")


@pytest.fixture(scope="module")
def run(workplace, tmp_path_factory):
    """Runs a command line in the workplace, the same one only once; the desk's on an empty database."""
    done: dict[str, subprocess.CompletedProcess[str]] = {}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAFEPASSAGE_", "DJANGO_"))}
    data = tmp_path_factory.mktemp("desk") / "data"
    environment = {**kept, "COLUMNS": "80", "NO_COLOR": "1", "SAFEPASSAGE_DATA_DIR": str(data)}

    def once(line: str) -> subprocess.CompletedProcess[str]:
        if line.startswith("mkdir ") and line not in done:
            done[line] = make_folder(workplace / line.removeprefix("mkdir "))
        if line not in done:
            words = line.replace("safepassage ", "python -m safepassage ", 1).split()
            words[0] = str(Path(sys.executable).with_name(words[0]))
            done[line] = subprocess.run(words, cwd=workplace, env=environment, capture_output=True, encoding="utf-8")
        return done[line]

    once("safepassage roads build city.osm.pbf -o city.roads")  # which pages take for built
    return once


@pytest.mark.parametrize(
    "page", [page for page in PAGES if commands(page)], ids=lambda page: str(page.relative_to(ROOT))
)
def test_commands_run_and_print_what_is_shown(page, run):
    for command in commands(page):
        done = run(command.line)
        assert done.returncode in (0, 3), f"{command.line}\n{done.stderr}"
        printed = iter(line.rstrip() for line in done.stdout.splitlines())
        for line in command.prints:  # in this order, others between them
            assert line in printed, f"{command.line}\nno longer prints, or not in this order: {line}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_python_examples_import_is_there(page):
    text = page.read_text(encoding="utf-8")
    for line in re.findall(r"^ *((?:from safepassage\S* )?import .*)$", text, re.MULTILINE):
        exec(line, {})


def test_the_result_keeps_to_the_schema(workplace, run):
    lines = [command.line for command in commands(GUIDE)]
    for line in lines:
        run(line)
    schema = json.loads((DOCS / "reference" / "preflight-1.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    result = json.loads((workplace / "preflight.json").read_text(encoding="utf-8"))
    jsonschema.validate(result, schema, cls=jsonschema.Draft202012Validator)
    result["people"]["on_time"] = "many"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(result, schema, cls=jsonschema.Draft202012Validator)


def test_the_page_and_schema_of_the_result_are_current():
    maker = runpy.run_path(str(DOCS / "make_json_reference.py"))
    assert maker["PAGE"].read_text(encoding="utf-8") == maker["page"](), "run: make docs"
    assert maker["SCHEMA"].read_text(encoding="utf-8") == maker["schema_text"](), "run: make docs"


def test_the_tables_of_the_back_test_are_current():
    maker = runpy.run_path(str(DOCS / "make_backtest.py"))
    page = maker["PAGE"].read_text(encoding="utf-8")
    assert maker["filled"](page) == page, "run: make docs"
    assert "Filled by the command" not in page


def test_the_readme_shows_just_what_its_command_prints(run):
    maker = runpy.run_path(str(DOCS / "make_samples.py"))
    readme = maker["README"].read_text(encoding="utf-8")
    assert maker["with_sample"](readme, run(maker["COMMAND"]).stdout) == readme, "run: make docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if path.startswith(("https://", "http://", "mailto:")):
            continue
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(target)
    assert not broken


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_the_index_names_every_page():
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    decisions = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    for page in DOCS.rglob("*.md"):
        if page != DOCS / "README.md":
            there = decisions if page.parent.name == "decisions" and page.name != "README.md" else index
            assert page.name in there, f"{page.relative_to(ROOT)} is in no index"


def test_the_page_on_reading_is_current():
    maker = runpy.run_path(str(DOCS / "make_reading.py"))
    assert maker["PAGE"].read_text(encoding="utf-8") == maker["page"](), "run: make docs"
