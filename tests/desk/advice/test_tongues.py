"""The fixed sentences in each language: all of them, with the same names and the same digits of replies."""

import re
from dataclasses import fields

import pytest

from safepassage.desk.advice.tongues import FIRST, TONGUES, Tongue, tongue_of

SENTENCES = [each.name for each in fields(Tongue) if each.name not in {"name", "direction", "cleared_by"}]
IN_BRACES = re.compile(r"\{(\w+)\}")


def test_there_are_the_five_languages():
    assert list(TONGUES) == ["en", "hi", "uk", "ru", "ar"]
    assert [language for language, each in TONGUES.items() if each.direction == "rtl"] == ["ar"]


@pytest.mark.parametrize("language", TONGUES)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_has_the_same_names_and_digits_in_each_language(language, sentence):
    said, english = getattr(TONGUES[language], sentence), getattr(TONGUES[FIRST], sentence)
    assert said.strip()
    assert sorted(IN_BRACES.findall(said)) == sorted(IN_BRACES.findall(english))
    assert re.findall(r"[0-9]", said) == re.findall(r"[0-9]", english)
    assert not re.search(r"(?![0-9])\d", said)  # people type what they see


@pytest.mark.parametrize("language", [each for each in TONGUES if each != FIRST])
def test_no_sentence_is_left_in_english(language):
    assert not [each for each in SENTENCES if getattr(TONGUES[language], each) == getattr(TONGUES[FIRST], each)]


def test_a_variety_is_of_its_language_and_what_is_not_there_english():
    assert tongue_of("uk-UA") is TONGUES["uk"]
    assert tongue_of("xx") is tongue_of("") is TONGUES["en"]
