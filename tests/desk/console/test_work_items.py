"""The queue's pages, and the account's: claimed, handed over, finished; balanced, as of then, worked through."""

import pytest
from tests.desk import cast

from safepassage.desk.crises.access import Role
from safepassage.desk.people.models import Person, Standing
from safepassage.desk.queue.actions import open_item
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.work import Kind, Urgency, Work


@pytest.fixture
def item(crisis):
    work = Work(Kind.MESSAGE, crisis.reference, Role.CASEWORKER, Urgency.SOON, "e-mail", text="Is my daughter there?")
    return open_item(crisis, work, actor=cast.SETUP)


@pytest.fixture
def address(crisis, item):
    return f"/crises/{crisis.id}/queue/{item.id}/"


def test_reading_an_item_is_an_act_and_the_list_does_not_say_what_it_says(screen, address, crisis, item):
    assert "daughter" not in screen.get(f"/crises/{crisis.id}/queue/").content.decode()
    assert "daughter" in screen.get(address).content.decode()
    assert cast.last_act()[0].verb == "queue.look_at_item"


def test_claimed_then_finished_with_what_was_answered(screen, address, caseworker):
    assert "Finish it" not in screen.get(address).content.decode()
    screen.post(f"{address}claim/")
    assert WorkItem.objects.get().owner == caseworker
    assert screen.post(f"{address}finish/", {"outcome": "sent"}).status_code == 422
    screen.post(f"{address}finish/", {"outcome": "sent", "answer": "We have written it down."})
    assert WorkItem.objects.get().state == "done"
    page = screen.get(address).content.decode()
    assert "whether it arrived is not known" in page
    assert "We have written it down." in page


@pytest.mark.parametrize("to", ["officer:officer", "role:approver"])
def test_handed_over_with_a_reason(screen, address, crisis, officer, to):
    cast.member(crisis, officer, Role.DUTY_OFFICER)
    screen.post(f"{address}claim/")
    assert screen.post(f"{address}hand-over/", {"to": to}).status_code == 422
    screen.post(f"{address}hand-over/", {"to": to, "reason": "my shift ends"})
    found = WorkItem.objects.get()
    assert (found.owner, found.role) == ((officer, "caseworker") if to.startswith("officer") else (None, "approver"))


def test_who_was_second_is_told_so(screen, address, crisis, officer):
    other = cast.sign_in(type(screen)(), cast.member(crisis, officer, Role.CASEWORKER))
    other.post(f"{address}claim/")
    assert "somebody else was first" in screen.post(f"{address}claim/", follow=True).content.decode()


def test_nobody_hands_work_to_a_role_that_may_not_do_it(screen, address):
    assert screen.post(f"{address}hand-over/", {"to": "role:auditor", "reason": "why not"}).status_code == 422


def test_the_first_line_says_whether_the_account_balances(screen, crisis, few):
    assert "The account balances." in screen.get(f"/crises/{crisis.id}/").content.decode()
    Standing.objects.filter(person=few[0].id).delete()
    page = screen.get(f"/crises/{crisis.id}/").content.decode()
    assert "does NOT balance" in page
    assert "which=unbalanced" in page
    listed = screen.get(f"/crises/{crisis.id}/account/to-do/?which=unbalanced").content.decode()
    assert f"/persons/{few[0].id}/" in listed
    assert f"/persons/{few[1].id}/" not in listed


def test_who_is_overdue_is_whom_the_account_counts_as_overdue(screen, crisis, few):
    answer = screen.get(f"/crises/{crisis.id}/account/to-do/?which=overdue")
    counted = screen.get(f"/crises/{crisis.id}/account/").context["account"].whole.overdue
    assert answer.context["persons"].paginator.count == counted > 0


def test_the_slider_goes_back_to_when_nobody_was_known(screen, crisis, few):
    then = screen.get(f"/crises/{crisis.id}/account/?hour=0").context["account"]
    now = screen.get(f"/crises/{crisis.id}/account/").context["account"]
    assert then.whole.states.total() == now.whole.states.total() == len(few)
    assert then.whole.states["never_tried"] == len(few)
    assert now.whole.states["never_tried"] < len(few)


@pytest.mark.parametrize(
    "question",
    ["hour=-1", "hour=x", "by=name", "at=yesterday", "known=2999-01-01T00:00", "known=x"],
)
def test_a_question_that_cannot_be_asked_is_answered_for_now(screen, crisis, question):
    assert screen.get(f"/crises/{crisis.id}/account/?{question}").status_code == 422


def test_unregistered_is_a_range_that_may_lie_below_zero(screen, crisis, few):
    page = screen.get(f"/crises/{crisis.id}/").content.decode()
    assert "<bdi>2,492</bdi> to <bdi>3,992</bdi>" in page
    type(crisis).objects.update(estimate_low=2, estimate_high=4)
    page = screen.get(f"/crises/{crisis.id}/").content.decode()
    assert "<bdi>-6</bdi> to <bdi>-4</bdi>" in page
    assert "Below zero" in page
    assert Person.objects.count() == len(few)
