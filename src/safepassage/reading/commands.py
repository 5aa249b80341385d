"""Commands: `Proceed to`, `Do not go`, `If you are called, come`."""

from collections.abc import Iterator

from safepassage.reading import vocabulary as v
from safepassage.reading.actions import Directive, action
from safepassage.reading.audience import are_people
from safepassage.reading.kinds import kind_of
from safepassage.reading.phrases import Part, is_verb
from safepassage.reading.text import Sentence

_BEFORE_COMMAND = frozenset('"“«:;,.!?–—-•*)') | {"please", "and", "then", "instead", "therefore", "so"}


def commanded(sentence: Sentence) -> Iterator[Directive]:
    """`Proceed to`, `Do not go`, at the beginning of a sentence, a quotation or a clause of a command."""
    lows = sentence.lows
    commanded = led_in = False
    for i in range(len(lows)):
        if i > 0 and lows[i - 1] not in _BEFORE_COMMAND:
            continue
        led_in = led_in or (i > 0 and lows[i - 1] == "," and _leads_in(sentence, i))
        so = i > 1 and lows[i - 1] == "so" and lows[i - 2] == ","
        at, negative = i, False
        while at < len(lows) and lows[at] in ("please", "kindly", "immediately", "urgently", "also", "always"):
            at += 1
        if lows[at : at + 2] == ("do", "not") or lows[at : at + 1] in (("don't",), ("never",)):
            negative = True
            at += 2 if lows[at] == "do" else 1
        first = i == 0 or lows[i - 1] in ('"', "“", "«", ":", ";", "•", "*", "-", "–", "—")
        first = first or (i < len(lows) and lows[i] == "please")
        if not first and not commanded and not negative and not (led_in and lows[i - 1] == ",") and not so:
            continue
        verb = action(sentence, at)
        if verb is None or (verb != at and lows[at] not in ("try", "continue")) or _is_no_command(sentence, verb):
            commanded = commanded or (first and at < len(lows) and lows[at] in v.COMMANDS)
            continue
        kind = kind_of(sentence, verb, negative)
        if kind:
            commanded = True
            by, whom = _instructed(sentence, i) or (None, _called(sentence, i))
            yield Directive(sentence, kind, verb, verb, by, whom, negative)


_INSTRUCTIONS = frozenset("instruction instructions order orders call appeal message warning advice request".split())


def _instructed(sentence: Sentence, i: int) -> tuple[Part | None, Part] | None:
    """`the army's instruction to some 100,000 people: proceed to`: who tells whom, before a colon."""
    lows = sentence.lows
    if i < 5 or lows[i - 1] != ":":
        return None
    at = next((j for j in range(i - 3, max(0, i - 14), -1) if lows[j] in _INSTRUCTIONS and lows[j + 1] == "to"), None)
    if at is None or not are_people(sentence, (at + 2, i - 1)):
        return None
    begin = at
    while begin > 0 and (sentence.words[begin - 1].is_name or lows[begin - 1] in v.DETERMINERS or begin == at):
        begin -= 1
    owner = lows[at - 1].endswith(("'s", "s'"))
    begin -= owner and begin > 0 and lows[begin - 1] in v.DETERMINERS
    return ((begin, at) if owner else None), (at + 2, i - 1)


def _called(sentence: Sentence, i: int) -> Part | None:
    """`Those of you who live in Jinotepe: come to`: whom a command calls before a colon."""
    if i < 2 or sentence.lows[i - 1] != ":":
        return None
    begin = next((j + 1 for j in range(i - 2, -1, -1) if sentence.lows[j] in '.;:"“'), 0)
    plain = begin < i - 1 and not any(is_verb(sentence, j) for j in range(begin, begin + 5) if j < i)
    return (begin, i - 1) if plain and are_people(sentence, (begin, i - 1)) else None


_LEADING_IN = frozenset(
    "when if once after before upon on in until for unless as should within between inside outside near".split()
)


def _leads_in(sentence: Sentence, i: int) -> bool:
    """`When you are called, go to`: whether what stands before word i leads a command in."""
    begin = max((j + 1 for j in range(i - 1) if sentence.lows[j] in '.;:"“«-–•*'), default=0)
    return sentence.lows[begin] in _LEADING_IN and "," not in sentence.lows[begin : i - 1]


def _is_no_command(sentence: Sentence, verb: int) -> bool:
    """`Shelter was`, `Report of`, `Travel to Poltava is banned`: a noun at the beginning."""
    lows = sentence.lows
    following = lows[verb + 1] if verb + 1 < len(lows) else ""
    if following in v.AUXILIARIES or following in ("of", "said"):
        return True
    if lows[verb] in v.DOING:
        return True  # Leaving the route is forbidden
    if lows[verb] in _NOUNS and {"remains", "stays", "continues"} & set(lows[verb + 1 : verb + 9]):
        return True
    if lows[verb] not in _NOUNS:
        return False
    for i in range(verb + 1, min(verb + 9, len(lows))):
        if lows[i] in v.AUXILIARIES:
            return True
        if lows[i] in v.CLAUSE_WORDS or lows[i] in ",.;:!?":
            return False
    return False


_NOUNS = frozenset(
    "travel return walk drive report exit escape retreat shelter request call contact transfer stay leave head".split()
)
