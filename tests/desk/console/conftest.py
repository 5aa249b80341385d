"""A crisis with invented people, and officers of each kind at their screens."""

import pytest
from django.test import Client
from tests.desk import cast
from tests.desk.console.people_made_up import fill

from safepassage.desk.crises.access import Role


@pytest.fixture
def caseworker(crisis, colleague):
    """Who works with people."""
    return cast.member(crisis, colleague, Role.CASEWORKER)


@pytest.fixture
def screen(client, caseworker):
    """The caseworker's browser."""
    return cast.sign_in(client, caseworker)


@pytest.fixture
def screen_of(crisis, db):
    """The browser of somebody with one role."""

    def made(role):
        return cast.sign_in(Client(), cast.member(crisis, cast.officer(f"only-{role}"), role))

    return made


@pytest.fixture
def people(crisis):
    """Three hundred."""
    return fill(crisis, 300, actor=cast.SETUP)


@pytest.fixture
def few(crisis):
    """Eight, in two parties."""
    return fill(crisis, 8, actor=cast.SETUP)
