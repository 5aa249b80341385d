"""The chain: whatever is changed, deleted, reordered or cut off is found, without any key."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.desk.ledger.chain import EPOCH, START, Link, Row, breaks, chained

NOON = datetime(2022, 3, 2, 12, tzinfo=UTC)
KEY, CRISIS = UUID(int=1), UUID(int=2)


def acts(n=5):
    rows, last = [], START
    for seq in range(1, n + 1):
        row = Row(
            seq, NOON + timedelta(seconds=seq), "officer:1", "people.note", f"person:{seq}", CRISIS, KEY, b"x", b""
        )
        last = chained(last, row)
        rows.append(row._replace(hash=last))
    return rows


def end(rows):
    return Link(rows[-1].seq, rows[-1].hash) if rows else Link(0, START)


@pytest.mark.parametrize("n", [0, 1, 5])
def test_a_whole_chain_has_no_break(n):
    assert not list(breaks(acts(n), end(acts(n))))


CHANGES = {
    "at": NOON + timedelta(microseconds=1),
    "actor": "officer:2",
    "verb": "people.notes",
    "subject": "person:99",
    "crisis": None,
    "key": UUID(int=9),
    "sealed": b"y",
    "hash": bytes(32),
}


def test_every_field_is_covered():
    assert set(CHANGES) == set(Row._fields) - {"seq"}


@pytest.mark.parametrize("field", CHANGES)
@given(at=st.integers(0, 4))
def test_a_changed_field_of_any_act_is_found(field, at):
    rows = acts()
    head = end(rows)
    rows[at] = rows[at]._replace(**{field: CHANGES[field]})
    assert rows[at].seq in {each.seq for each in breaks(rows, head)}


@given(st.integers(0, 4))
def test_a_deleted_act_is_found(at):
    rows = acts()
    head = end(rows)
    del rows[at]
    assert list(breaks(rows, head))


@given(st.permutations(range(5)).filter(lambda order: order != [0, 1, 2, 3, 4]))
def test_acts_in_another_order_are_found(order):
    rows = acts()
    swapped = [rows[i]._replace(seq=seq) for seq, i in enumerate(order, 1)]
    assert list(breaks(swapped, end(rows)))


def test_an_end_cut_off_with_its_head_is_found_by_what_was_noted():
    rows = acts()
    noted = end(rows)
    cut = rows[:3]
    assert not list(breaks(cut, end(cut)))
    assert [each.seq for each in breaks(cut, end(cut), [noted])] == [5]


def test_a_chain_written_anew_is_found_by_what_was_noted():
    noted = end(acts(3))
    anew, last = [], START
    for row in acts():
        changed = row._replace(actor="officer:2")
        last = chained(last, changed)
        anew.append(changed._replace(hash=last))
    assert not list(breaks(anew, end(anew)))
    assert [each.what for each in breaks(anew, end(anew), [noted])] == ["the hash is not the one noted"]


def test_fields_do_not_run_into_each_other():
    row = acts(1)[0]
    assert chained(START, row) != chained(START, row._replace(actor="officer:1p", verb="eople.note"))


def test_instants_are_exact_to_the_microsecond():
    row = acts(1)[0]._replace(at=EPOCH + timedelta(days=20_000, microseconds=1))
    assert chained(START, row) != chained(START, row._replace(at=EPOCH + timedelta(days=20_000)))


def test_a_link_is_written_and_read():
    link = end(acts())
    assert Link.parse(str(link)) == link
    with pytest.raises(ValueError, match="five"):
        Link.parse("five")
