"""Reads of the register stay quick in a crisis of a million."""

from uuid import uuid4

import pytest
from django.db import connection

from safepassage.desk.people.queries import persons_of


def test_some_of_a_crisis_are_read_by_their_ids_and_not_by_going_through_the_crisis(crisis):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL keeps statistics: it knows how many there are")
    plan = persons_of(crisis).filter(set_aside="", pk__in=[uuid4() for _ in range(2_000)]).order_by("pk").explain()
    assert "person_by_id (crisis_id=? AND id=?)" in plan
