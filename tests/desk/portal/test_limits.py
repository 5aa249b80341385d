"""A flood of the public form is turned away in words, officers see it, and what was told as received is there."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from tests.desk import cast
from tests.desk.portal.conftest import sent

from safepassage.desk.crises import turned_away
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import open_form
from safepassage.desk.people.models import Person
from safepassage.desk.portal import limits

LIMIT = int(settings.ACCOUNT_RATE_LIMITS[limits.BY_ADDRESS].partition("/")[0])


@pytest.fixture
def limit():
    """Sets a rate for the test."""
    with override_settings(ACCOUNT_RATE_LIMITS=dict(settings.ACCOUNT_RATE_LIMITS)):
        yield settings.ACCOUNT_RATE_LIMITS.__setitem__


def statuses(address, count, **where):
    return [Client().post(address, sent(), **where).status_code for _ in range(count)]


def test_a_flood_from_one_address_is_turned_away_and_all_that_was_told_is_there(address, opened):
    answers = statuses(address, 200)
    assert answers.count(200) == LIMIT
    assert answers.count(429) == 200 - LIMIT
    assert Person.objects.filter(crisis=opened).count() == LIMIT
    assert statuses(address, 1, REMOTE_ADDR="192.0.2.7") == [200]  # others are let in


def test_whoever_is_turned_away_is_told_what_to_do(address, limit):
    limit(limits.BY_ADDRESS, "0/m/ip")
    answer = Client().post(address, sent())
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"
    assert "Wait one minute" in answer.content.decode()
    assert Client().get(address).status_code == 200


def test_officers_see_that_people_are_turned_away(address, opened, colleague, limit):
    screen = cast.sign_in(Client(), cast.member(opened, colleague, Role.CASEWORKER))
    assert "turned people away" not in screen.get(f"/crises/{opened.id}/").content.decode()
    limit(limits.BY_CRISIS, "0/m/key")
    Client().post(address, sent())
    assert turned_away.turned_away_at(opened.id)
    assert "turned people away" in screen.get(f"/crises/{opened.id}/").content.decode()


def test_a_flood_from_many_addresses_makes_no_counter_for_each(address, opened, limit):
    limit(limits.BY_CRISIS, "3/m/key")
    for n in range(10):
        Client().post(address, sent(), REMOTE_ADDR=f"198.51.100.{n}")
    assert Person.objects.filter(crisis=opened).count() == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM desk_cache WHERE cache_key LIKE '%%198.51.100.%%'")
        assert {key.rpartition(".")[2] for (key,) in cursor.fetchall()} == {"0", "1", "2"}


def test_another_crisis_is_not_touched_by_a_flood(address, officer, limit):
    limit(limits.BY_CRISIS, "1/m/key")
    other = f"/form/{open_form(cast.crisis(officer, name='Shelbyville'), actor=officer).form_slug}/"
    assert statuses(address, 2) == [200, 429]
    assert statuses(other, 1, REMOTE_ADDR="192.0.2.9") == [200]


@pytest.mark.parametrize(
    ("one", "other", "is_shared"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_ipv6_counts_by_its_64(address, limit, one, other, is_shared):
    limit(limits.BY_ADDRESS, "1/m/ip")
    assert statuses(address, 1, REMOTE_ADDR=one) == [200]
    assert statuses(address, 1, REMOTE_ADDR=other) == [429 if is_shared else 200]


def test_a_forwarded_address_is_believed_only_from_a_proxy_that_settings_name(address, limit):
    limit(limits.BY_ADDRESS, "1/m/ip")
    assert statuses(address, 1, HTTP_X_FORWARDED_FOR="192.0.2.1") == [200]
    assert statuses(address, 1, HTTP_X_FORWARDED_FOR="192.0.2.2") == [429]
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        assert statuses(address, 1, HTTP_X_FORWARDED_FOR="192.0.2.3") == [200]
        assert statuses(address, 1, HTTP_X_FORWARDED_FOR="192.0.2.4, 192.0.2.3") == [429]


def test_a_body_that_is_too_large_is_not_read(address, opened):
    body = "name=" + "x" * limits.LARGEST_BODY
    answer = Client(enforce_csrf_checks=True).post(address, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert re.search("make it shorter", answer.content.decode())
    assert Person.objects.filter(crisis=opened).count() == 0
