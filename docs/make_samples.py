"""Makes what the README shows of the example: the report, shortened, and the picture.

python docs/make_samples.py
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "images" / "kharkiv-2022-second.png"
COMMAND = "safepassage preflight examples/kharkiv-2022 --advisory second"
BEGIN, END = "<!-- made by docs/make_samples.py -->\n", "<!-- end -->"
ROWS_KEPT = {  # of each section of the report, by the first words of its heading; of the others none
    "HAVENS": 99,
    "WHO": 99,
    "WHAT STOPS": 4,
    "WARNINGS": 3,
    "WHAT WOULD": 6,
    "MOVE,": 9,
}
GOES_ON = 9  # a line with as many blanks goes on with the row before


def report(*options: str) -> str:
    """What the command prints on the example, at 80 columns and without colour."""
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    command = [sys.executable, "-m", *COMMAND.split(), *options]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8")
    if done.returncode not in (0, 3):
        raise SystemExit(done.stderr)
    return done.stdout


def shortened(printed: str) -> str:
    """The rows kept of each section; `…` stands for lines left out."""
    opening, *sections = re.split(r"\n\n(?=[A-Z])", printed.rstrip())
    lines = [line.rstrip() for line in opening.splitlines()]
    for section in sections:
        heading, *body = [line.rstrip() for line in section.splitlines()]
        rows = [n for n, line in enumerate(body) if line[:GOES_ON].strip()]
        wanted = next((n for start, n in ROWS_KEPT.items() if heading.startswith(start)), 0)
        kept = rows[wanted] if wanted < len(rows) else len(body)
        if wanted:
            lines += ["", heading, *body[:kept]]
        if kept < len(body):
            lines.append("  …" if wanted else "\n…")
    return "\n".join(lines)


def with_sample(readme: str, printed: str) -> str:
    """The README with the report in its place."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n```console\n$ {COMMAND}\n{shortened(printed)}\n```\n\n{END}{after}"


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    printed = report("--picture", str(PICTURE))
    README.write_text(with_sample(README.read_text(encoding="utf-8"), printed), encoding="utf-8")
