"""Messages that come in: tied to whom they are about, before somebody at once, sealed, and the same one once."""

import pytest
from tests.desk import cast
from tests.desk.people.register import ASHA, person

from safepassage.desk.crises.access import Role
from safepassage.desk.people.models import Note
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.queries import content

SAID = {
    "text": "Please tell me of Asha Invented", "matter": "question", "channel": "email", "role": "caseworker",
    "sender": "mother@example.org",
}  # fmt: skip


@pytest.fixture
def take(screen, crisis):
    return lambda **more: screen.post(f"/crises/{crisis.id}/messages/take/", SAID | more)


@pytest.fixture
def asha(crisis):
    return person(crisis, record=ASHA)


def test_of_an_unknown_person_it_waits_for_a_role_and_is_due_and_sealed(take, crisis):
    assert take().status_code == 302
    item = WorkItem.objects.get()
    assert (item.kind, item.role, item.urgency, item.subject) == ("message", "caseworker", 3, crisis.reference)
    assert item.due_at > item.opened_at
    assert "Asha" not in str(WorkItem.objects.values().get())
    said = content(item)
    assert said.text == SAID["text"]
    assert "mother@example.org" in said.reason


def test_a_number_ties_it_at_once_and_a_name_after_a_question(take, asha):
    take(about=asha.number)
    answer = take(about="Asha", text="another", matter="medicine")
    assert "which of these" in answer.content.decode()
    assert WorkItem.objects.count() == 1
    take(about="Asha", looked_for="Asha", person=str(asha.id), text="another", matter="medicine")
    first, second = WorkItem.objects.order_by("opened_at")
    assert (first.subject, first.key_id) == (second.subject, second.key_id) == (asha.reference, asha.key_id)
    assert (second.kind, second.urgency) == ("request", 1)


def test_another_name_is_looked_for_anew_whoever_was_chosen_before(take, asha):
    answer = take(about="Nobody", looked_for="Asha", person=str(asha.id))
    assert "nobody was found" in answer.content.decode()
    assert not WorkItem.objects.exists()


def test_the_same_words_again_are_told_and_kept_once(take, asha):
    take()
    answer = take(text="  please tell me\nof ASHA Invented ", about=asha.number)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "this came in already at" in page
    assert str(WorkItem.objects.get().id) in page
    take(is_another="on", about=asha.number)
    assert WorkItem.objects.count() == 2


def test_the_same_words_in_another_crisis_are_another_message(take, officer, caseworker, screen):
    take()
    other = cast.crisis(officer)
    cast.member(other, caseworker, Role.CASEWORKER)
    assert screen.post(f"/crises/{other.id}/messages/take/", SAID).status_code == 302


@pytest.mark.parametrize(("matter", "duty"), [("dead", "next_of_kin"), ("held", "welfare_check")])
def test_a_death_or_detention_goes_the_way_of_the_notes(take, asha, matter, duty):
    take(about=asha.number, matter=matter)
    assert set(WorkItem.objects.values_list("kind", "subject")) == {
        ("message", asha.reference), (duty, asha.reference),
    }  # fmt: skip
    assert Note.objects.get().state == matter


def test_a_refused_message_is_not_lost(take):
    answer = take(came_at="2999-01-01T00:00")
    assert answer.status_code == 422
    assert SAID["text"] in answer.content.decode()
    assert not WorkItem.objects.exists()


def test_a_person_of_another_crisis_is_nobody_here(take, officer):
    other = person(cast.crisis(officer))
    assert take(about="x", looked_for="x", person=str(other.id)).status_code == 422
    assert not WorkItem.objects.exists()


def test_nothing_that_came_in_is_unread_and_unowned(take, asha):
    """Each has an owner or a role, a due time and a subject, whatever it is about."""
    for matter in ("life", "medicine", "held", "dead", "missing", "help", "question"):
        assert take(text=matter, matter=matter, about=asha.number).status_code == 302
    for item in WorkItem.objects.all():
        assert item.owner or item.role
        assert item.due_at
        assert item.subject == asha.reference


def test_when_it_came_is_told_by_the_clocks_there_and_at_home(take, asha):
    take(about=asha.number, came_at="2022-03-02T12:00")
    assert content(WorkItem.objects.get()).reason.endswith(
        "mother@example.org, 2022-03-02 12:00 EET · 2022-03-02 15:30 IST"
    )
