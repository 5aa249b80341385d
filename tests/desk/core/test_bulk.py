"""What is inserted many rows at once is what Django would have written."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.desk.people.register import ASHA, NOON, person, say

from safepassage.desk.core.bulk import AT_ONCE, in_batches, insert_rows, read_rows
from safepassage.desk.core.ids import new_id
from safepassage.desk.ledger.models import DataKey
from safepassage.desk.people.models import Mark, Note, Person, Standing
from safepassage.desk.people.states import Category, State

MANY = 501  # more than one statement holds
INSTANT = datetime(2022, 3, 2, 12, 30, 0, 17, tzinfo=timezone(timedelta(hours=5, minutes=30)))


@pytest.fixture
def asha(crisis):
    return say(person(crisis, record=ASHA, outside_id="17"), State.MISSING)


def somebody(asha, number, **fields):
    dates = {"first_at": INSTANT, "state_at": NOON, "registered_at": NOON, "keep_until": date(2023, 3, 2)}
    codes = {"category": Category.DUAL, "state": State.NO_ANSWER, "source": "test-list"}
    clear = {"minor": True, "version": 3, "sealed": b"\x00\xff\\", "cell": 2**62, "located_at": INSTANT}
    return Person(crisis_id=asha.crisis_id, key_id=asha.key_id, number=number, **dates, **codes, **clear | fields)


def twins(asha):
    note = {"person_id": asha.id, "sealed": b"n\n\t", "source_at": INSTANT, "entered_at": NOON, "source": "x"}
    stood = {"person_id": asha.id, "line_id": Standing.objects.first().line_id, "known_from_us": 1}
    for one, other in (("1", "2"), ("3", "4")):
        nulls = {"cell": None, "located_at": None} if one == "3" else {}
        yield somebody(asha, one, **nulls), somebody(asha, other, **nulls)
        yield [Note(**note, entered_by="officer:1", state=State.HELD, mark=None if one == "3" else each.encode())
               for each in (one, other)]  # fmt: skip
        yield [Mark(crisis_id=asha.crisis_id, person_id=asha.id, kind=Mark.Kind.PHONE, digest=b"\xfe" * 16)] * 2
        yield [Standing(**stood, from_us=1, until_us=2, known_until_us=3) for _ in range(2)]
        yield [DataKey(wrapped=b"\x01", master="m", made_at=INSTANT) for _ in range(2)]


def stored(table, its):
    """The row as the database has it, without what has to differ."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table._meta.db_table} WHERE id = %s", [its])
        row = dict(zip([column.name if hasattr(column, "name") else column[0] for column in cursor.description],
                       cursor.fetchone(), strict=True))  # fmt: skip
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()
            if name not in {"id", "number", "mark"}} | {"has_mark": row.get("mark") is not None}  # fmt: skip


def test_rows_are_stored_as_django_stores_them(asha):
    for slow, fast in twins(asha):
        table = type(slow)
        slow.pk = new_id() if table._meta.pk.get_internal_type() == "UUIDField" else None
        slow.save(force_insert=True)
        before = set(table.objects.values_list("pk", flat=True))
        if table._meta.pk.get_internal_type() == "UUIDField":
            fast.pk = new_id()
        insert_rows(table, [fast])
        (made,) = set(table.objects.values_list("pk", flat=True)) - before
        raw = [each.hex if connection.vendor == "sqlite" and hasattr(each, "hex") else each for each in (slow.pk, made)]
        assert stored(table, raw[0]) == stored(table, raw[1])
        table.objects.filter(pk=made).get()


def test_many_rows_come_in_few_statements_and_each_is_there(asha):
    """A row a statement, two thousand notes took SQLite 7 s within an import's transaction."""
    told = [Note(person_id=asha.id, sealed=b"n", source_at=INSTANT, entered_at=NOON, entered_by="officer:1", source="x",
                 state=State.HELD, mark=number.to_bytes(2)) for number in range(MANY)]  # fmt: skip
    with CaptureQueriesContext(connection) as captured:
        insert_rows(Note, told)
    there = dict(Note.objects.filter(source="x").values_list("pk", "mark"))
    assert {pk: bytes(mark) for pk, mark in there.items()} == {each.pk: each.mark for each in told}
    assert len(captured) <= MANY / 20


def test_an_instant_of_any_zone_is_stored_as_utc(asha):
    row = somebody(asha, "5")
    insert_rows(Person, [row])
    assert Person.objects.get(pk=row.pk).first_at == INSTANT.astimezone(UTC)


def test_rows_are_read_as_django_reads_them(asha):
    for slow, fast in twins(asha):
        for each in (slow, fast):
            each.pk = new_id() if isinstance(each, Person | Note | DataKey) else None
        table = type(slow)
        insert_rows(table, [slow, fast])
        columns = [field.attname for field in table._meta.concrete_fields]
        query = table.objects.order_by("pk").values_list(*columns)
        assert list(read_rows(query)) == list(query)
    joined = Person.objects.order_by("pk").values_list("number", "key__master", "party", "party__warden")
    assert list(read_rows(joined)) == list(joined)
    assert list(read_rows(joined.filter(pk__in=[]))) == []


def test_batches_hold_everything_in_order_and_none_is_too_large():
    batches = list(in_batches(range(2 * AT_ONCE + 1)))
    assert [len(each) for each in batches] == [AT_ONCE, AT_ONCE, 1]
    assert [one for each in batches for one in each] == list(range(2 * AT_ONCE + 1))
