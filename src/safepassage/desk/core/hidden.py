"""Characters that show nothing: taken out of what comes in, written out where something with them is stored already.

Such letters make two names that look the same, or turn the order of what stands around them (Unicode Standard Annex 9,
Unicode Technical Report 36). No name needs them, but for the joiners of Persian and Indic scripts within a word.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms

# Controls, format characters, fillers and blanks; not those signs of category Cf that are seen, such as U+06DD.
NEVER_SEEN = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    r"\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
JOINERS = "\u200c\u200d"
_HIDDEN = re.compile(f"[{NEVER_SEEN}{JOINERS}]")
_JOINED_BY_NOTHING = ("LATIN", "CYRILLIC", "GREEK")  # scripts in which a joiner only hides
_ESCAPED = re.compile(rb"\\[ubf]")  # how JSON writes controls
_VIRAMA = 9  # canonical combining class: after it a joiner may end a word


class Line(forms.CharField):
    """A field of a form for text that somebody reads: what shows nothing does not come in, so that "" is empty."""

    def to_python(self, value: Any) -> Any:
        """Without it; a NUL stays, which Django refuses: no keyboard has it."""
        text = super().to_python(value)
        if text in self.empty_values or "\0" in text:
            return text
        return without_hidden(text) or self.empty_value


def without_hidden(text: str) -> str:
    """The text without what shows nothing, and without space around it."""
    return _HIDDEN.sub(_taken_out, text).strip() if _HIDDEN.search(text) else text


def made_visible(text: str) -> str:
    """The text with what shows nothing written out, as in "[U+202E]"; the original keeps it."""
    return _HIDDEN.sub(_written_out, text) if _HIDDEN.search(text) else text


def may_hide(json: bytes) -> bool:
    """Whether there may be such a character in the texts of a JSON document: quicker than to look at each."""
    return _ESCAPED.search(json) is not None or _HIDDEN.search(json.decode()) is not None


def all_visible(value: Any) -> Any:
    """The same of every text in lists and mappings; whatever is no text as it is."""
    if isinstance(value, str):
        return made_visible(value)
    if isinstance(value, Mapping):
        return {name: all_visible(each) for name, each in value.items()}
    return [all_visible(each) for each in value] if isinstance(value, list | tuple) else value


def _taken_out(found: re.Match[str]) -> str:
    if _joins(found):
        return found[0]
    return " " if found[0].isspace() else ""  # a line's end of some other kind


def _written_out(found: re.Match[str]) -> str:
    return found[0] if _joins(found) else f"[U+{ord(found[0]):04X}]"


def _joins(found: re.Match[str]) -> bool:
    """Whether it is a joiner where one is needed: between letters of a script that has them, or after a virama."""
    start, end = found.span()
    before, after = found.string[max(0, start - 1) : start], found.string[end : end + 1]
    if found[0] not in JOINERS or not _is_of_a_word(before):
        return False
    if unicodedata.name(before, "").startswith(_JOINED_BY_NOTHING):
        return False
    return _is_of_a_word(after) or unicodedata.combining(before) == _VIRAMA


def _is_of_a_word(letter: str) -> bool:
    return bool(letter) and unicodedata.category(letter)[0] in "LM" and not _HIDDEN.match(letter)
