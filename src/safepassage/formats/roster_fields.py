"""What stands in a roster's cells: dates of birth, sexes, ages, phones and e-mail addresses, and whole rows of them."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import phonenumbers

from safepassage.errors import Fault
from safepassage.formats.roster_rows import Row

OLDEST = 120  # years

_MONTHS = (  # beginnings of months in English, Ukrainian, Russian and Hindi
    ("jan", "січ", "янв", "जन"),
    ("feb", "лют", "фев", "फर", "फ़र"),
    ("mar", "бер", "мар", "मार्च"),
    ("apr", "кві", "апр", "अप्र"),
    ("may", "тра", "май", "мая", "मई"),
    ("jun", "чер", "июн", "जून"),
    ("jul", "лип", "июл", "जुल"),
    ("aug", "сер", "авг", "अग"),
    ("sep", "вер", "сен", "सित"),
    ("oct", "жов", "окт", "अक्"),
    ("nov", "лис", "ноя", "नव"),
    ("dec", "гру", "дек", "दिस"),
)
_SEXES = {
    "female": "f female woman girl w mrs ms miss ж жін жіноча жінка жен женский женщина महिला स्त्री म लड़की",
    "male": "m male man boy mr м чол ч чоловіча чоловік муж мужской мужчина पुरुष पु लड़का",
    "other": "o other x nonbinary інша інше другое другой अन्य",
}
_SEX_OF = {unicodedata.normalize("NFKC", word): sex for sex, words in _SEXES.items() for word in words.split()}
_IN_DAYS_OR_MONTHS = re.compile(
    r"(\d{1,2})\s*(?:m|mo|mos|months?|d|days?|weeks?|міс\w*|мес\w*|дн\w*|тиж\w*|нед\w*|महीन\w*|माह|दिन)\.?"
)
_IN_YEARS = re.compile(
    r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?\s*"
    r"(?:y|yo|yrs?|years?(?: old)?|р|рок\w*|рік|л|лет|г|год\w*|वर्ष|साल)?\.?"
)
_AROUND_DATES = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b|[ t]\d\d:\d\d(?::\d\d)?$|\s*\b(?:р|рік|року|г|год|года|को)\.?$")
_CLOCK = re.compile(r"[ t,]+(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?::[0-5]\d(?:\.\d+)?)?$")
_A_TIME = "a day such as 2022-03-02 or 02.03.2022, with a time such as 16:30 if it is known"
_EMAIL = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\".]+")
_A_DATE = "a date of birth such as 1999-03-04, 04.03.1999 or 4 March 1999"


# --- One cell --------------------------------------------------------------------------------------------------------
# Each raises ValueError that says "what is wrong; expected what would be right", never with what stands in the cell.


@dataclass(frozen=True)
class BirthDate:
    """A date of birth as PFIF has it, and what else the same text could mean."""

    value: str  # YYYY-MM-DD, YYYY-MM or YYYY
    or_else: tuple[str, ...] = ()


def read_birth_date(text: str, today: date, order: str = "") -> BirthDate:
    """Read a date of birth, with months as numbers or as words.

    order: "DMY" or "MDY" where an officer has said so. Year first is always year, month, day; dots always stand between
    day, month, year. With slashes or hyphens, 3/4/1999 may be either: it is read day first, and `or_else` says so.
    Two digits of a year are the latest year that is not after this one.
    """
    plain = _AROUND_DATES.sub("", _plain(text))
    words = [_digits(part) for part in re.findall(r"[^\W\d_][\w\u0900-\u097f]*|\d+", plain)]
    months = [month for word in words if not word.isdigit() and (month := _month(word))]
    numbers = [word for word in words if word.isdigit()]
    if len(words) != len(months) + len(numbers) or len(months) > 1:
        raise ValueError(f"it is no date; expected {_A_DATE}")
    if len(numbers) == 1 and not months and len(numbers[0]) != 4:
        raise ValueError(f"it is a bare number; expected {_A_DATE}, and the column formatted as a date or a text")
    readings = _readings(numbers, months, "." in plain, order)
    good = list(dict.fromkeys(day for each in readings if (day := _in_calendar(each, today))))
    if not good:
        raise ValueError(f"it is no day of the calendar, or not in the last {OLDEST} years; expected {_A_DATE}")
    return BirthDate(good[0], tuple(good[1:]))


def read_time(text: str, today: date, order: str = "") -> str:
    """Read when something was so, on a clock that the text does not name: "YYYY-MM-DDTHH:MM", or a day alone."""
    plain = _digits(_plain(text))
    clock = _CLOCK.search(plain)
    try:
        day = read_birth_date(plain[: clock.start()] if clock else plain, today, order)
    except ValueError as error:
        raise ValueError(f"it is no day until today; expected {_A_TIME}") from error
    if len(day.value) != len("YYYY-MM-DD"):
        raise ValueError(f"it is no whole day; expected {_A_TIME}")
    if len(day.or_else) and not order:
        raise ValueError("day and month could be the other way round; expected the order of day and month stated")
    return f"{day.value}T{int(clock['hour']):02}:{clock['minute']}" if clock else day.value


def _readings(numbers: list[str], months: list[int], dotted: bool, order: str) -> list[tuple[str, int, int]]:
    """(year, month, day) for each way to read it, the likeliest first; 0 = not given."""
    match numbers:
        case [year] if len(year) == 4:
            return [(year, months[0] if months else 0, 0)]
        case [first, second] if months:
            day, year = (second, first) if len(first) == 4 else (first, second)
            return [(year, months[0], int(day))]
        case [year, month] if len(year) == 4:
            return [(year, int(month), 0)]
        case [month, year] if len(year) == 4:
            return [(year, int(month), 0)]
        case [year, month, day] if len(year) == 4 and not months:
            return [(year, int(month), int(day))]
        case [first, second, year] if not months:
            day_first, month_first = (year, int(second), int(first)), (year, int(first), int(second))
            if dotted or order == "DMY":
                return [day_first]
            return [month_first] if order == "MDY" else [day_first, month_first]
    return []


def _in_calendar(reading: tuple[str, int, int], today: date) -> str:
    """The reading as PFIF writes it, or "" where nobody can be born then."""
    digits, month, day = reading
    if len(digits) not in (2, 4):
        return ""
    year = int(digits) if len(digits) == 4 else today.year - (today.year - int(digits)) % 100
    try:
        born = date(year, month or 1, day or 1)
    except ValueError:
        return ""
    if born > today or today.year - year > OLDEST:
        return ""
    return f"{year:04}" + f"-{month:02}" * bool(month) + f"-{day:02}" * bool(day)


def _month(word: str) -> int:
    return next((number for number, starts in enumerate(_MONTHS, 1) if word.startswith(starts)), 0)


def _digits(word: str) -> str:
    """The word with 0-9 for the digits of any script."""
    if word.isascii():
        return word
    return "".join(str(unicodedata.digit(each)) if each.isdecimal() else each for each in word)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def read_sex(text: str) -> str:
    """One of PFIF's: female, male, other."""
    sex = _SEX_OF.get(_plain(text).rstrip(".").replace("-", ""))
    if sex is None:
        raise ValueError("it is no word for a sex that is known here; expected F, M or another")
    return sex


