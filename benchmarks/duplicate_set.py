"""A labelled set of invented people, some registered twice, to measure the finding of duplicates by.

`python -m benchmarks.duplicate_set PERSONS SEED FILE.csv` publishes one. The same numbers give the same file. How the
set is made, and why so, stands in docs/reference/duplicates.md. The scripts are written by the tables below and not by
the library that the register reads them with: else it would be examined with its own answers.
"""

import csv
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

# One given name a line: male or female, its own script, then how it is spelt in Latin.
GIVEN = {
    "cyrillic": (
        "m Олександр Oleksandr Alexander Aleksandr;m Сергій Serhii Sergiy Sergey;m Дмитро Dmytro Dmitro Dmitry;"
        "m Володимир Volodymyr Vladimir Wolodymyr;m Андрій Andrii Andriy Andrey;m Євген Yevhen Evgeny Ievgen;"
        "m Іван Ivan Iwan;m Григорій Hryhorii Grigory;m Тарас Taras;m Максим Maksym Maxim;m Юрій Yurii Iurii Yuriy;"
        "m Микола Mykola Nikolai;m Богдан Bohdan Bogdan;m Назар Nazar;f Олена Olena Elena;f Юлія Yuliia Julia Iuliia;"
        "f Ольга Olha Olga;f Наталія Nataliia Natalia Natalya;f Тетяна Tetiana Tatiana;f Ірина Iryna Irina;"
        "f Катерина Kateryna Katerina Catherine;f Оксана Oksana Oxana;f Дарія Dariia Daria Darya;f Софія Sofiia Sofia;"
        "f Марія Mariia Maria;f Христина Khrystyna Kristina;f Галина Halyna Galina;f Людмила Liudmyla Lyudmila"
    ),
    "devanagari": (
        "m राजेश Rajesh Raajesh;m अमित Amit Ameet;m विक्रम Vikram Wikram;m अर्जुन Arjun Arjoon;m रोहन Rohan;"
        "m संजय Sanjay Sanjai;m दीपक Deepak Dipak;m सूरज Suraj Sooraj;m मनोज Manoj;m विवेक Vivek Viwek;"
        "m कृष्ण Krishna Krushna;m आदित्य Aditya Adithya;m हर्ष Harsh Harsha;m गौरव Gaurav Gourav;f प्रिया Priya Priyaa;"
        "f आशा Asha Aasha;f अनीता Anita Aneeta;f पूजा Pooja Puja;f दिव्या Divya Divyaa;f नेहा Neha;f कविता Kavita Kavitha;"
        "f लक्ष्मी Lakshmi Laxmi;f स्नेहा Sneha;f मीना Meena Mina;f रितु Ritu Reetu;f सीता Sita Seeta;f श्वेता Shweta Swetha"
    ),
    "arabic": (
        "m محمد Mohammed Muhammad Mohamed;m أحمد Ahmed Ahmad;m يوسف Yusuf Youssef Yousef;m خالد Khalid Khaled;"
        "m عمر Omar Umar;m حسين Hussein Husain Hossein;m حسن Hassan Hasan;m إبراهيم Ibrahim Ebrahim;m طارق Tariq Tarek;"
        "m مصطفى Mustafa Mostafa;m سمير Samir Sameer;m كريم Karim Kareem;f فاطمة Fatima Fatimah Fatma;"
        "f عائشة Aisha Ayesha Aicha;f مريم Maryam Mariam;f زينب Zainab Zeinab;f خديجة Khadija Khadijah;"
        "f سارة Sara Sarah;f ليلى Layla Leila Laila;f نور Nour Noor Nur;f هدى Huda Houda;f أمينة Amina Ameena"
    ),
    "latin": (
        "m José Jose;m Chinedu Chinedu;m Łukasz Lukasz;m Nguyên Nguyen;m André Andre;m Tomáš Tomas;m Jürgen Juergen;"
        "m Emeka Emeka;m Mateo Mateo Matteo;m Wei Wei;f Zoë Zoe;f María Maria;f Chiamaka Chiamaka;f Hương Huong;"
        "f Élodie Elodie;f Kateřina Katerina;f Anaïs Anais;f Linh Linh;f Amara Amara;f Xuân Xuan"
    ),
}
# Consonants and vowels that family names are made of: the script's letter, then spellings in Latin.
LETTERS = {
    "cyrillic": (
        "б b;в v w;г h g;д d;ж zh;з z;к k;л l;м m;н n;п p;р r;с s;т t;х kh h;ч ch;ш sh",
        "а a;е e;и y i;о o;у u;я ia ya;ю iu yu",
    ),
    "devanagari": (
        "ब b;भ bh b;च ch;द d;ध dh d;ग g;घ gh;ज j;क k;ल l;म m;न n;प p;र r;स s;श sh;त t th;व v w",
        "ा a aa;ि i;ी i ee;ु u;ू u oo;े e;ो o;ै ai ei",
    ),
    "arabic": (
        "ب b;ت t;ج j g;ح h;د d;ر r;ز z;س s;ش sh ch;ف f;ق q k;ك k;ل l;م m;ن n",
        "ا a;ي i ee y;و u o oo; a; i e; u o",
    ),
    "latin": ("b b;d d;g g;k k;l l;m m;n n;p p;r r;s s;t t;v v", "á a;é e;í i;ó o;ú u;a a;e e;o o"),
}
ENDINGS = {
    "cyrillic": "енко enko;чук chuk;ко ko;;ів iv",
    "devanagari": "न n;कर kar;;र r;ल l",
    "arabic": "ي i y;ان an;;ن n",
    "latin": "n n;s s;;z z;ng ng",
}
COMMON_FAMILY = {  # so common that many share them
    "cyrillic": "Шевченко Shevchenko Chevtchenko;Коваленко Kovalenko;Ткаченко Tkachenko",
    "devanagari": "कुमार Kumar Kumaar;सिंह Singh Sinh;शर्मा Sharma Sarma;गुप्ता Gupta Guptha",
    "arabic": "علي Ali Aly;عبدالله Abdullah Abdallah;سعيد Said Saeed",
    "latin": "Nguyễn Nguyen;Okafor Okafor;García Garcia",
}
SHARES = {"devanagari": 0.45, "cyrillic": 0.2, "arabic": 0.2, "latin": 0.15}
FIRST_DAY, DAYS = date(1950, 1, 1), 60 * 365


