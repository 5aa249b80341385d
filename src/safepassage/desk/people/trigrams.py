"""An index of short texts by their trigrams, in memory: which of them share most, and the rarest, with what is asked.

Texts are folded (`fold`): small Latin letters and digits, words with a space between. So a trigram is one of 37³, which
fits 16 bits; and so does a row of a part, which has at most 65,536.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from anyascii import anyascii

ROWS = 65_536
KINDS = 37**3
KINDS_AT_LEAST = 4
_NOT_KEPT = re.compile("[^a-z0-9]+")
_CODES = np.zeros(256, np.uint16)
_CODES[np.frombuffer(b"abcdefghijklmnopqrstuvwxyz0123456789", np.uint8)] = np.arange(1, 37)


def fold(text: str) -> str:
    """Small Latin letters and digits of a text in any script, words with one space between."""
    if not text.isascii():
        text = anyascii(unicodedata.normalize("NFKC", text))
    return _NOT_KEPT.sub(" ", text.casefold()).strip()


def trigrams(folded: bytes) -> np.ndarray:
    """(n,) uint16: those of a folded text, a space before and after; in order, repeated as they come."""
    codes = _CODES[np.frombuffer(b" " + folded + b" ", np.uint8)]
    return codes[:-2] * np.uint16(37 * 37) + codes[1:-1] * np.uint16(37) + codes[2:]


@dataclass(frozen=True)
class Part:
    """Up to ROWS texts. The rows that hold trigram t are rows[starts[t] : starts[t + 1]]."""

    text: bytes  # all texts, a line feed after each
    begins: np.ndarray  # (n + 1,) int64, offsets into `text`
    starts: np.ndarray  # (KINDS + 1,) int32
    rows: np.ndarray  # uint16

    def __len__(self) -> int:
        return len(self.begins) - 1

    @property
    def n_bytes(self) -> int:
        """How much memory it takes."""
        return len(self.text) + self.begins.nbytes + self.starts.nbytes + self.rows.nbytes

    def text_of(self, row: int) -> str:
        """One text."""
        return self.text[self.begins[row] : self.begins[row + 1] - 1].decode()

    def likeness(self, asked: np.ndarray) -> np.ndarray:
        """(n,) float64: for each text the weight of those trigrams of `asked` that it holds; rare ones weigh more.

        The commonest are left out once there are enough others: half of all phones begin alike.
        """
        sizes = self.starts[asked + np.int32(1)] - self.starts[asked]
        order = np.argsort(sizes, kind="stable")
        order = order[sizes[order] > 0]
        is_enough = np.cumsum(sizes[order]) > ROWS
        is_enough[:KINDS_AT_LEAST] = False
        kept = order[~is_enough]
        if not len(kept):
            return np.zeros(len(self))
        found = [self.rows[self.starts[kind] : self.starts[kind + 1]] for kind in asked[kept].tolist()]
        weights = np.repeat(np.log1p(len(self) / sizes[kept]), sizes[kept])
        return np.bincount(np.concatenate(found), weights, minlength=len(self))


def build_part(texts: Sequence[str]) -> Part:
    """Index folded texts. Raises ValueError for more than ROWS."""
    if len(texts) > ROWS:
        raise ValueError(f"a part has at most {ROWS} texts")
    encoded = [text.encode() for text in texts]
    begins = np.concatenate(([0], np.cumsum([len(each) + 1 for each in encoded], dtype=np.int64)))
    kinds = [trigrams(each) for each in encoded]
    row = np.repeat(np.arange(len(texts), dtype=np.uint16), [len(each) for each in kinds])
    kind = np.concatenate([*kinds, np.zeros(0, np.uint16)])
    order = np.argsort(kind, kind="stable")  # by radix, for 16 bits
    kind, row = kind[order], row[order]
    is_new = np.ones(len(kind), bool)
    is_new[1:] = (kind[1:] != kind[:-1]) | (row[1:] != row[:-1])
    starts = np.concatenate(([0], np.cumsum(np.bincount(kind[is_new], minlength=KINDS)))).astype(np.int32)
    return Part(b"".join(each + b"\n" for each in encoded), begins, starts, row[is_new])
