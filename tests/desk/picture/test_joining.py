"""Claims that say the same are joined by an officer, never by votes; parted again; told apart for good (rule C1)."""

from datetime import timedelta

import pytest
from tests.desk.picture.told import DAY

from safepassage.desk.core import clock
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.ground.actions import put
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.ledger.queries import Asked as Acts
from safepassage.desk.ledger.queries import acts_of_crisis, content
from safepassage.desk.picture import queries, situation
from safepassage.desk.picture.claims import NewStatement, add_statement, assess_claim, open_claim
from safepassage.desk.picture.joining import join_claims, part_claim, tell_apart
from safepassage.desk.picture.kinds import Stance, Standing
from safepassage.desk.picture.models import Claim, Joining
from safepassage.desk.picture.resting import rest_on
from safepassage.desk.picture.timeline import Asked, page


@pytest.fixture
def claim_of(crisis, officer):
    def made(gist, stance=Stance.ASSERTS):
        return open_claim(crisis, gist, NewStatement(stance, DAY, "A volunteer"), actor=officer)

    return made


@pytest.fixture
def two(claim_of):
    return claim_of("The west bridge is down"), claim_of("The bridge in the west was blown up", Stance.DENIES)


def fresh(*claims):
    return [Claim.objects.get(pk=each.pk) for each in claims]


def test_two_claims_are_joined_with_a_reason_on_record_and_nothing_is_moved(two, crisis, officer):
    first, second = two
    with pytest.raises(NotNow, match="why"):
        join_claims(second, first, actor=officer, reason=" ")
    join_claims(second, first, actor=officer, reason="one bridge, two reporters")
    assert list(queries.claims_apart(crisis)) == [first]
    assert [each.statements.count() for each in two] == [1, 1]
    assert queries.stances_of([first])[first.pk] == {Stance.ASSERTS: 1, Stance.DENIES: 1}
    act = acts_of_crisis(crisis.id, Acts("picture.join_claims")).get()
    assert (act.subject, content(act)) == (
        second.reference, {"old": None, "new": {"into": first.reference}, "reason": "one bridge, two reporters"},
    )  # fmt: skip


def test_joining_says_nothing_of_what_holds_however_many_say_so_C1(claim_of, officer):
    first = claim_of("The west bridge is down")
    for number in range(5):
        join_claims(claim_of(f"Bridge down, says witness {number}"), first, actor=officer, reason="the same bridge")
    assert {each.standing for each in Claim.objects.all()} == {Standing.OPEN}


def test_what_is_made_of_one_is_made_of_those_joined_with_it_and_what_rests_on_them_falls_C3(two, crisis, officer):
    first, second = two
    place = {"name": "School 5", "lat": 50.0, "lon": 36.2}
    haven = put(crisis, Kind.HAVEN, "school-5", place, actor=officer)
    rest_on(haven, second, actor=officer)
    join_claims(second, first, actor=officer, reason="the same")
    assess_claim(first, Standing.FALLEN, actor=officer, reason="our driver crossed it")
    assert list(queries.shaken(crisis)) == [haven.reference]
    assert {each.standing for each in fresh(*two)} == {Standing.FALLEN}
    with pytest.raises(NotNow, match="joined"):
        assess_claim(fresh(second)[0], Standing.RELIED_ON, actor=officer, reason="x")


def test_an_open_claim_takes_what_was_made_of_the_one_it_joins(two, crisis, officer):
    first, second = two
    assess_claim(first, Standing.UNCLEAR, actor=officer, reason="nobody was there")
    join_claims(*fresh(second, first), actor=officer, reason="the same")
    assert fresh(second)[0].standing == Standing.UNCLEAR
    assert second.assessments.get().made_of == first.assessments.get()


def test_claims_of_which_officers_made_different_things_are_not_joined(two, officer):
    first, second = two
    assess_claim(second, Standing.FALLEN, actor=officer, reason="seen whole")
    with pytest.raises(NotNow, match="different"):
        join_claims(second, first, actor=officer, reason="the same")
    join_claims(first, second, actor=officer, reason="the same")
    assert fresh(first)[0].standing == Standing.FALLEN


def test_who_joins_a_joined_one_or_in_a_circle_is_refused_and_a_whole_group_joins_at_once(two, claim_of, officer):
    first, second = two
    third = claim_of("No bridge in the west")
    join_claims(second, first, actor=officer, reason="the same")
    with pytest.raises(NotNow, match="joined by now"):
        join_claims(first, second, actor=officer, reason="the same")
    with pytest.raises(NotNow):
        join_claims(third, third, actor=officer, reason="the same")
    join_claims(first, third, actor=officer, reason="the same")
    assert {each.joined for each in fresh(first, second)} == {third}


def test_a_parted_claim_stands_by_itself_as_it_was_assessed_and_is_not_proposed_again(two, crisis, officer):
    first, second = two
    join_claims(second, first, actor=officer, reason="the same")
    assess_claim(first, Standing.RELIED_ON, actor=officer, reason="seen")
    part_claim(fresh(second)[0], actor=officer, reason="these are two bridges")
    [parted] = fresh(second)
    assert (parted.joined, parted.standing) == (None, Standing.RELIED_ON)
    assert queries.pairs_told_apart(crisis) == {frozenset((first.pk, second.pk))}
    assert [each.into for each in Joining.objects.order_by("at")] == [first, None]
    with pytest.raises(NotNow, match="no other"):
        part_claim(parted, actor=officer, reason="again")


def test_a_dismissal_is_kept_once_and_on_record(two, crisis, officer):
    for pair in (two, two[::-1]):
        tell_apart(*pair, actor=officer, reason="another river")
    assert len(queries.pairs_told_apart(crisis)) == 1
    assert acts_of_crisis(crisis.id, Acts("picture.tell_claims_apart")).count() == 1


def test_a_statement_to_a_joined_claim_is_news_of_the_one_it_stands_with(two, officer):
    first, second = two
    join_claims(second, first, actor=officer, reason="the same")
    before = fresh(first)[0].heard_at
    add_statement(fresh(second)[0], NewStatement(Stance.ASSERTS, DAY), actor=officer)
    assert fresh(first)[0].heard_at > before


def test_an_hour_ago_they_were_two(two, crisis, officer, monkeypatch):
    first, second = two
    then, later = clock.now(), clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    join_claims(second, first, actor=officer, reason="the same")
    assess_claim(first, Standing.UNCLEAR, actor=officer, reason="nobody was there")
    assert set(situation.open_claims(crisis, then)) == {first, second}
    assert set(situation.open_claims(crisis, later)) == set()
    now = [each.kind for each in page(crisis, Asked(later), 50).moments]
    assert sorted(now) == ["assessment", "joining", "statement", "statement"]  # one assessment, made once
    assert {each.kind for each in page(crisis, Asked(then), 50).moments} == {"statement"}


def test_the_press_line_tells_joined_claims_in_one_sentence(two, crisis, officer):
    first, second = two
    add_statement(second, NewStatement(Stance.ASSERTS, DAY, "A mayor"), actor=officer)
    join_claims(second, first, actor=officer, reason="the same")
    assess_claim(first, Standing.RELIED_ON, actor=officer, reason="seen")
    since = clock.now() - timedelta(hours=1)
    [sentence] = situation.press_line(crisis, since, clock.now(), 9)
    assert sentence.text == "The west bridge is down"
    assert sentence.sources == ("A volunteer, F6", "A mayor, F6")