def read_age(text: str) -> str:
    """Years as PFIF has them, "23" or "18-25"; an age in months, weeks or days is "0"."""
    plain = _digits(_plain(text))
    if _IN_DAYS_OR_MONTHS.fullmatch(plain):
        return "0"
    parts = _IN_YEARS.fullmatch(plain)
    if not parts or any(int(each) > OLDEST for each in parts.groups() if each):
        raise ValueError(f"it is no age; expected years from 0 to {OLDEST}, or a range of them")
    low, high = int(parts[1]), int(parts[2] or parts[1])
    if low > high:
        raise ValueError("its range runs downwards; expected the lower age first")
    return f"{low}-{high}" if high > low else f"{low}"


def read_phones(text: str, region: str) -> tuple[str, ...]:
    """Every number in the cell, in E.164. region: two letters, the country of a number that names none."""
    found: list[str] = []
    for part in re.split(r"[,;/\n|]| or | або | или ", _digits(unicodedata.normalize("NFKC", text))):
        if not part.strip():
            continue
        if re.search(r"\d[.,]?\d*e\+?\d", part, re.IGNORECASE):
            raise ValueError("a spreadsheet has shortened it; expected all digits, and the column formatted as text")
        number = _phone(part.strip(), region)
        if number not in found:
            found.append(number)
    return tuple(found)


def _phone(text: str, region: str) -> str:
    """One number in E.164. If it is none of the region, but is one with the + that spreadsheets drop, it is that."""
    text = re.sub(r"^00", "+", text)
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise ValueError("it is no phone number; expected one with its country's code, such as +380 …") from error
    if number.extension:
        raise ValueError("it has an extension; expected a number that can be dialled from outside")
    if not phonenumbers.is_valid_number(number):
        number = _with_plus(text, region)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _with_plus(text: str, region: str) -> phonenumbers.PhoneNumber:
    expected = f"a whole number of {region}, or one with + and its country's code"
    digits = re.sub(r"\D", "", text)
    if not text.startswith("+") and len(digits) >= 11:
        try:
            number = phonenumbers.parse(f"+{digits}")
        except phonenumbers.NumberParseException as error:
            raise ValueError(f"no such number is given out; expected {expected}") from error
        if phonenumbers.is_valid_number(number):
            return number
    raise ValueError(f"no such number is given out; expected {expected}")


