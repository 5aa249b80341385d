"""The ledger on both databases: one act a write, append-only, in order, and able to forget."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction

from safepassage.desk.core.commands import Command
from safepassage.desk.core.ids import new_id
from safepassage.desk.core.keyring import keyring
from safepassage.desk.core.sealing import seal
from safepassage.desk.ledger import queries
from safepassage.desk.ledger.actions import (
    DESK_KEY,
    desk_key,
    destroy_key,
    make_key,
    make_keys,
    record,
    rotate_keys,
    take_turn,
)
from safepassage.desk.ledger.models import Act, DataKey, Head

SOMEBODY = Command("tests")
PERSON = "person:1"
SECRET = "Invented Person +380501234567"


def note(said=SECRET, key=None):
    with transaction.atomic():
        return record(actor=SOMEBODY, verb="tests.note", subject=PERSON, key=key, new={"name": said})


def test_an_act_says_who_what_whom_when_old_and_new(db):
    crisis = new_id()
    act = record(
        actor=SOMEBODY,
        verb="tests.rename",
        subject=PERSON,
        crisis=crisis,
        old={"name": "a"},
        new={"name": "ы"},
        reason="asked",
    )
    kept = queries.acts_of_crisis(crisis).get()
    assert (kept.seq, kept.actor, kept.verb, kept.subject) == (1, "command:tests", "tests.rename", PERSON)
    assert kept.at == act.at
    assert queries.content(kept) == {"old": {"name": "a"}, "new": {"name": "ы"}, "reason": "asked"}
    assert queries.act_of_crisis(crisis, 1) == kept
    assert not queries.acts_of_crisis(new_id()).exists()


def test_acts_chain(db):
    for _ in range(3):
        note()
    assert queries.head().seq == 3
    assert not queries.verify()
    assert not queries.verify([queries.head()])


def test_an_act_outside_a_transaction_is_refused(own_db):
    with pytest.raises(RuntimeError, match="transaction"):
        record(actor=SOMEBODY, verb="tests.note", subject=PERSON)
    assert not Act.objects.exists()


def test_a_write_that_fails_leaves_no_act_and_no_gap(own_db):
    note()

    def fail():
        with transaction.atomic():
            note()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    note()
    assert list(Act.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]
    assert not queries.verify()


# --- Append-only -----------------------------------------------------------------------------------------------------

STATEMENTS = {
    "update": "UPDATE ledger_act SET actor = 'command:other'",
    "delete": "DELETE FROM ledger_act",
    "truncate": "TRUNCATE ledger_act",
    "replace": "INSERT OR REPLACE INTO ledger_act SELECT seq, at, 'x', verb, subject, crisis, sealed, hash, key_id "
    "FROM ledger_act",
    "upsert": "INSERT INTO ledger_act SELECT * FROM ledger_act WHERE true "
    "ON CONFLICT (seq) DO UPDATE SET actor = 'command:other'",
}
ONLY = {"truncate": "postgresql", "replace": "sqlite"}


@pytest.mark.parametrize("kind", STATEMENTS)
def test_the_database_refuses_to_change_or_delete_an_act(own_db, kind):
    if connection.vendor != ONLY.get(kind, connection.vendor):
        return  # the other database has no such statement
    note()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STATEMENTS[kind])
    assert Act.objects.get().actor == "command:tests"


def test_there_is_one_head(db):
    with pytest.raises(DatabaseError), transaction.atomic():
        Head.objects.create(id=2, seq=0, hash=bytes(32))


def allow_changes():
    """What somebody with all rights over the database can do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE ledger_act DISABLE TRIGGER ALL")
        else:
            for each in ("update", "delete", "replace"):
                cursor.execute(f"DROP TRIGGER ledger_act_no_{each}")


def test_verify_finds_a_changed_act(own_db):
    for _ in range(3):
        note()
    allow_changes()
    Act.objects.filter(seq=2).update(actor="officer:other")
    assert [each.seq for each in queries.verify()] == [2]


def test_verify_finds_deleted_acts(own_db):
    for _ in range(4):
        note()
    allow_changes()
    Act.objects.filter(seq__in=[2, 4]).delete()
    assert [each.what for each in queries.verify()] == [
        "acts 2 to 2 are missing",
        "the chain ends here, the ledger says at 4",
    ]


def test_verify_finds_acts_in_another_order(own_db):
    for _ in range(3):
        note()
    allow_changes()
    Act.objects.filter(seq=2).update(seq=99)
    Act.objects.filter(seq=3).update(seq=2)
    Act.objects.filter(seq=99).update(seq=3)
    assert {each.seq for each in queries.verify()} >= {2, 3}


def test_verify_finds_what_was_slipped_in_beyond_the_end(own_db):
    note()
    allow_changes()
    last = Act.objects.get()
    last.seq = 2
    last.save(force_insert=True)
    assert [each.what for each in queries.verify()] == ["1 acts lie beyond the end of the chain"]


