"""Every time stands in both zones; ids sort by time."""

from datetime import UTC, datetime
from types import SimpleNamespace

from django.template import Context, Template
from django.utils import translation

from safepassage.desk.core import clock
from safepassage.desk.core.ids import new_id, reference

SUNSET = datetime(2022, 3, 2, 15, 18, tzinfo=UTC)


def test_an_instant_is_told_in_the_crisis_zone_first():
    assert clock.told(SUNSET, "Europe/Kyiv", "Asia/Kolkata") == (
        ("2 March 2022 17:18", "Kyiv, EET"),
        ("2 March 2022 20:48", "Kolkata, IST"),
    )


def test_this_year_is_not_told():
    assert len(clock.told(clock.now(), "Europe/Kyiv", "Asia/Kolkata")[0].time.split()) == 3


def test_one_zone_is_told_once():
    assert len(clock.told(SUNSET, "Europe/Kyiv", "Europe/Kyiv")) == 1


def test_the_day_of_each_zone_is_its_own():
    late = datetime(2022, 3, 2, 20, tzinfo=UTC)
    assert [each.time for each in clock.told(late, "Europe/Kyiv", "Asia/Kolkata")] == [
        "2 March 2022 22:00",
        "3 March 2022 01:30",
    ]


def test_a_page_shows_both_and_the_machine_readable_instant():
    crisis = SimpleNamespace(zone="Europe/Kyiv", home_zone="Asia/Kolkata")
    page = Template("{% load zones %}{% both_zones at crisis %}").render(Context({"at": SUNSET, "crisis": crisis}))
    assert page == (
        '<time datetime="2022-03-02T15:18:00+00:00">'
        "<bdi>2 March 2022 17:18 (Kyiv, EET)</bdi> · <bdi>2 March 2022 20:48 (Kolkata, IST)</bdi></time>"
    )


def test_no_instant_is_a_dash():
    page = Template("{% load zones %}{% both_zones None crisis %}").render(Context({"crisis": None}))
    assert page == "–"


def test_now_is_aware():
    assert clock.now().utcoffset().total_seconds() == 0


def test_ids_sort_by_the_time_they_were_made():
    made = [new_id() for _ in range(100)]
    assert made == sorted(made)
    assert {each.version for each in made} == {7}


def test_a_reference_names_kind_and_id():
    assert reference("person", "17") == "person:17"


def test_months_are_told_in_the_readers_language():
    with translation.override("uk"):
        assert clock.told(SUNSET, "Europe/Kyiv", "Europe/Kyiv")[0].time == "2 березня 2022 17:18"


def test_what_is_kept_as_text_says_year_and_zone():
    assert clock.written(SUNSET, "Europe/Kyiv", "Asia/Kolkata") == "2022-03-02 17:18 EET · 2022-03-02 20:48 IST"
    assert clock.written(SUNSET, "Europe/Kyiv", "Europe/Kyiv") == "2022-03-02 17:18 EET"