@dataclass(frozen=True)
class Word:
    """A name: its own script, and its spellings in Latin, the usual one first."""

    native: str
    spellings: tuple[str, ...]


@dataclass(frozen=True)
class Soul:
    """An invented person, as they are."""

    id: int
    family_id: int
    given: Word
    surname: Word
    middle: Word | None
    sex: str
    born: date
    document: str
    phone: str
    email: str
    kin: str
    shelter: str
    party: int  # 0 for none
    kind: str  # why they are in the set: "plain", "twins", "same name" …


@dataclass(frozen=True)
class Entry:
    """What one list says of somebody. `soul` is the truth that is to be found; `tricks` what went wrong on the list."""

    soul: int
    kind: str
    tricks: tuple[str, ...] = ()
    given_name: str = ""
    family_name: str = ""
    alternate_name: str = ""
    sex: str = ""
    born: str = ""
    document: str = ""
    phone: str = ""
    email: str = ""
    kin: str = ""
    shelter: str = ""
    party: str = ""
    again: bool = False  # of the second list


def entries(persons: int, seed: int, share_again: float = 0.4) -> list[Entry]:
    """About so many persons, that share of them on a second list too, a few on it twice; in the order of the lists."""
    draw = Random(f"duplicates {seed}")
    souls = list(_souls(persons, draw))
    first = [_entry(soul, draw, again=False) for soul in souls]
    second = []
    families_again = {soul.family_id for soul in souls if soul.family_id and draw.random() < share_again}
    for soul in souls:
        is_again = soul.family_id in families_again if soul.family_id else draw.random() < share_again
        if is_again:
            second.append(_spoilt(_entry(soul, draw, again=True), soul, draw))
            if draw.random() < 0.03:
                second.append(_spoilt(_entry(soul, draw, again=True), soul, draw))
    draw.shuffle(second)
    return first + second


def write_set(to: Path, persons: int, seed: int) -> None:
    """As CSV, the truth in its first column."""
    with to.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(Entry.__dataclass_fields__)
        for entry in entries(persons, seed):
            said = [getattr(entry, name) for name in Entry.__dataclass_fields__]
            writer.writerow([" ".join(each) if isinstance(each, tuple) else each for each in said])