def read_country(text: str) -> str:
    """The two letters of ISO 3166-1 of a country, by those letters or by its name in many languages."""
    country = _countries().get(_plain(text))
    if country is None:
        raise ValueError("it is no country by name or by two letters; expected one, such as IN or India")
    return country


@cache
def name_of_country(code: str, language: str) -> str:
    """How a country is called, by its two letters of ISO 3166-1; in English where the language has no name for it.

    The letters themselves for what is none.
    """
    from phonenumbers.geodata.locale import LOCALE_DATA  # a third of a second, which only this needs

    names = LOCALE_DATA.get(code, {})
    name = names.get(language) or names.get("en") or code
    return names.get(name[1:], code) if name.startswith("*") else name  # "*": as in another


@cache
def _countries() -> dict[str, str]:
    """By letters and by every name; a name that two countries have in some languages is of none."""
    from phonenumbers.geodata.locale import LOCALE_DATA  # a third of a second, which only this needs

    found: dict[str, set[str]] = {}
    for code, names in LOCALE_DATA.items():
        for name in (code, *(each for each in names.values() if not each.startswith("*"))):  # "*": as in another
            found.setdefault(_plain(name), set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1 and len(name) > 1}


def read_email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise ValueError("it is no e-mail address; expected one, such as name@example.org")
    return text


# --- Rows ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Manner:
    """How an officer says a roster is to be read."""

    columns: Mapping[int, str]  # column, from 0: field of roster_columns.FIELDS; others are kept under their header
    region: str  # of phones without a country's code
    today: date
    date_order: str = ""  # "DMY", "MDY" or "" = not known


@dataclass(frozen=True)
class ReadRow:
    """One row, read. What could not be read is not in `values`, and is a fault; `doubts` are for an officer to see."""

    number: int
    values: dict[str, str]  # by field; phones in E.164, and what several columns give, one a line
    others: dict[str, str]  # by header: columns that are no field
    unread: dict[str, str]  # by header: what stands in cells that could not be read
    faults: tuple[Fault, ...] = ()
    doubts: tuple[Fault, ...] = field(default=())


def read_rows(rows: Iterable[Row], header: Sequence[str], manner: Manner, file: str) -> Iterator[ReadRow]:
    """Read rows of data, one by one, with every fault and doubt of each, by row and column and without its content."""
    for row in rows:
        yield _ReadingRow(row, header, manner, file).read()


class _ReadingRow:
    def __init__(self, row: Row, header: Sequence[str], manner: Manner, file: str) -> None:
        self.row, self.header, self.manner, self.file = row, header, manner, file
        self.values: dict[str, str] = {}
        self.others: dict[str, str] = {}
        self.unread: dict[str, str] = {}
        self.faults: list[Fault] = []
        self.doubts: list[Fault] = []

    def read(self) -> ReadRow:
        for column, text in enumerate(self.row.cells):
            if not text:
                continue
            name = self.manner.columns.get(column, "")
            if name:
                self._add(column, name, text)
            else:
                self.others[self._header(column)] = text
        return ReadRow(self.row.number, self.values, self.others, self.unread, tuple(self.faults), tuple(self.doubts))

    def _add(self, column: int, name: str, text: str) -> None:
        where = f"row {self.row.number}, column {self._header(column)}"
        try:
            value = self._value(name, text, where)
        except ValueError as error:
            wrong, _, expected = str(error).partition("; expected ")
            self.faults.append(Fault(self.file, where, wrong, expected))
            self.unread[self._header(column)] = text
            return
        before = self.values.get(name)
        if before is None or before == value:
            self.values[name] = value
        elif name in _SINGLE:
            wrong = "another column of this row says something else"
            self.faults.append(Fault(self.file, where, wrong, "one column for it, or the same in both"))
            self.unread[self._header(column)] = text
        else:
            self.values[name] = "\n".join(dict.fromkeys((before + "\n" + value).split("\n")))

    def _value(self, name: str, text: str, where: str) -> str:
        if name == "birth_date":
            born = read_birth_date(text, self.manner.today, self.manner.date_order)
            if born.or_else:
                wrong = "day and month could be the other way round; it is read day first"
                self.doubts.append(Fault(self.file, where, wrong, "the order of day and month stated"))
            return born.value
        if name == "phone":
            return "\n".join(read_phones(text, self.manner.region))
        if name == "said_at":
            return read_time(text, self.manner.today, self.manner.date_order)
        return _READERS[name](text) if name in _READERS else text

    def _header(self, column: int) -> str:
        given = self.header[column] if column < len(self.header) else ""
        return given or str(column + 1)


_SINGLE = ("person_id", "birth_date", "sex", "age")
_READERS: dict[str, Callable[[str], str]] = {"sex": read_sex, "age": read_age, "email": read_email}
