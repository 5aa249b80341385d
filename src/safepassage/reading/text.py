"""A report's text as words, sentences and quoted passages, each with its span. Linear in the length of the text."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from safepassage.reading.drafts import Span

LONGEST_SENTENCE = 120  # words; what runs on is cut there, so that no rule meets more
LONGEST_PIECE = 200_000  # characters; about thirty thousand words, far more than a report has
_WORD = re.compile(
    r"(?:[ap]\.m\.?|U\.\s?[KNS]\.(?:A\.)?)(?!\w)"  # p.m., U.S.
    r"|\b(?:lt|col|gen|maj|capt|sgt|brig|adm|mr|mrs|ms|dr|prof|rev|fr|sen|rep|gov|amb)\.(?=\s\w)"  # Lt. Col.
    r"|\bno\.(?=\s\d)"  # bus no. 1
    r"|\d+(?:[.,:]\d+)*(?:h\d\d)?(?:st|nd|rd|th)?(?![\w]|-[a-z])"  # 1,200  18:00  9.30  18h00  25th
    r"|\w+(?:[-'’.&](?=\w)\w+)*"  # well-known, Ukraine's, e-mail
    r"|[^\w\s]",
    re.IGNORECASE,
)
# What begins a line and belongs to no sentence: a bullet, a number, the time of an entry.
_MARK = re.compile(
    r"\s*(?:[-–—•*·▪►]\s+|\(?(?:\d{1,2}|[a-h])[).]\s+|\d{1,2}/(?:\d{1,2})?\s+|\[?\d{1,2}[:.h]\d\d\]?(?:\s(?:GMT|UTC))?(?:\s?[:–—-])?\s+(?=[A-Z\"“@]))"
)
_ENDS = frozenset(".!?")
_CLOSING = frozenset("\"”’')]»")
_OPENING = frozenset("\"“‘'([«")
_TITLES = frozenset(
    "mr mrs ms dr prof gen lt col maj capt sgt rev hon st sr jr no vs gov sen rep amb adm brig fr mt etc approx".split()
)


_MONTHS = frozenset("jan feb mar apr jun jul aug sep sept oct nov dec no".split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or mark."""

    said: str
    low: str  # in small letters, with straight apostrophes
    start: int
    end: int
    is_name: bool  # begins with a capital; in a line all in capitals, stands where a name would

    @property
    def is_word(self) -> bool:
        return self.said[:1].isalnum()


@dataclass(frozen=True, eq=False)
class Sentence:
    """A sentence; `words` are all its words and marks."""

    words: tuple[Word, ...]
    paragraph: int
    quoted: tuple[bool, ...]  # a flag a word: within quotation marks
    is_item: bool = False  # begins an item of a list, `- ` or `2. `, which `words` leave out

    @property
    def start(self) -> int:
        return self.words[0].start

    @property
    def end(self) -> int:
        return self.words[-1].end

    @cached_property
    def lows(self) -> tuple[str, ...]:
        return tuple(word.low for word in self.words)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        return tuple(word.start for word in self.words)

    def at(self, position: int) -> int:
        """Index of the first word that begins at or after a position of the text."""
        return bisect_left(self.starts, position)

    def span(self, begin: int, end: int) -> Span:
        """The span of words[begin:end], which are not empty."""
        return self.words[begin].start, self.words[end - 1].end


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Sentence]:
    """Split text[start:end] into sentences, paragraph by paragraph: a line feed ends a paragraph.

    What a sentence quotes is no sentence of its own to the rules only where a mark closes it with a comma.
    """
    at, paragraph = start, 0
    for line in text[start:end].split("\n"):
        mark = _MARK.match(line)
        words = list(_words(line, at, mark.end() if mark else 0))
        if words:
            quoted = _quoted(words)
            begin = 0
            for last in _ends(words):
                is_item = begin == 0 and mark is not None
                yield Sentence(tuple(words[begin:last]), paragraph, tuple(quoted[begin:last]), is_item)
                begin = last
            paragraph += 1
        at += len(line) + 1


_SHOUTED = 5  # words all in capitals, from which a line is shouted
_BEFORE_NAMES = frozenset("to in at from near towards via through of for leave reach quit into".split())
_NO_NAMES = frozenset(
    "a an the this that these those its his her their our my your all any some every each no both be is are was were "
    "stay go move remain travel proceed leave depart evacuate exit reach register assemble gather report meet board "
    "contact call avoid wait shelter use take come return safety once home time case order person persons "
    "people time "
    "nationals citizens students residents staff families women children passengers foreigners least last "
    "first short "
    "further keep make get do not immediate safe foot road rail train bus car air".split()
)


