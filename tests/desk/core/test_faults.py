"""A fault is logged with where it was raised, and without whom it was about; the officer is told what to do."""

import logging
import sys

import pytest
from django.test import Client
from tests.desk import cast

from safepassage.desk.console import overview
from safepassage.desk.core.faults import FaultFormatter

NAME = "Asha Invented"


@pytest.fixture
def formatter():
    (found,) = (each.formatter for each in logging.getLogger().handlers if isinstance(each.formatter, FaultFormatter))
    return found


def raised():
    try:
        try:
            {}[NAME]
        except KeyError as error:
            raise ValueError(f"nobody is called {NAME}") from error
    except ValueError:
        return logging.LogRecord("desk", logging.ERROR, "", 0, "It failed", (), sys.exc_info())


def test_every_place_and_cause_is_told_and_no_word_of_it(formatter):
    first, *places = formatter.format(raised()).splitlines()
    assert first.endswith(" ERROR desk: It failed")
    assert [each.strip().partition(":")[0] for each in places] == [
        "builtins.KeyError", __name__, "which led to", "builtins.ValueError", __name__,
    ]  # fmt: skip
    assert NAME not in " ".join(places)


def test_a_page_that_fails_is_logged_by_the_pattern_of_its_address(formatter, crisis, officer, monkeypatch, caplog):
    def fails(_crisis):
        raise RuntimeError(NAME)

    monkeypatch.setattr(overview, "balance", fails)
    client = cast.sign_in(Client(raise_request_exception=False), officer)
    answer = client.get(f"/crises/{crisis.id}/")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "Look whether it was saved" in page
    assert NAME not in page
    (record,) = (each for each in caplog.records if each.name == "django.request")
    logged = formatter.format(record)
    assert "GET crises/<uuid:crisis_id>/" in logged
    assert f"{__name__}:" in logged
    assert str(crisis.id) not in logged
    assert NAME not in logged


def test_what_visitors_get_wrong_is_no_fault(caplog, client, db):
    assert client.get("/nowhere/").status_code == 404
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]
