"""What a draft of the reader proposes, as the fields that an officer sees, changes and accepts."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from safepassage.desk.core.grades import Credibility, Reliability
from safepassage.desk.picture.kinds import ContactChannel, DraftKind, Stance

# Words of claims about people; an officer may say otherwise.
OF_PEOPLE = frozenset({"hostage", "hostages", "held", "detained", "captive", "captured", "abducted", "kidnapped"}) | {
    "arrested", "tortured", "killed", "wounded", "missing", "shield", "shields"
}  # fmt: skip
CHANNELS = (
    (ContactChannel.CALL, ("call", "phone", "telephone", "video", "spoke")),
    (ContactChannel.MEETING, ("meet", "met", "talks")),
    (ContactChannel.LETTER, ("letter", "note", "message", "wrote", "e-mail")),
)


def proposal(kind: str, item: Mapping[str, Any], text: str, dated_on: date, reliability: str) -> dict[str, Any]:
    """The fields of one draft. Days that were not read are the report's; credibility is for an officer to judge."""
    grade = Reliability(reliability).value + Credibility.SIX.value
    quote = " … ".join(text[start:end] for start, end in spans_of(item))
    return _BY_KIND[DraftKind(kind)](item, dated_on) | {"grade": grade, "quote": quote}


def spans_of(item: Mapping[str, Any]) -> list[tuple[int, int]]:
    """All passages that a draft comes from, in the order of the text, none twice."""
    return sorted({(start, end) for start, end in item["spans"]})


def _claim(item: Mapping[str, Any], on: date) -> dict[str, Any]:
    gist = item["gist"]["value"]
    return {
        "gist": gist,
        "about": _values(item["about"]),
        "claimant": _value(item["claimant"]),
        "stance": Stance(item["stance"]["value"]).value,
        "said_on": on,
        "is_of_people": not OF_PEOPLE.isdisjoint(gist.casefold().replace(",", " ").replace(".", " ").split()),
    }


def _contact(item: Mapping[str, Any], on: date) -> dict[str, Any]:
    return {
        "parties": _values(item["parties"]),
        "about": _values(item["about"]),
        "channel": _channel(_value(item["channel"])),
        "on": _day(item["on"], on),
        "promises": _values(item["commitments"]),
    }


def _channel(said: str) -> str:
    folded = said.casefold()
    return next((kind.value for kind, words in CHANNELS if any(word in folded for word in words)), "other")


def _advisory(item: Mapping[str, Any], on: date) -> dict[str, Any]:
    to = ", ".join(each["value"] for each in item["destinations"])
    by_when = item["deadline"]["said"] if item["deadline"] else ""
    told = (_value(item["issuer"]), _value(item["kind"]), _value(item["audience"]))
    what = " · ".join(filter(None, (*told, f"to {to}" if to else "", by_when)))
    return {"what": what, "place": _value(item["from_place"]), "on": on}


def _casualty(item: Mapping[str, Any], on: date) -> dict[str, Any]:
    age, origin = _value(item["age"]), _value(item["origin"])
    who = _value(item["name"]) or f"{item['count']['value']}"
    told = (who, f"aged {age}" if age else "", f"of {origin}" if origin else "", _value(item["cause"]))
    what = " · ".join(filter(None, (*told, _value(item["circumstances"]))))
    return {"what": what, "place": _value(item["place"]), "on": _day(item["on"], on)}


def _event(item: Mapping[str, Any], on: date) -> dict[str, Any]:
    return {"what": _value(item["kind"]), "place": _value(item["place"]), "on": _day(item["on"], on)}


def _count(item: Mapping[str, Any], on: date) -> dict[str, Any]:
    many = item["how_many"]["value"]
    number = f"{many['low']} to {many['high']}" if isinstance(many, dict) else str(many)
    what = " · ".join(filter(None, (f"{number} {_value(item['what'])}", _value(item["said_by"]))))
    return {"what": what, "place": _value(item["place"]), "on": on}


def headcount(item: Mapping[str, Any], text: str, dated_on: date, reliability: str) -> dict[str, Any]:
    """The same as a headcount: so many, at least and at most; the words that say so, and how good the source is."""
    many = item["how_many"]["value"]
    low, high = (many["low"], many["high"]) if isinstance(many, dict) else (many, None)
    quote = " … ".join(text[start:end] for start, end in spans_of(item))
    place = _value(item["place"])
    said = {"low": low, "high": high, "place": place, "text": quote, "reliability": reliability}
    return said | {"said_at": datetime.combine(dated_on, time())}


_BY_KIND: dict[DraftKind, Callable[[Mapping[str, Any], date], dict[str, Any]]] = {
    DraftKind.CLAIM: _claim,
    DraftKind.CONTACT: _contact,
    DraftKind.ADVISORY: _advisory,
    DraftKind.CASUALTY: _casualty,
    DraftKind.EVENT: _event,
    DraftKind.COUNT: _count,
}


def _value(field: Mapping[str, Any] | None) -> str:
    return str(field["value"]) if field else ""


def _values(fields: list[Mapping[str, Any]]) -> list[str]:
    return [str(field["value"]) for field in fields]


def _day(field: Mapping[str, Any] | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(str(field["value"])[:10]) if field else otherwise
    except ValueError:  # a month, a year: the officer says the day
        return otherwise
