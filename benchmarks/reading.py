"""Reading: 1,000 reports of 500 words on one core, once the gazetteers are loaded.

`python -m benchmarks.reading`
"""

import sys
from time import process_time

from tests.reading.scoring import reports

from safepassage.reading import read

REPORTS, WORDS = 1_000, 500
MOST_S = 60.0


def main() -> bool:
    """Read reports made of those of the corpus; whether that took no longer than is to be reached."""
    short = reports("dev")
    texts = [
        " ".join(short[(i + k) % len(short)].text for k in range(len(short))).split(" ") for i in range(len(short))
    ]
    whole = [" ".join(words[:WORDS]) for words in texts]
    for report in short:  # loads the gazetteers
        read(report.text, report.on, report.near)
    begun = process_time()
    for i in range(REPORTS):
        read(whole[i % len(whole)], short[i % len(short)].on, short[i % len(short)].near)
    took = process_time() - begun
    print(f"reading {REPORTS:,} reports of {WORDS} words: {took:.1f} s (to reach: {MOST_S:.0f} s)")
    return took <= MOST_S


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
