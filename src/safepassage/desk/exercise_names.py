"""Names of the exercise's people, in four scripts; every family name says that they are invented."""

from typing import NamedTuple
from zlib import crc32


class Script(NamedTuple):
    """Given names of women and men, each beside its spelling in Latin letters; family names of a woman, of a man."""

    women: tuple[tuple[str, str], ...]
    men: tuple[tuple[str, str], ...]
    families: tuple[tuple[str, str, str], ...]


SCRIPTS = (
    Script(
        (("आशा", "Asha"), ("चित्रा", "Chitra"), ("गीता", "Gita"), ("इंदु", "Indu"), ("काव्या", "Kavya"),
         ("मीरा", "Meera"), ("प्रिया", "Priya"), ("ऋतु", "Ritu"), ("सीता", "Sita"), ("उमा", "Uma")),
        (("अर्जुन", "Arjun"), ("बिनोद", "Binod"), ("दीपक", "Deepak"), ("हरि", "Hari"), ("जतिन", "Jatin"),
         ("ललित", "Lalit"), ("निखिल", "Nikhil"), ("रवि", "Ravi"), ("सुनील", "Sunil"), ("विजय", "Vijay")),
        (("कल्पित", "कल्पित", "Invented"), ("काल्पनिक", "काल्पनिक", "Imaginary"), ("मनगढ़ंत", "मनगढ़ंत", "Madeup")),
    ),
    Script(
        tuple((name, "") for name in ("Asha", "Bina", "Esha", "Leela", "Nisha", "Sara", "Tara", "Zoya")),
        tuple((name, "") for name in ("Anil", "Dev", "Farhan", "Imran", "Kiran", "Ojas", "Rohan", "Yash")),
        tuple((name, name, "") for name in ("Invented", "Imaginary", "Madeup", "Fictional", "Pretend", "Unreal")),
    ),
    Script(
        (("Олена", "Olena"), ("Ірина", "Iryna"), ("Марія", "Mariia"), ("Ганна", "Hanna"), ("Леся", "Lesia")),
        (("Тарас", "Taras"), ("Андрій", "Andrii"), ("Іван", "Ivan"), ("Богдан", "Bohdan"), ("Петро", "Petro")),
        (("Вигадана", "Вигаданий", "Invented"), ("Уявна", "Уявний", "Imaginary")),
    ),
    Script(
        (("ليلى", "Layla"), ("مريم", "Maryam"), ("نور", "Nour"), ("سلمى", "Salma"), ("هدى", "Huda")),
        (("خالد", "Khaled"), ("عمر", "Omar"), ("يوسف", "Yusuf"), ("كريم", "Karim"), ("سامي", "Sami")),
        (("خيالي", "خيالي", "Imaginary"), ("مختلق", "مختلق", "Invented")),
    ),
)  # fmt: skip


def invented_names(person_id: str, sex: str) -> tuple[str, tuple[str, ...]]:
    """The full name, and how else it is written; always the same of the same person. `sex`: F, M, or another."""
    draw = crc32(person_id.encode())
    draw, which = divmod(draw, len(SCRIPTS))
    script = SCRIPTS[which]
    draw, is_man = divmod(draw, 2) if sex not in ("F", "M") else (draw, sex == "M")
    names = script.men if is_man else script.women
    draw, which = divmod(draw, len(names))
    given, latin = names[which]
    *family, family_latin = script.families[draw % len(script.families)]
    return f"{given} {family[is_man]}", (f"{latin} {family_latin}",) if latin else ()
