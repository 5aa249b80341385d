"""What each person is told, word for word, in their language; and that its status stands once before all else."""

from datetime import UTC, datetime, timedelta

import pytest

from safepassage.desk.advice.tongues import TONGUES, tongue_of
from safepassage.desk.advice.wordings import (
    for_all,
    line_for,
    marked,
    overriding,
    texts_to_go,
    texts_to_stay,
    too_late,
    unmarked,
)
from safepassage.desk.crises.models import Crisis, Status
from safepassage.desk.movement.releasing import Way, is_gsm7, segments_of

DAY = datetime(2022, 3, 2, 12, tzinfo=UTC)
WAY = Way("School 5", DAY + timedelta(minutes=55), "11.0 km", "foot")


def crisis(status=Status.EXERCISE):
    return Crisis(name="Smallville", nationality="India", zone="Europe/Kiev", status=status)


def test_a_line_says_where_how_far_until_when_and_what_then():
    assert line_for(WAY, crisis(), DAY) == (
        "You: School 5, 11.0 km on foot, leave by 14:55. Not on the road by 14:55? Do not start. Stay in shelter."
        " Reply 3."
    )


@pytest.mark.parametrize("language", TONGUES)
def test_in_each_language_it_has_the_same_place_time_and_digit(language):
    line = line_for(WAY, crisis(), DAY, language)
    assert "School 5, " in line
    assert "11.0" in line
    assert line.count("14:55") == 2
    assert line.endswith(tongue_of(language).you[-12:])  # the digit to answer with
    assert "{" not in line


def test_another_day_than_that_of_issue_is_said():
    late = WAY._replace(leave_by=DAY + timedelta(days=1))
    assert "leave by 3 Mar 14:00." in line_for(late, crisis(), DAY)
    assert "до 03.03 14:00." in line_for(late, crisis(), DAY, "uk")


@pytest.mark.parametrize("far", ["", "800 m", "1,011.0 km"])
def test_a_way_without_length_or_means_has_none_in_its_line(far):
    assert ", leave by" in line_for(Way("School 5", DAY, far), crisis(), DAY)
    assert "School 5, ," not in line_for(Way("School 5", DAY, far), crisis(), DAY)


@pytest.mark.parametrize("language", TONGUES)
def test_english_fits_gsm7_and_the_others_are_counted_as_ucs2(language):
    text = texts_to_go(WAY, "Go.", crisis(), DAY, language).first
    assert is_gsm7(text) == (language == "en")
    assert segments_of(text) == (1 if language == "en" else -(-len(text) // 67))


# --- Its status stands once ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["Go.", "EXERCISE. Go.", "Exercise. Go."])
def test_the_status_stands_once_where_the_words_begin_with_it(words):
    there = crisis()
    for text in (words, texts_to_go(WAY, words, there, DAY).first, for_all(there, words),
                 overriding(there, words, DAY, DAY).first):  # fmt: skip
        leaves = marked(there.status, text)
        assert leaves.startswith("EXERCISE. ")
        assert leaves.upper().count("EXERCISE") == 1
        assert marked(there.status, leaves) == leaves
        assert "Go." in leaves


def test_an_actual_one_is_as_it_was_written():
    assert marked(Status.ACTUAL, "EXERCISE. Go.") == unmarked(Status.ACTUAL, "EXERCISE. Go.") == "EXERCISE. Go."


@pytest.mark.parametrize("language", [each for each in TONGUES if each != "en"])
def test_in_another_language_practice_is_said_in_it_too_and_once(language):
    mark = TONGUES[language].exercise
    assert texts_to_go(WAY, f"{mark} Go.", crisis(), DAY, language).first.count(mark) == 1
    assert too_late(crisis(), language).startswith(mark)
    assert mark not in texts_to_stay(crisis(Status.ACTUAL), "", language).first
    assert TONGUES[language].test in too_late(crisis(Status.TEST), language)
