"""How spellings of one place are compared: as written, and as they sound."""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from anyascii import anyascii
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

# Latin spellings of one Slavic sound, by the writer's language: Charków, Kharkov, Xarkov; Uschgorod, Užgorod.
_SOUNDS = (
    ("tsch", "c"), ("shch", "s"), ("tch", "c"), ("sch", "s"), ("sh", "s"), ("sz", "s"), ("cz", "c"), ("ch", "c"),
    ("ts", "c"), ("tz", "c"), ("zh", "z"), ("kh", "h"), ("ck", "k"), ("ph", "v"), ("th", "t"), ("ks", "x"),
)  # fmt: skip
_LETTERS = str.maketrans("gwfqeiouyj", "hvvkaaaaaa")
_DOUBLED = re.compile(r"([a-z])\1+")
_NOT_KEPT = re.compile("[^a-z0-9]+")


def fold(name: str) -> str:
    """Write a name of any script in small Latin letters and digits, without accents, spaces, marks or apostrophes."""
    composed = unicodedata.normalize("NFKC", name)  # else й in two code points is read as и
    return _NOT_KEPT.sub("", anyascii(composed).casefold())


def sound(folded: str) -> str:
    """Reduce folded names to what speakers hear alike: consonants by sound, every run of vowels as one `a`.

    Works on many names at once, with line feeds between.
    """
    for letters, heard in _SOUNDS:
        folded = folded.replace(letters, heard)
    return _DOUBLED.sub(r"\1", folded.translate(_LETTERS))


def likeness(folded: str, names: Sequence[str], least: float, least_letters: float = 0.0) -> np.ndarray:
    """Compare one folded name with many, as the mean of the likeness of their letters and of their sounds.

    names: n folded names. Returns (n,) float64, 0 to 1, to six digits; 0 where it is below `least`, or that of the
    letters alone below `least_letters`. Likeness is 1 − edits ÷ length of the longer; an edit is a letter put in, left
    out or replaced, or two neighbours swapped (optimal string alignment).
    """
    letters = cdist([folded], names, scorer=OSA.normalized_similarity, dtype=np.float32)[0]
    # The sounds of the others cannot make up for their letters.
    near = np.flatnonzero(letters >= max(least_letters, 2 * least - 1))
    alike = np.zeros(len(names))
    if len(near):
        heard = sound("\n".join([names[i] for i in near.tolist()])).split("\n")
        sounds = cdist([sound(folded)], heard, scorer=OSA.normalized_similarity, dtype=np.float32)[0]
        alike[near] = np.round((letters[near] + sounds).astype(np.float64) / 2, 6)
    return np.where(alike >= least, alike, 0.0)
