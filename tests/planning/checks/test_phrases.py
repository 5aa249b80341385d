"""Whether the advisory's words leave people free to judge (P13)."""

import pytest
from tests.planning.sound import of_code, only, told, untouched


def worded(**text):
    return of_code("absolute_wording", told(text=text))


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("Under all circumstances be there by 17:00.", "serious"),
        ("Be there UNDER  ALL\ncircumstances.", "serious"),
        ("Go at any cost!", "serious"),
        ("Passage is guaranteed.", "serious"),
        ("हर हाल में आज पहुँचें।", "serious"),
        ("किसी भी कीमत पर निकलें।", "serious"),
        ("За будь-яку ціну.", "serious"),
        ("Во что бы то ни стало.", "serious"),
        ("Leave immediately.", "note"),
        ("तुरंत निकलें।", "note"),
        ("Go when the way is clear.", None),
        ("Passage is not guaranteed; at oncevale turn left.", None),
        ("शहर हाल में खुला।", None),  # “city lately open”: the end of a word is no phrase
    ],
)
def test_absolute_wording(text, severity):
    found = worded(en=text)
    assert [warning.severity for warning in found] == ([severity] if severity else [])


def test_phrases_are_quoted_with_their_language_and_the_words_about_them():
    (warning,) = worded(
        en="Leave the city now and under all circumstances be in a settlement by 17:00.", hi="हर हाल में पहुँचें।"
    )
    first, second = warning.evidence["quotes"]
    assert first["language"] == "en"
    assert "city now and under all circumstances be in a" in first["quote"]
    assert (second["language"], second["phrase"]) == ("hi", "हर हाल में")
    assert "“under all circumstances” (en) and “हर हाल में” (hi)" in warning.text


def test_haste_and_absolutes_are_told_apart():
    assert [warning.severity for warning in worded(en="Go at once, at any cost.")] == ["serious", "note"]


@pytest.mark.parametrize("fallback", ["", "  "])
def test_no_fallback(fallback):
    advisory = untouched().advisories["second"]
    crisis = told(fallback=fallback)
    warning = only("no_fallback", crisis)
    assert warning.severity == "serious"
    assert set(warning.evidence) == {"people_without_place", "people_too_late"}
    assert advisory.fallback
    assert of_code("no_fallback", untouched()) == []