# --- Keys ------------------------------------------------------------------------------------------------------------


def test_erasing_a_person_leaves_the_chain_whole(own_db):
    with transaction.atomic():
        key = make_key()
    note(key=key.id)
    note("somebody else")
    assert destroy_key(key.id, actor=SOMEBODY, subject=PERSON, crisis=None, reason="retention has ended")
    theirs, others = Act.objects.select_related("key").order_by("seq")[:2]
    assert queries.content(theirs) is None
    assert queries.content(others)["new"] == {"name": "somebody else"}
    with pytest.raises(queries.KeyDestroyed):
        queries.open_key(key.id)
    assert Act.objects.latest("seq").verb == "ledger.destroy_key"
    assert not queries.verify()


def test_a_key_is_destroyed_once_and_the_desks_own_never(db):
    key = make_key()
    said = {"actor": SOMEBODY, "subject": PERSON, "crisis": None, "reason": "asked"}
    assert destroy_key(key.id, **said)
    assert not destroy_key(key.id, **said)
    assert Act.objects.count() == 1
    with pytest.raises(ValueError, match="own key"):
        destroy_key(desk_key().id, **said)


def test_a_destroyed_key_cannot_be_used(db):
    key = make_key()
    destroy_key(key.id, actor=SOMEBODY, subject=PERSON, crisis=None, reason="asked")
    with pytest.raises(queries.KeyDestroyed):
        note(key=key.id)


def test_a_wrapped_key_of_another_row_does_not_open(db):
    key, other = make_key(), make_key()
    DataKey.objects.filter(pk=key.pk).update(wrapped=other.wrapped)
    with pytest.raises(Exception, match=f"data key {key.pk}"):
        queries.open_key(key.pk)


def test_rotation_wraps_every_key_anew_and_forgets_the_old_master(own_db, monkeypatch):
    monkeypatch.setattr("safepassage.desk.ledger.actions.REWRAPPED_AT_ONCE", 2)
    with transaction.atomic():
        keys = [make_key() for _ in range(5)]
        note(key=keys[0].id)
    opened = {key.id: queries.open_key(key.id) for key in keys}
    before = keyring().current
    assert rotate_keys(actor=SOMEBODY) == 5
    assert keyring().current != before
    assert set(keyring().masters) == {keyring().current}
    assert {key.id: queries.open_key(key.id) for key in keys} == opened
    assert Act.objects.latest("seq").verb == "ledger.rotate_keys"
    assert queries.content(Act.objects.get(subject=PERSON))["new"] == {"name": SECRET}


def test_a_rotation_that_was_stopped_is_finished_by_the_next(own_db, monkeypatch):
    with transaction.atomic():
        key = make_key()
    before = queries.open_key(key.id)

    def stop():
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("safepassage.desk.ledger.actions._rewrap_some", stop)
        with pytest.raises(KeyboardInterrupt):
            rotate_keys(actor=SOMEBODY)
    assert queries.open_key(key.id) == before
    rotate_keys(actor=SOMEBODY)
    assert queries.open_key(key.id) == before
    assert len(keyring().masters) == 1


def test_a_stolen_database_gives_no_name_and_no_number(own_db):
    note()
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        connection.close()
        content = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT string_agg(sealed, ''::bytea) FROM ledger_act")
            content = bytes(cursor.fetchone()[0])
    assert b"Invented" not in content
    assert b"380501234567" not in content


# --- Many at once ----------------------------------------------------------------------------------------------------


def test_writers_at_the_same_time_make_one_chain(own_db):
    def write(_):
        try:
            for _ in range(10):
                note()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(4)))
    assert list(Act.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 41))
    assert not queries.verify()


def test_the_desks_key_is_made_once_by_many(own_db):
    def ask(_):
        try:
            with transaction.atomic():
                return desk_key().id
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(ask, range(4))) == {DESK_KEY}
    assert DataKey.objects.count() == 1


def test_sqlite_waits_for_writers_and_wipes_what_it_frees(own_db):
    if connection.vendor != "sqlite":
        return  # it is about SQLite's settings
    with connection.cursor() as cursor:
        asked = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "secure_delete", "temp_store")
        }
    assert asked == {"journal_mode": "wal", "secure_delete": 1, "temp_store": 2}
    with transaction.atomic():
        other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_the_key_file_stands_outside_the_database(db):
    assert Path(settings.KEYRING).parent != Path(str(connection.settings_dict["NAME"])).parent
    assert seal(keyring().index, b"", "x")


def test_many_keys_are_made_at_once_and_come_open(db):
    keys = make_keys(3)
    assert [queries.open_key(key.id) for key in keys] == [key.opened for key in keys]
    assert len({key.opened for key in keys}) == 3


def test_whoever_takes_a_turn_knows_the_number_of_the_next_act(db):
    turn = take_turn()
    assert record(actor=Command("tests"), verb="tests.do", subject="test:1").seq == turn
    assert take_turn() == turn + 1