def record_of(entry: Entry) -> dict[str, Any]:
    """The entry in the fields of a PersonRecord."""
    said: dict[str, Any] = {
        "given_name": entry.given_name,
        "family_name": entry.family_name,
        "date_of_birth": entry.born,
        "sex": entry.sex or None,
        "shelter": entry.shelter,
    }
    if entry.alternate_name:
        said["alternate_names"] = (entry.alternate_name,)
    if entry.document:
        said["documents"] = ({"kind": "passport", "number": entry.document, "country": "IN"},)
    if entry.phone:
        said["phones"] = (entry.phone,)
    if entry.email:
        said["emails"] = (entry.email,)
    if entry.kin:
        said["next_of_kin"] = ({"name": "kin", "phones": (entry.kin,)},)
    return said


# --- People as they are ----------------------------------------------------------------------------------------------


def _souls(persons: int, draw: Random) -> Iterator[Soul]:
    made = 0
    family = 0
    while made < persons:
        group = [_soul(draw, "plain")]
        if draw.random() < 0.35:
            family += 1
            make = draw.choices((_twins, _father_and_son, _flatmates, _family, _same_name), (2, 2, 3, 4, 2))[0]
            group = make(group[0], draw)
            party = family if draw.random() < 0.7 and group[0].kind != "same name" else 0
            group = [replace(soul, family_id=family, party=party) for soul in group]
        for soul in group:
            made += 1
            yield replace(soul, id=made)


def _soul(draw: Random, kind: str, **known: Any) -> Soul:
    script = known.pop("script", None) or draw.choices(list(SHARES), list(SHARES.values()))[0]
    sex = known.pop("sex", None) or draw.choice("mf")
    given = _given(script, sex, draw)
    middle = _given(script, "m", draw) if script == "arabic" or draw.random() < 0.25 else None
    name = f"{given.spellings[0]}{draw.randrange(10_000)}".lower()
    said = {
        "surname": _surname(script, draw),
        "born": FIRST_DAY + timedelta(days=draw.randrange(DAYS)),
        "phone": _phone(draw),
        "kin": _phone(draw) if draw.random() < 0.5 else "",
        "shelter": f"Hostel {draw.randrange(1, 120)} room {draw.randrange(1, 700)}",
        "document": f"{draw.choice('KLMNPRSTVZ')}{draw.randrange(10**7):07}",
        "email": f"{name}@example.org" if draw.random() < 0.5 else "",
    } | known
    return Soul(0, 0, given, middle=middle, sex=sex, party=0, kind=kind, **said)


def _twins(one: Soul, draw: Random) -> list[Soul]:
    """Born on one day, one surname, shelter, kin; often one phone; passports in a row."""
    other = _kin_of(one, draw, "twins", born=one.born)
    following = f"{one.document[0]}{(int(one.document[1:]) + 1) % 10**7:07}"
    return [replace(one, kind="twins"), replace(other, document=following)]


def _father_and_son(one: Soul, draw: Random) -> list[Soul]:
    """One surname, at times one given name; 20 to 40 years apart."""
    later = one.born + timedelta(days=draw.randrange(20 * 365, 40 * 365))
    son = _kin_of(one, draw, "father and son", born=later, sex=one.sex)
    if draw.random() < 0.4:
        son = replace(son, given=one.given)
    return [replace(one, kind="father and son"), son]


def _flatmates(one: Soul, draw: Random) -> list[Soul]:
    """Two to four in a room, and one phone."""
    others = [
        _soul(draw, "flatmates", phone=one.phone, shelter=one.shelter, sex=one.sex) for _ in range(draw.randint(1, 3))
    ]
    return [replace(one, kind="flatmates"), *others]


def _family(one: Soul, draw: Random) -> list[Soul]:
    """Parents and children: surname, shelter, kin, one phone among them; passports issued in a row."""
    number = int(one.document[1:])
    found = [replace(one, kind="family")]
    for place in range(1, draw.randint(2, 5)):
        born = one.born + timedelta(days=draw.randrange(-3_000, 12_000))
        document = f"{one.document[0]}{(number + place) % 10**7:07}"
        found.append(replace(_kin_of(one, draw, "family", born=born), document=document))
    return found


