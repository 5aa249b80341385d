"""Who may give out data of whom: few alone, many with a second officer or in an emergency; no way round it."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from tests.desk import cast
from tests.desk.console.people_made_up import fill
from tests.desk.people.register import person
from tests.desk.release.asking import acts, agree, ask, fetch

from safepassage.desk.core import clock
from safepassage.desk.crises.access import MATRIX, Deed, Right, Role, Thing
from safepassage.desk.crises.actions import NotNow, invite_officer
from safepassage.desk.crises.models import Membership
from safepassage.desk.people.models import Person
from safepassage.desk.people.numbers import shown
from safepassage.desk.queue.actions import claim
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.work import SECOND_LOOKS, Kind
from safepassage.desk.queue.work import State as ItemState
from safepassage.desk.release import actions, queries
from safepassage.desk.release.models import Download, Export
from safepassage.desk.release.words import FEW, MOST_UNREVIEWED, Audience, Basis, Format, State

SECONDS = [role for role in Role if role in MATRIX[Right(Deed.CHANGE, Thing.RELEASE)]]


def ids(made, begin, end):
    return tuple(each.id for each in made[begin:end])


def age(export, **by):
    """Let time pass."""
    row = Export.objects.get(pk=export.pk)
    Export.objects.filter(pk=export.pk).update(
        asked_at=row.asked_at - timedelta(**by), expires_at=row.expires_at - timedelta(**by)
    )
    return queries.exports_of(export.crisis).get(pk=export.pk)


def unfinished(export):
    return WorkItem.objects.exclude(state=ItemState.DONE).filter(subject=export.reference)


# --- Few -------------------------------------------------------------------------------------------------------------


def test_few_persons_are_taken_on_the_officers_own_word_and_every_one_of_them_is_on_record(crisis, asker, many):
    export = ask(crisis, asker, ids=ids(many, 0, FEW))
    assert (export.basis, export.state, export.persons) == (Basis.FEW, State.OPEN, FEW)
    assert acts("ask_for_export")[0]["new"]["selection"]["ids"] == sorted(str(pk) for pk in ids(many, 0, FEW))
    file = fetch(export, asker).decode("utf-8-sig")
    assert len(file.splitlines()) == FEW + 1
    given = [pk for act in acts("give_out") for pk in act["new"]["person"]]
    assert given == sorted(str(pk) for pk in ids(many, 0, FEW))
    assert acts("end_download")[0]["new"]["bytes"] == len(file.encode("utf-8-sig"))


def test_one_person_more_than_few_waits_for_a_second_officer(crisis, asker, many):
    export = ask(crisis, asker, ids=ids(many, 0, FEW + 1))
    assert (export.basis, export.state) == (Basis.TWO, State.WAITING)
    assert WorkItem.objects.get(subject=export.reference).kind == Kind.EXPORT
    with pytest.raises(NotNow, match="may not be fetched"):
        fetch(export, asker)
    assert not Download.objects.exists()


def test_many_small_exports_are_one_large_one(crisis, asker, many):
    assert ask(crisis, asker, ids=ids(many, 0, 30)).state == State.OPEN
    assert ask(crisis, asker, ids=ids(many, 30, 51)).state == State.WAITING
    assert ask(crisis, asker, ids=ids(many, 30, 50)).state == State.OPEN
    assert ask(crisis, asker, ids=ids(many, 0, 50)).state == State.OPEN, "the same persons again are no more persons"
    assert ask(crisis, asker, ids=ids(many, 50, 51)).state == State.WAITING


def test_after_a_day_few_may_be_taken_again(crisis, asker, many):
    age(ask(crisis, asker, ids=ids(many, 0, 50)), hours=24, seconds=1)
    assert ask(crisis, asker, ids=ids(many, 50, 60)).state == State.OPEN


def test_what_is_taken_alone_is_of_those_persons_and_not_of_others_who_meet_the_selection_later(crisis, asker):
    first = person(crisis)
    export = ask(crisis, asker, state="never_tried")
    person(crisis, "Somebody Later")
    file = fetch(export, asker).decode()
    assert shown(first.number) in file
    assert "Later" not in file


def test_who_asks_twice_at_the_same_moment_gets_no_more(own_db):
    officer = cast.officer("officer")
    crisis = cast.crisis(officer)
    cast.member(crisis, officer, Role.DUTY_OFFICER)
    made = fill(crisis, 80, actor=cast.SETUP)
    begin, got = Barrier(2), []

    def at_once(first):
        begin.wait()
        got.append(ask(crisis, officer, ids=ids(made, first, first + 40)).state)
        connection.close()

    threads = [Thread(target=at_once, args=(first,)) for first in (0, 40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [State.OPEN, State.WAITING]


def test_nothing_is_made_of_nobody(crisis, asker, many):
    with pytest.raises(NotNow, match="nobody"):
        ask(crisis, asker, state="dead", source="nowhere")


# --- Two officers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_only_some_roles_are_a_second_officer(role, crisis, asker, many):
    export = ask(crisis, asker)
    other = cast.member(crisis, cast.officer("other"), role)
    if role not in SECONDS:
        with pytest.raises(NotNow, match="roles"):
            actions.approve(export, actor=other, reason="they need it")
        return
    actions.approve(export, actor=other, reason="they need it")
    export.refresh_from_db()
    assert (export.state, export.decided_by) == (State.OPEN, other)
    assert acts("approve")[0]["reason"] == "they need it"
    assert not WorkItem.objects.exclude(state=ItemState.DONE).filter(subject=export.reference)
    assert len(fetch(export, asker).splitlines()) == 61


def test_nobody_is_their_own_second_officer(crisis, asker, many):
    cast.member(crisis, asker, Role.APPROVER, Role.DUTY_OFFICER)
    export = ask(crisis, asker)
    with pytest.raises(NotNow, match="another officer"):
        actions.approve(export, actor=asker, reason="I need it")
    with pytest.raises(NotNow, match="another officer"):
        actions.refuse(export, actor=asker, reason="no")


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.OPEN},
        {"basis": Basis.FEW},
        {"basis": Basis.AUTHORITY},
        {"basis": Basis.BREAK_GLASS},
        {"state": State.OPEN, "decided_by": "asker"},
        {"basis": Basis.BREAK_GLASS, "decision": b"x", "reviewed_by": "asker"},
        {"downloads": 99},
        {"state": "given"},
    ],
)
def test_the_database_refuses_what_the_actions_would_not_do(change, crisis, asker, many):
    export = ask(crisis, asker)
    change = {name: asker if value == "asker" else value for name, value in change.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(pk=export.pk).update(**change)


def test_what_was_refused_withdrawn_or_waited_too_long_is_not_fetched(crisis, asker, second, many):
    refused, withdrawn, old = (ask(crisis, asker) for _ in range(3))
    actions.refuse(refused, actor=second, reason="not needed")
    actions.withdraw(withdrawn, actor=asker)
    with pytest.raises(NotNow, match="time is over"):
        actions.approve(age(old, hours=25), actor=second, reason="yes")
    for export in (refused, withdrawn, old):
        with pytest.raises(NotNow):
            actions.approve(export, actor=second, reason="yes")
        with pytest.raises(NotNow, match="may not be fetched"):
            fetch(export, asker)


def test_an_approval_ends(crisis, asker, second, many):
    export = ask(crisis, asker)
    actions.approve(export, actor=second, reason="yes")
    with pytest.raises(NotNow, match="may not be fetched"):
        fetch(age(export, hours=5), asker)


def test_a_file_is_fetched_only_so_often_and_only_by_who_asked(crisis, asker, second, many):
    export = ask(crisis, asker)
    actions.approve(export, actor=second, reason="yes")
    cast.member(crisis, second, Role.CASEWORKER)
    with pytest.raises(NotNow, match="not yours"):
        fetch(export, second)
    for _ in range(3):
        fetch(export, asker)
    with pytest.raises(NotNow, match="often enough"):
        fetch(export, asker)
    assert len(acts("begin_download")) == len(acts("end_download")) == 3


def test_who_lost_the_right_since_does_not_fetch(crisis, asker, second, many):
    export = ask(crisis, asker)
    actions.approve(export, actor=second, reason="yes")
    Membership.objects.filter(officer=asker).update(role=Role.AUDITOR)
    with pytest.raises(NotNow, match="roles"):
        fetch(export, asker)


def test_an_approval_is_not_for_many_more_persons_than_were_counted(crisis, asker, second, many):
    export = ask(crisis, asker)
    actions.approve(export, actor=second, reason="yes")
    made = fill_more(crisis, 3)
    assert len(fetch(export, asker).splitlines()) == 64
    fill_more(crisis, 1, len(made))
    with pytest.raises(NotNow, match="many more"):
        fetch(export, asker)


def fill_more(crisis, count, after=0):
    return [person(crisis, f"Later Invented {after + number}") for number in range(count)]


def test_of_two_who_decide_at_the_same_moment_one_does(own_db):
    officer = cast.officer("officer")
    crisis = cast.crisis(officer)
    cast.member(crisis, officer, Role.CASEWORKER)
    fill(crisis, 60, actor=cast.SETUP)
    export = ask(crisis, officer)
    others = [cast.member(crisis, cast.officer(name), Role.APPROVER) for name in ("first", "second")]
    begin, done = Barrier(2), []

    def decide(action, other):
        begin.wait()
        try:
            action(export, actor=other, reason="decided")
            done.append(action.__name__)
        except NotNow:
            pass
        connection.close()

    pairs = zip((actions.approve, actions.refuse), others, strict=True)
    threads = [Thread(target=decide, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    export.refresh_from_db()
    assert [export.state] == [{"approve": State.OPEN, "refuse": State.REFUSED}[name] for name in done]


# --- Break-glass -----------------------------------------------------------------------------------------------------


def test_in_an_emergency_an_officer_takes_many_alone_and_it_is_told_loudly(crisis, asker, second, many):
    export = ask(crisis, asker)
    with pytest.raises(NotNow, match="why"):
        actions.break_glass(export, actor=asker, reason=" ")
    actions.break_glass(export, actor=asker, reason="the building burns")
    assert len(fetch(export, asker).splitlines()) == 61
    assert acts("break_glass")[0]["reason"] == "the building burns"
    item = WorkItem.objects.exclude(state=ItemState.DONE).get(subject=export.reference)
    assert (item.kind, item.role) == (Kind.REVIEW_EXPORT, Role.APPROVER)
    assert item.due_at - clock.now() <= timedelta(minutes=30)
    assert list(queries.unreviewed(crisis)) == [export]


def test_another_officer_reviews_it(crisis, asker, second, many):
    export = ask(crisis, asker)
    actions.break_glass(export, actor=asker, reason="the building burns")
    cast.member(crisis, asker, Role.APPROVER)
    with pytest.raises(NotNow, match="another officer"):
        actions.review(export, actor=asker, finding="I was right")
    actions.review(export, actor=second, finding="it was needed")
    with pytest.raises(NotNow, match="has reviewed"):
        actions.review(export, actor=second, finding="twice")
    assert not queries.unreviewed(crisis)
    assert queries.content(queries.exports_of(crisis).get()).finding == "it was needed"


def test_the_glass_holds_while_what_was_taken_alone_is_not_reviewed(crisis, asker, second, many):
    alone = [ask(crisis, asker) for _ in range(MOST_UNREVIEWED + 1)]
    for export in alone[:-1]:
        actions.break_glass(export, actor=asker, reason="the building burns")
    with pytest.raises(NotNow, match=r"not reviewed yet\. Who can: Second"):
        actions.break_glass(alone[-1], actor=asker, reason="it burns still")
    other = cast.member(crisis, cast.officer("other"), Role.CASEWORKER)
    actions.break_glass(ask(crisis, other), actor=other, reason="mine is the first")
    actions.review(alone[0], actor=second, finding="it was needed")
    actions.break_glass(alone[-1], actor=asker, reason="it burns still")


def test_the_glass_is_broken_only_for_a_request_of_ones_own_that_waits_and_never_for_the_public(crisis, asker, second):
    for each in fill(crisis, 60, actor=cast.SETUP):
        agree(each.id, "publish")
    public = ask(crisis, asker, columns=("name",), audience=Audience.PUBLIC)
    with pytest.raises(NotNow, match="public"):
        actions.break_glass(public, actor=asker, reason="now")
    export = ask(crisis, asker)
    with pytest.raises(NotNow, match="not yours"):
        actions.break_glass(export, actor=second, reason="now")
    actions.refuse(export, actor=second, reason="no")
    with pytest.raises(NotNow, match="does not wait"):
        actions.break_glass(queries.exports_of(crisis).get(pk=export.pk), actor=asker, reason="now")


# --- Faults ----------------------------------------------------------------------------------------------------------


def test_whoever_was_in_what_went_out_is_on_record_when_it_breaks_off(crisis, asker, second, many, monkeypatch):
    monkeypatch.setattr("safepassage.desk.release.selection.AT_ONCE", 25)
    monkeypatch.setattr("safepassage.formats.roster_csv.PIECE_BYTES", 1)
    export = ask(crisis, asker)
    actions.approve(export, actor=second, reason="yes")
    pieces = actions.pieces(actions.begin_download(export, actor=asker), actor=asker)
    out = b"".join(next(pieces) for _ in range(30)).decode()
    pieces.close()  # the process is killed, or the line breaks
    given = {pk for act in acts("give_out") for pk in act["new"]["person"]}
    assert len(given) == 50
    numbers = Person.objects.exclude(pk__in=given).values_list("number", flat=True)
    assert not [number for number in numbers if shown(number) in out]
    download = Download.objects.get()
    assert (download.persons, download.ended_at) == (50, None)
    assert acts("end_download") == []


def test_another_crisis_gives_nothing(crisis, asker, second, many, officer):
    elsewhere = cast.crisis(officer, name="Elsewhere")
    cast.member(elsewhere, asker, Role.CASEWORKER)
    with pytest.raises(NotNow, match="nobody"):
        ask(elsewhere, asker, ids=ids(many, 0, 5))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"columns": ("number", "password")}, "no such column"),
        ({"columns": ()}, "no column"),
        ({"columns": ("name",), "made_as": Format.HXL}, "no column"),
        ({"columns": ("name", "medical"), "audience": Audience.PUBLIC}, "not made public: medical"),
    ],
)
def test_what_is_not_given_out_so_is_refused_in_words(asked, words, crisis, asker, many):
    with pytest.raises(NotNow, match=words):
        ask(crisis, asker, **asked)


# --- What asks another officer for a yes or no -----------------------------------------------------------------------


def test_what_nobody_decided_in_time_asks_no_longer_and_a_review_asks_for_ever(crisis, asker, second, many):
    late, waits, alone = ask(crisis, asker), ask(crisis, asker), ask(crisis, asker)
    actions.break_glass(alone, actor=asker, reason="the building burns")
    for each in (late, alone):
        age(each, days=3)
    assert actions.close_expired(crisis, actor=cast.SETUP) == 1
    assert not unfinished(late).exists()
    assert unfinished(waits).exists()
    assert unfinished(alone).get().kind == Kind.REVIEW_EXPORT
    assert actions.close_expired(crisis, actor=cast.SETUP) == 0


# --- Second officers who may be the first ----------------------------------------------------------------------------


def test_whom_the_first_officer_invited_decides_and_reviews_nothing(crisis, officer, many, second):
    cast.member(crisis, officer, Role.CASEWORKER)
    invited, _link = invite_officer(actor=officer, username="invited", name="Invited")
    cast.member(crisis, invited, Role.APPROVER)
    export, alone = ask(crisis, officer), ask(crisis, officer)
    actions.break_glass(alone, actor=officer, reason="the building burns")
    for decide in (actions.approve, actions.refuse):
        with pytest.raises(NotNow, match=r"invited you.*Who can: Second"):
            decide(export, actor=invited, reason="yes")
    with pytest.raises(NotNow, match="invited you"):
        actions.review(alone, actor=invited, finding="it was right")
    for item in WorkItem.objects.filter(kind__in=SECOND_LOOKS).exclude(state=ItemState.DONE):
        with pytest.raises(NotNow, match="another officer"):
            claim(item, actor=invited)
    actions.approve(export, actor=second, reason="yes")
    actions.review(alone, actor=second, finding="it was right")


def test_whoever_invited_the_first_officer_decides_nothing_either(crisis, officer, many):
    cast.member(crisis, officer, Role.APPROVER)
    invited, _link = invite_officer(actor=officer, username="invited", name="Invited")
    export = ask(crisis, cast.member(crisis, invited, Role.CASEWORKER))
    with pytest.raises(NotNow, match="or you them"):
        actions.approve(export, actor=officer, reason="yes")
