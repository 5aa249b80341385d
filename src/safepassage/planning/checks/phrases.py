"""Whether the advisory's words leave people free to judge, and say what to do if it fails."""

import re
import unicodedata
from collections.abc import Iterator

from safepassage.planning.checks.draft import Draft, Found, listed
from safepassage.planning.model import Severity, Verdict
from safepassage.planning.wording import people

# Looked for in every text, whatever its language: texts quote each other. Small letters; a space stands for any.
NO_EXCEPTION = (
    "under all circumstances", "in all circumstances", "under any circumstances", "at any cost", "at all costs",
    "at any price", "no matter what", "whatever happens", "come what may", "without fail", "without exception",
    "by any means necessary", "is guaranteed", "are guaranteed", "is completely safe", "is absolutely safe",
    "हर हाल में", "हर हालत में", "हर सूरत में", "किसी भी कीमत पर", "किसी भी क़ीमत पर", "हर कीमत पर", "किसी भी हाल में",
    "किसी भी हालत में", "किसी भी सूरत में", "चाहे कुछ भी हो",
    "за будь-яких обставин", "будь-якою ціною", "за будь-яку ціну", "що б не сталося",
    "при любых обстоятельствах", "любой ценой", "во что бы то ни стало", "что бы ни случилось",
)  # fmt: skip
HASTE = (
    "immediately", "at once", "without delay",
    "तुरंत", "तुरन्त", "तत्काल", "फौरन", "फ़ौरन",
    "негайно", "немедленно",
)  # fmt: skip
_KINDS: tuple[tuple[tuple[str, ...], Severity, str], ...] = (
    (NO_EXCEPTION, "serious", "allows no exception, not even shelling on the way"),
    (HASTE, "note", "urges haste, which may send people out of shelter at a bad time"),
)


def no_fallback(draft: Draft) -> Iterator[Found]:
    if draft.advisory.fallback.strip():
        return
    full, late = draft.heads(draft.have(Verdict.NO_PLACE)), draft.heads(draft.have(Verdict.TOO_LATE))
    text = "No fallback is given: nobody is told what to do if a haven is full or the way is shut"
    fates = [f"{people(full)} find the havens full"] * (full > 0) + [f"{people(late)} come too late"] * (late > 0)
    text += f"; as worded, {listed(fates)}" if fates else ""
    yield Found("serious", f"{text}.", {"people_without_place": full, "people_too_late": late})


def absolute_wording(draft: Draft) -> Iterator[Found]:
    """Who is told to go whatever happens goes into the fire; who is told to hurry does not look."""
    texts = {language: _normal(text) for language, text in draft.advisory.text.items()}
    for phrases, severity, why in _KINDS:
        quotes = [
            {"language": language, "phrase": phrase, "quote": quote}
            for language, text in texts.items()
            for phrase in phrases
            for quote in _quotes(text, phrase)
        ]
        if quotes:
            said = list(dict.fromkeys(f"“{quote['phrase']}” ({quote['language']})" for quote in quotes))
            yield Found(severity, f"The text {why}: {listed(said)}.", {"quotes": quotes})


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _quotes(text: str, phrase: str) -> Iterator[str]:
    """Each place of the phrase in the text, with the words about it."""
    pattern = rf"(?<!\w){re.escape(_normal(phrase))}(?!\w)"
    for match in re.finditer(pattern, text, re.IGNORECASE):
        begin = text.rfind(" ", 0, max(match.start() - 30, 0)) + 1
        end = text.find(" ", match.end() + 30)
        yield text[begin : end if end >= 0 else len(text)]