def _words(line: str, at: int, begin: int) -> Iterator[Word]:
    """The words of a line that begins at a position of the text, from a position of the line on."""
    found = list(_WORD.finditer(line, begin))
    shouted = _is_shouted(found)
    named = False
    for k, m in enumerate(found):
        low = m[0].lower().replace("’", "'")
        if low[-1] == "." and low != "no." and low[:-1] in _TITLES:
            low = low[:-1]
        if shouted:
            before = found[k - 1][0].lower() if k else ""
            goes_on = named and k > 1 and found[k - 1][0].lower() in (",", "and", "or")
            of_nation = low.endswith(("ian", "ians", "ese", "ean", "eans")) and len(low) > 5
            named_here = m[0].isalpha() and low not in _NO_NAMES and (before in _BEFORE_NAMES or goes_on or of_nation)
            named = named_here or (named and low in (",", "and", "or"))
        else:
            named_here = m[0][:1].isupper() or _ARTICLED.match(m[0]) is not None
        yield Word(m[0], low, at + m.start(), at + m.end(), named_here)


_ARTICLED = re.compile(r"(?:al|el|a[dnrstz]|e[dlnrst]|ash)-[A-Z]")  # al-Sultan


def _is_shouted(found: Sequence[re.Match[str]]) -> bool:
    """Whether a line is all in capitals, so that a capital tells no name."""
    spoken = [m[0] for m in found if len(m[0]) > 2 and m[0].isalpha()]
    return len(spoken) >= _SHOUTED and all(word.isupper() for word in spoken)


def pieces(text: str) -> Iterator[Span]:
    """A long text in pieces that end with a line where one ends in time: memory is bounded by that of a piece."""
    start = 0
    while start < len(text):
        end = start + LONGEST_PIECE
        if end < len(text):
            end = text.rfind("\n", start + LONGEST_PIECE // 2, end) + 1 or end
        yield start, min(end, len(text))
        start = end


def _quoted(words: Sequence[Word]) -> list[bool]:
    """Mark the words between quotation marks; a mark that is never closed quotes nothing."""
    inside = [False] * len(words)
    opened: int | None = None
    for i, word in enumerate(words):
        if word.said in "“«" or (word.said == '"' and opened is None):
            opened = i
        elif word.said in '”»"' and opened is not None:
            inside[opened : i + 1] = [True] * (i + 1 - opened)
            opened = None
    return inside


def _ends(words: Sequence[Word]) -> Iterator[int]:
    """Where sentences end: index of the word after each."""
    begin = 0
    i = 0
    while i < len(words):
        if i - begin >= LONGEST_SENTENCE:
            yield i
            begin = i
        if words[i].said in _ENDS or (words[i].low in ("a.m.", "p.m.")):
            end = i + 1
            while end < len(words) and words[end].said in _CLOSING and words[end].start == words[end - 1].end:
                end += 1
            if _is_end(words, begin, i, end):
                yield end
                begin = end
                i = end - 1
        i += 1
    if begin < len(words):
        yield len(words)


def _is_end(words: Sequence[Word], begin: int, mark: int, end: int) -> bool:
    if end == len(words):
        return True
    following = words[end]
    if following.start == words[end - 1].end:
        return False
    if following.said[:1].isdigit() and mark > begin and words[mark - 1].low in _MONTHS:
        return False  # Aug. 9
    if not (following.said[:1].isupper() or following.said in _OPENING or following.said[:1].isdigit()):
        return False
    before = words[mark - 1] if mark > begin else None
    if words[mark].said != "." or before is None or before.end != words[mark].start:
        # "5 p.m. EDT", "5 p.m. Tuesday" and "5 p.m. (UTC)" run on
        zone = end + 1 < len(words) and words[end + 1].low in ("time", "local", "standard")
        runs_on = zone or following.said.isupper() or following.said in _OPENING or following.low.endswith("day")
        return words[mark].said in _ENDS or not runs_on
    initial = len(before.said) == 1 and before.said.isupper()
    return not initial and before.low not in _TITLES