def _same_name(one: Soul, draw: Random) -> list[Soul]:
    """Strangers with one name; a few even born on one day."""
    others = []
    for _ in range(draw.randint(1, 2)):
        other = _soul(draw, "same name", surname=one.surname, sex=one.sex)
        born = one.born if draw.random() < 0.05 else other.born
        others.append(replace(other, given=one.given, middle=one.middle, born=born))
    return [replace(one, kind="same name"), *others]


def _kin_of(one: Soul, draw: Random, kind: str, **known: Any) -> Soul:
    script = next(key for key in GIVEN if one.given in _words(GIVEN[key], has_sex=True))
    phone = one.phone if draw.random() < 0.6 else _phone(draw)
    kin = one.kin or _phone(draw)
    other = _soul(draw, kind, script=script, surname=one.surname, phone=phone, kin=kin, shelter=one.shelter, **known)
    return other if other.given != one.given else _kin_of(one, draw, kind, **known)


def _phone(draw: Random) -> str:
    return f"+38050{draw.randrange(10**7):07}" if draw.random() < 0.6 else f"+9198{draw.randrange(10**8):08}"


# --- Names -----------------------------------------------------------------------------------------------------------


def _words(table: str, *, has_sex: bool = False) -> list[Word]:
    rows = [line.split(" ") for line in table.split(";")]
    return [Word(row[has_sex], tuple(row[has_sex + 1 :]) or ("",)) for row in rows]


_WORDS = {
    (script, sex): _words(";".join(line for line in table.split(";") if line.startswith(sex)), has_sex=True)
    for script, table in GIVEN.items()
    for sex in "mf"
}


def _given(script: str, sex: str, draw: Random) -> Word:
    return draw.choice(_WORDS[script, sex])


def _surname(script: str, draw: Random) -> Word:
    if draw.random() < 0.2:
        return draw.choice(_words(COMMON_FAMILY[script]))
    consonants, vowels = (_words(each) for each in LETTERS[script])
    parts = [part for _ in range(draw.choice((2, 2, 3))) for part in (draw.choice(consonants), draw.choice(vowels))]
    parts.append(draw.choice(_words(ENDINGS[script])))
    usual = "".join(part.spellings[0] for part in parts)
    other = "".join(part.spellings[-1] for part in parts)
    mixed = "".join(draw.choice(part.spellings) for part in parts)
    spellings = dict.fromkeys(each.title() for each in (usual, other, mixed))
    return Word("".join(part.native for part in parts).capitalize(), tuple(spellings))


# --- What lists say --------------------------------------------------------------------------------------------------


def _entry(soul: Soul, draw: Random, *, again: bool) -> Entry:
    """As the person would write it, with some fields left out."""
    given = [soul.given.spellings[0]]
    if soul.middle and draw.random() < 0.7:
        given.append(soul.middle.spellings[0])
    surname = soul.surname.spellings[0]
    native = f"{soul.given.native} {soul.surname.native}" if draw.random() < 0.1 else ""

    def kept(value: str, share: float) -> str:
        return value if draw.random() < share else ""

    return Entry(
        soul=soul.id,
        kind=soul.kind,
        given_name=" ".join(given),
        family_name=surname,
        alternate_name=native,
        sex=kept("male" if soul.sex == "m" else "female", 0.85),
        born=kept(soul.born.isoformat(), 0.85),
        document=kept(soul.document, 0.6),
        phone=kept(soul.phone, 0.8),
        email=kept(soul.email, 0.6),
        kin=kept(soul.kin, 0.5),
        shelter=kept(soul.shelter, 0.6),
        party=f"{'second' if again else 'first'}-{soul.party}" if soul.party else "",
        again=again,
    )


def _spoilt(entry: Entry, soul: Soul, draw: Random) -> Entry:
    """What goes wrong between two lists."""
    for trick, spoil in _drawn(draw):
        entry = replace(spoil(entry, soul, draw), tricks=(*entry.tricks, trick))
    return entry


