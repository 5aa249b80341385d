"""What the columns of a roster are: guessed from their headers in English, Hindi, Ukrainian and Russian."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

LIKELY = 80.0  # of 100: from here on a guess is taken unless an officer says otherwise
WORTH_SHOWING = 60.0

# Field: how headers call it. The order breaks ties.
FIELDS: dict[str, tuple[str, ...]] = {
    "person_id": (
        *("person id", "id", "record id", "registration no", "student id", "roll no", "ref"),
        *("पंजीकरण संख्या", "आईडी", "ідентифікатор", "реєстраційний номер", "идентификатор", "регистрационный номер"),
    ),
    "full_name": (
        *("full name", "name", "name of student", "student name", "person", "passenger name", "names"),
        *("पूरा नाम", "नाम", "छात्र का नाम", "піб", "повне ім'я", "прізвище та ім'я", "прізвище ім'я по батькові"),
        *("фио", "полное имя", "имя и фамилия", "фамилия имя отчество"),
    ),
    "given_name": (
        *("given name", "first name", "forename", "given names", "प्रथम नाम", "पहला नाम", "ім'я", "власне ім'я", "имя"),
    ),
    "family_name": ("family name", "last name", "surname", "उपनाम", "कुलनाम", "прізвище", "фамилия"),
    "sex": ("sex", "gender", "m/f", "male/female", "लिंग", "стать", "пол"),
    "birth_date": (
        *("birth date", "date of birth", "dob", "born", "birthday", "जन्म तिथि", "जन्मतिथि", "जन्म दिनांक"),
        *("дата народження", "день народження", "дата рождения", "день рождения", "д.р."),
    ),
    "age": ("age", "age in years", "आयु", "उम्र", "вік", "возраст"),
    "nationality": (
        *("nationality", "citizenship", "country of citizenship", "राष्ट्रीयता", "नागरिकता", "громадянство"),
        *("національність", "гражданство", "национальность"),
    ),
    "passport": (
        *("passport", "passport no", "passport number", "travel document", "document no", "पासपोर्ट", "पासपोर्ट संख्या"),
        *(
            "पासपोर्ट नंबर",
            "паспорт",
            "номер паспорта",
            "серія та номер паспорта",
            "серия и номер паспорта",
            "загранпаспорт",
        ),
    ),
    "phone": (
        *("phone", "phone no", "phone number", "mobile", "mobile no", "cell", "telephone", "tel", "contact no"),
        *("contact number", "whatsapp", "whatsapp number", "फोन", "फ़ोन नंबर", "मोबाइल", "मोबाइल नंबर", "संपर्क नंबर"),
        *("телефон", "номер телефону", "мобільний", "моб", "номер телефона", "мобильный", "тел"),
    ),
    "email": (
        *("email", "e-mail", "mail", "email address", "ईमेल", "ई-मेल", "електронна пошта", "ел. пошта"),
        *("электронная почта", "эл. почта", "почта"),
    ),
    "address": (
        *("address", "hostel", "dormitory", "accommodation", "residence", "hostel address", "current address"),
        *("पता", "छात्रावास", "होस्टल", "адреса", "гуртожиток", "місце проживання", "адрес", "общежитие"),
        *("место проживания",),
    ),
    "city": ("city", "town", "place", "location", "शहर", "नगर", "місто", "населений пункт", "город"),
    "room": ("room", "room no", "room number", "flat", "कमरा", "कक्ष संख्या", "кімната", "комната", "квартира"),
    "next_of_kin": (
        *("next of kin", "emergency contact", "kin", "parent", "guardian", "father's name", "family contact"),
        *("अभिभावक", "आपातकालीन संपर्क", "निकट संबंधी", "माता पिता", "контактна особа", "родичі", "батьки"),
        *("контактное лицо", "родственники", "родители"),
    ),
    "status": (
        *("status", "current status", "state", "situation", "स्थिति", "वर्तमान स्थिति", "статус", "стан", "состояние"),
    ),
    "notes": (
        *("notes", "note", "remarks", "comments", "comment", "टिप्पणी", "अभ्युक्ति", "примітки", "коментар"),
        *("примечания", "примечание", "комментарий"),
    ),
    "warden": (
        *("warden", "coordinator", "group leader", "team leader", "contact person", "समन्वयक", "वार्डन"),
        *("координатор", "староста", "відповідальний", "ответственный"),
    ),
    "party": (
        *("party", "group", "group no", "family group", "travelling with", "team", "bus", "समूह", "दल", "परिवार"),
        *("група", "родина", "сім'я", "группа", "семья"),
    ),
    "haven": ("haven", "temporary haven", "assembly point", "शरण स्थल", "пункт збору", "пункт сбора"),
    "said_at": (
        *("last contact", "last contacted", "last heard", "last seen", "last update", "updated at", "status date"),
        *("अंतिम संपर्क", "останній контакт", "останній зв'язок", "последний контакт", "последняя связь"),
    ),
    "medical": (
        *("medical", "medical needs", "medical condition", "health", "illness", "बीमारी", "स्वास्थ्य"),
        *("стан здоров'я", "хвороби", "медичні потреби", "здоровье", "болезни"),
    ),
    "language": ("language", "languages", "भाषा", "мова", "рідна мова", "язык", "родной язык"),
    "category": ("category", "person category", "श्रेणी", "категорія", "категория"),
}
_NO_FIELD = (  # what is often beside them, and looks like one
    *("s no", "sr no", "serial no", "no", "blood group", "marital status", "university", "course", "year of study"),
    *("bank account no", "visa status", "क्रमांक", "क्र", "№ п п", "номер", "група крові", "группа крови"),
)
_KIN = (
    "father fathers mother mothers parent parents kin emergency guardian guardians पिता माता अभिभावक "
    "батька батьки батьків матері родичі родича отца матери родители родителей родственник родственники"
)
_ABOUT_KIN = frozenset(_KIN.split())


@dataclass(frozen=True)
class Guess:
    """What one column may be, for an officer to correct."""

    column: int  # from 0
    header: str
    field: str  # a key of FIELDS; "" where none is likely, or another column has it
    score: float  # of the best candidate, from 0 to 100
    candidates: tuple[tuple[str, float], ...]  # fields and scores worth showing, the best first


def guess_columns(header: Sequence[str]) -> tuple[Guess, ...]:
    """Guess each column's field. A field goes to the likeliest column, then the leftmost; phones may go to several."""
    rated = [_candidates(text) for text in header]
    taken: dict[int, str] = {}
    pairs = sorted(
        ((score, -column, field) for column, found in enumerate(rated) for field, score in found if score >= LIKELY),
        key=lambda pair: pair[:2],
        reverse=True,
    )
    for _, negative, field in pairs:
        if -negative not in taken and (field == "phone" or field not in taken.values()):
            taken[-negative] = field
    return tuple(
        Guess(column, text, taken.get(column, ""), found[0][1] if found else 0.0, found)
        for column, (text, found) in enumerate(zip(header, rated, strict=True))
    )


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows is the header: the one with most columns that are likely to be a field; 0 if none is."""
    known = [sum(bool(guess.field) for guess in guess_columns(row)) for row in rows]
    return max(range(len(rows)), key=lambda index: known[index], default=0)


def _candidates(header: str) -> tuple[tuple[str, float], ...]:
    text = _plain(header)
    if not text:
        return ()
    scores = {field: max(_likeness(text, name) for name in names) for field, names in _NAMES.items()}
    if max(_likeness(text, name) for name in _NO_NAMES) >= max(scores.values()):
        scores = {field: min(score, LIKELY - 1) for field, score in scores.items()}
    if _ABOUT_KIN.intersection(text.split()):  # "father's phone" is no phone of the person
        scores = {field: score if field == "next_of_kin" else min(score, LIKELY - 1) for field, score in scores.items()}
        scores["next_of_kin"] = max(scores["next_of_kin"], LIKELY)
    worth = [(field, round(score, 1)) for field, score in scores.items() if score >= WORTH_SHOWING]
    return tuple(sorted(worth, key=lambda pair: -pair[1]))


def _likeness(text: str, name: str) -> float:
    """Of 100: by letters, whatever the order of words; a name within the text counts by how much of it it makes up."""
    if len(name) < 4 or len(text) < 4:  # "id", "пол": too short to be nearly something
        within = name in text.split()
        return 100.0 if text == name else _within(text, name) if within else 0.0
    whole = float(fuzz.token_sort_ratio(text, name))
    return max(whole, _within(text, name)) if set(name.split()) <= set(text.split()) else whole


def _within(text: str, name: str) -> float:
    return 75 + 20 * len(name) / len(text)


def _plain(text: str) -> str:
    """Small letters and digits, words apart; marks within words stay, as Devanagari is written with them."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("'", "").replace("’", "").replace("ʼ", "")
    kept = (each if unicodedata.category(each)[0] in "LMN" else " " for each in text)
    return " ".join("".join(kept).split())


_NAMES = {field: tuple(_plain(name) for name in names) for field, names in FIELDS.items()}
_NO_NAMES = tuple(_plain(name) for name in _NO_FIELD)
