"""What letters of a report hide: characters that turn the direction of text, words in letters of two scripts."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

# Marks, embeddings, overrides and isolates (Unicode Standard Annex 9), which show nothing and turn what is around them.
TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SEEN = str.maketrans({letter: f"[U+{ord(letter):04X}]" for letter in TURNING} | {"\0": "[U+0000]"})
LIKE_EACH_OTHER = ("LATIN", "CYRILLIC", "GREEK")  # scripts that share shapes of letters
MOST_WORDS = 20


def made_visible(text: str) -> str:
    """The text with what shows nothing written out; the original keeps it."""
    return text.translate(SEEN)


def all_visible(value: Any) -> Any:
    """The same of every text in lists and mappings; whatever is no text as it is."""
    if isinstance(value, str):
        return made_visible(value)
    if isinstance(value, Mapping):
        return {name: all_visible(each) for name, each in value.items()}
    return [all_visible(each) for each in value] if isinstance(value, list | tuple) else value


def mixed_words(text: str) -> list[str]:
    """Words whose letters are of two scripts that look alike, each once, in order; the first MOST_WORDS."""
    found: dict[str, None] = {}
    for word in re.findall(r"\w+", text):
        if not word.isascii() and len({script for letter in set(word) if (script := _script(letter))}) > 1:
            found[word] = None
            if len(found) == MOST_WORDS:
                break
    return list(found)


def _script(letter: str) -> str:
    script = unicodedata.name(letter, "").partition(" ")[0]
    return script if script in LIKE_EACH_OTHER else ""