def _drawn(draw: Random) -> list[tuple[str, Callable[[Entry, Soul, Random], Entry]]]:
    """One to three different ones, in the order of TRICKS: an initial has to come after what changes the name."""
    many = draw.choices((1, 2, 3), (5, 4, 1))[0]
    drawn = {trick for trick in draw.sample(list(TRICKS), many) if trick not in RARE or draw.random() < 0.2}
    return [(trick, spoil) for trick, spoil in TRICKS.items() if trick in drawn]


def _other_script(entry: Entry, soul: Soul, _: Random) -> Entry:
    given = [soul.given.native, *([soul.middle.native] if soul.middle and " " in entry.given_name else [])]
    return replace(entry, given_name=" ".join(given), family_name=soul.surname.native, alternate_name="")


def _other_spelling(entry: Entry, soul: Soul, draw: Random) -> Entry:
    return replace(entry, given_name=draw.choice(soul.given.spellings), family_name=draw.choice(soul.surname.spellings))


def _swapped_names(entry: Entry, _: Soul, __: Random) -> Entry:
    return replace(entry, given_name=entry.family_name, family_name=entry.given_name)


def _typo_in_name(entry: Entry, _: Soul, draw: Random) -> Entry:
    part = draw.choice(("given_name", "family_name"))
    return replace(entry, **{part: _typo(getattr(entry, part), draw, "aeiounrst")})


def _typo_in_document(entry: Entry, soul: Soul, draw: Random) -> Entry:
    return replace(entry, document=_typo(soul.document, draw, "0123456789"))


def _new_document(entry: Entry, _: Soul, draw: Random) -> Entry:
    return replace(entry, document=f"W{draw.randrange(10**7):07}")


def _no_document(entry: Entry, _: Soul, __: Random) -> Entry:
    return replace(entry, document="")


def _new_phone(entry: Entry, _: Soul, draw: Random) -> Entry:
    return replace(entry, phone=_phone(draw))


def _no_phone(entry: Entry, _: Soul, __: Random) -> Entry:
    return replace(entry, phone="")


def _day_and_month_swapped(entry: Entry, soul: Soul, _: Random) -> Entry:
    born = soul.born
    return replace(entry, born=f"{born:%Y-%d-%m}" if born.day <= 12 else f"{born:%Y-%m-%d}")


def _typo_in_birth(entry: Entry, soul: Soul, draw: Random) -> Entry:
    return replace(entry, born=(soul.born + timedelta(days=draw.choice((1, -1, 10, 365, 3653)))).isoformat())


def _no_birth(entry: Entry, _: Soul, __: Random) -> Entry:
    return replace(entry, born="")


def _moved(entry: Entry, _: Soul, draw: Random) -> Entry:
    return replace(entry, shelter=f"Metro {draw.randrange(30)}", email="")


def _wrong_sex(entry: Entry, _: Soul, __: Random) -> Entry:
    return replace(entry, sex="female" if entry.sex == "male" else "male")


def _other_contacts(entry: Entry, soul: Soul, draw: Random) -> Entry:
    return replace(entry, email=f"{soul.given.spellings[-1]}{draw.randrange(10_000)}@example.org", kin=_phone(draw))


def _initial(entry: Entry, _: Soul, __: Random) -> Entry:
    return replace(entry, given_name=f"{entry.given_name[:1]}.")


def _typo(text: str, draw: Random, letters: str) -> str:
    """One letter left out, doubled, changed, or two in the wrong order."""
    if len(text) < 3:
        return text
    at = draw.randrange(1, len(text) - 1)
    return draw.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + draw.choice(letters) + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        )
    )


TRICKS = {
    "other_script": _other_script,
    "other_spelling": _other_spelling,
    "swapped_names": _swapped_names,
    "typo_in_name": _typo_in_name,
    "typo_in_document": _typo_in_document,
    "new_document": _new_document,
    "no_document": _no_document,
    "new_phone": _new_phone,
    "no_phone": _no_phone,
    "day_and_month_swapped": _day_and_month_swapped,
    "typo_in_birth": _typo_in_birth,
    "no_birth": _no_birth,
    "moved": _moved,
    "initial": _initial,
    "wrong_sex": _wrong_sex,
    "other_contacts": _other_contacts,
}
RARE = frozenset({"wrong_sex", "initial"})


if __name__ == "__main__":
    write_set(Path(sys.argv[3]), int(sys.argv[1]), int(sys.argv[2]))
