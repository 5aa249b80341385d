"""Makes docs/reading.md: how well the reader reads the corpus.

python docs/make_reading.py
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.reading.scoring import FIELDS, Tally, reports, tally_of  # noqa: E402

from safepassage.reading import read  # noqa: E402

PAGE = ROOT / "docs" / "reading.md"

INTRODUCTION = """\
# How well reports are read

`safepassage read` takes a report apart into drafts by rules alone. Here is how well it does that, on a corpus of
sixty invented reports (`tests/reading/corpus`). The rules were worked out on *dev* and on texts that were thrown away;
*test* was run to report figures, and no report of it was looked at. It was run four times: once its figure for claims
made a slip in a rule be found. Figures for unseen texts are those of *test*; those of *dev* are what rules reach on
texts that they were made on. This page is made by `python docs/make_reading.py`; a test keeps it up to date.

Precision is the share of what was read that is right, recall the share of what is there that was read. Wordings agree
if half of their words do. Of a test split this small, one item more or less is two to six points.
"""

# What is to be reached on unseen texts.
TARGETS = {
    "advisories.deadline": ("deadlines", 0.85),
    "casualties": ("casualties", 0.8),
    "contacts": ("contacts", 0.75),
    "advisories.destinations": ("destinations", 0.8),
    "claims": ("claims", 0.65),
    "claims other than asserts": ("stance other than asserts", 0.75),
    "advisories.issuer": ("advisory issuer", 0.7),
}

FALLS_SHORT = """
## What it does not do

- It knows English only, and how notices and agencies word things. A sentence with its subject far from its verb, irony,
  or a pronoun that points back several sentences is read wrongly or not at all.
- Whatever it reads is a proposal, with the words it was read from (rule C2). What it misses is not listed: read the
  report.
- It is weaker than a reader with a language model may be; none is built in, and none was measured as a reader:
  see [decision 25](decisions/0025-reading-by-rules.md).
"""


def page() -> str:
    """The whole page, Markdown."""
    tallies = {split: tally_of(lambda r: read(r.text, r.on, r.near), reports(split)) for split in ("dev", "test")}
    return "\n".join([INTRODUCTION, *_targets(tallies), *_apart(tallies), *_fields(tallies), FALLS_SHORT])


def _targets(tallies: dict[str, Tally]) -> list[str]:
    lines = [
        "## What is to be reached on unseen texts",
        "",
        "| F1 | to reach | test | dev | |",
        "|---|---|---|---|---|",
    ]
    for name, (label, least) in TARGETS.items():
        test, dev = (tallies[split].score(name).f1 for split in ("test", "dev"))
        lines.append(f"| {label} | {least:.2f} | {test:.2f} | {dev:.2f} | {'' if test >= least else 'not reached'} |")
    return lines


def _apart(tallies: dict[str, Tally]) -> list[str]:
    lines = ["", "## Errors that could send people the wrong way", "", "| | test | dev |", "|---|---|---|"]
    both = [tallies[split] for split in ("test", "dev")]
    false = [f"{each.destinations_false} of {each.destinations_read}" for each in both]
    lines.append(f"| destinations read that nobody is told to go to (to reach: under 3 %) | {' | '.join(false)} |")
    polarity = " | ".join(str(each.polarity_errors) for each in both)
    lines.append(f"| read as Move where the text says not to go | {polarity} |")
    return lines


def _fields(tallies: dict[str, Tally]) -> list[str]:
    lines = ["", "## Every field", "", "| | test: precision | recall | F1 | dev: precision | recall | F1 |"]
    lines.append("|---" * 7 + "|")
    for name, fields in FIELDS.items():
        for field in (name, *(f"{name}.{each}" for each in fields)):
            scores = [tallies[split].score(field) for split in ("test", "dev")]
            cells = [f"{value:.2f}" for score in scores for value in (score.precision, score.recall, score.f1)]
            lines.append(f"| {field.replace('_', ' ')} | {' | '.join(cells)} |")
    return lines


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
