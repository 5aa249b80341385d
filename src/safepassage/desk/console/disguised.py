"""What letters of a report hide: words in letters of two scripts that look alike."""

import re
import unicodedata

LIKE_EACH_OTHER = ("LATIN", "CYRILLIC", "GREEK")  # scripts that share shapes of letters
MOST_WORDS = 20


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
