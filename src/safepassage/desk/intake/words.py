"""What lists call a state and a category, in English, Hindi, Ukrainian and Russian; and where an import stands."""

import re
import unicodedata
from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from safepassage.desk.people.states import Category, State


class Kind(TextChoices):
    """What a file is."""

    TABLE = "table", _("A list: CSV or XLSX")
    PFIF = "pfif", _("PFIF")


class Step(TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", _("Nothing is registered yet: say what the columns are")
    MAPPED = "mapped", _("Nothing is registered yet: it waits to be tried")
    CHECKING = "checking", _("Nothing is registered yet: it is being tried")
    CHECKED = "checked", _("Tried; nothing is registered yet")
    RUNNING = "running", _("Being registered")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped; what was registered until then stays")


_STATES: Mapping[State, str] = {
    State.DEAD: "dead, deceased, died, killed, मृत, загинув, загинула, помер, померла, погиб, погибла, умер, умерла",
    State.HELD: "held, detained, arrested, captured, हिरासत में, затриманий, затримана, задержан, задержана",
    State.IN_HOSPITAL: "in hospital, hospital, hospitalised, hospitalized, अस्पताल में, у лікарні, лікарня, в больнице",
    State.HOME: "home, at home country, returned, back home, घर पहुँचे, वापस, вдома на батьківщині, вернулся домой",
    State.ABROAD_ASSISTED: "abroad assisted, abroad with help",
    State.ABROAD_OWN: "abroad by own means",
    # That somebody is abroad is confirmed by an officer, or by who says it in these words; not by a word in a list.
    State.LEFT: "left, left by own means, left on own, left alone, चले गए, виїхав, виїхала, уехал, уехала, "
    "abroad, crossed the border, विदेश में, за кордоном, за границей",
    State.MOVING: "moving, on the way, travelling, traveling, in transit, en route, रास्ते में, в дорозі, в пути",
    State.IN_HAVEN: "in a haven, in haven, at assembly point, शरण में, у пункті збору, в пункте сбора",
    State.MISSING: "missing, case opened, लापता, зник, зникла, зник безвісти, пропал, пропала, пропал без вести",
    State.STAYING: "staying, staying by choice, wants to stay, रुक रहे हैं, залишається, остается, остаётся",
    State.SHELTERING: "sheltering, in shelter, wants out, stuck, stranded, आश्रय में, फंसे हुए, в укритті, в укрытии",
    State.UNDECIDED: "undecided, contacted, reached, संपर्क हुआ, не визначився, на зв'язку, на связи, не решил",
    State.NO_ANSWER: "no answer, not reachable, unreachable, no reply, कोई जवाब नहीं, не відповідає, не отвечает",
}
_CATEGORIES: Mapping[Category, str] = {
    Category.NATIONAL: "national, citizen, नागरिक, громадянин, громадянка, гражданин, гражданка",
    Category.DUAL: "dual, dual national, подвійне громадянство, двойное гражданство",
    Category.FAMILY: "family, family member, spouse, child, परिवार, член родини, член семьи",
    Category.THIRD_STATE: "third state, third country, third country national, foreigner, іноземець, иностранец",
    Category.STAFF: "staff, embassy staff, कर्मचारी, персонал",
}
_IN_BRACKETS = re.compile(r"\(.*?\)")


def state_called(text: str) -> State | None:
    """The state that a cell names; None if it names none, or is a sentence. Nobody is `never_tried` by being listed."""
    return _STATE_OF.get(_plain(text))


def category_called(text: str) -> Category | None:
    """The category that a cell names; None if it names none."""
    return _CATEGORY_OF.get(_plain(text))


def _plain(text: str) -> str:
    """Small letters and digits, words apart; what stands in brackets, as in the desk's own labels, is left out."""
    text = unicodedata.normalize("NFKC", _IN_BRACKETS.sub(" ", text)).casefold()
    kept = (each if unicodedata.category(each)[0] in "LMN" else "" if each in "'’ʼ" else " " for each in text)
    return " ".join("".join(kept).split())


_STATE_OF = {_plain(word): state for state, words in _STATES.items() for word in (state.value, *words.split(","))}
_CATEGORY_OF = {_plain(word): each for each, words in _CATEGORIES.items() for word in (each.value, *words.split(","))}
