"""Times as people type them, by the clocks of a zone: never silently another one."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from safepassage.desk.core.local_time import LocalTime, instant_there, read_by_clocks_of

KYIV = ZoneInfo("Europe/Kyiv")
HOSTILE = ["0001-01-01T00:00", "9999-12-31T23:59", "1900-01-01T00:00", "2100-01-01T00:00", "9" * 1_000, "soon",
           "2022-02-30T10:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "\u0000"]  # fmt: skip


def test_a_time_without_a_zone_is_of_the_clocks_there_and_one_with_it_is_not():
    field = LocalTime(zone="Europe/Kyiv")
    assert field.clean("2022-03-02T12:00") == datetime(2022, 3, 2, 10, tzinfo=UTC)
    assert field.clean("2022-03-02T12:00+05:30") == datetime(2022, 3, 2, 6, 30, tzinfo=UTC)
    assert field.clean("2022-03-02T12:00Z") == datetime(2022, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_nobody_can_mean_is_refused(typed):
    with pytest.raises(ValidationError):
        LocalTime(zone="Europe/Kyiv").clean(typed)


@pytest.mark.parametrize(("typed", "why"), [("2026-03-29T03:30", "skip"), ("2026-10-25T03:30", "twice")])
def test_a_time_that_clocks_skip_or_show_twice_is_refused_and_why(typed, why):
    with pytest.raises(ValidationError, match=why):
        LocalTime(zone="Europe/Kyiv").clean(typed)


@given(st.datetimes(datetime(1991, 1, 1), datetime(2098, 1, 1)).map(lambda at: at.replace(microsecond=0)))
def test_what_is_taken_is_what_the_clocks_there_show_and_nothing_else_is_refused(local):
    shown = [at for at in _around(local) if at.astimezone(KYIV).replace(tzinfo=None, fold=0) == local]
    if len(shown) == 1:
        assert instant_there(local, KYIV) == shown[0]
    else:
        with pytest.raises(ValueError, match="skip" if not shown else "twice"):
            instant_there(local, KYIV)


def _around(local):
    """Each instant that any clock from 14 hours ahead to 12 behind could mean, by quarters of an hour."""
    return [local.replace(tzinfo=UTC) - timedelta(minutes=15 * quarters) for quarters in range(-48, 57)]


def test_all_fields_of_a_form_go_by_the_clocks_of_its_crisis():
    class Form(forms.Form):
        begin = LocalTime()
        end = LocalTime(required=False)

    form = Form({"begin": "2022-03-02T12:00"}, initial={"end": datetime(2022, 3, 2, 10, tzinfo=UTC)})
    read_by_clocks_of(form, "Europe/Kyiv")
    assert form.is_valid()
    assert form.cleaned_data == {"begin": datetime(2022, 3, 2, 10, tzinfo=UTC), "end": None}
    assert 'value="2022-03-02T12:00"' in str(Form(initial={"begin": "2022-03-02T12:00"})["begin"])
