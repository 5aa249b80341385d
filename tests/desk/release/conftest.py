"""A crisis with invented people, and the officers that an export takes."""

import pytest
from tests.desk import cast
from tests.desk.console.people_made_up import fill

from safepassage.desk.crises.access import Role


@pytest.fixture
def asker(crisis, colleague):
    """Who asks for files."""
    return cast.member(crisis, colleague, Role.CASEWORKER)


@pytest.fixture
def second(crisis):
    """Who approves."""
    return cast.member(crisis, cast.officer("second"), Role.APPROVER)


@pytest.fixture
def many(crisis):
    """More than one officer may take alone."""
    return fill(crisis, 60, actor=cast.SETUP)
