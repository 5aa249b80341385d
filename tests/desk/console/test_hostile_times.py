"""Times that nobody can mean: every page says so, or tells of now, and none fails. All that is sent in is kept to."""

import pytest
from django.urls import reverse
from tests.desk import cast
from tests.desk.people.register import ASHA, person

from safepassage.desk.crises.access import Role
from safepassage.desk.people.models import Headcount, Note, Person
from safepassage.desk.queue.models import WorkItem

TIMES = ["0001-01-01T00:00", "9999-12-31T23:59", "0001-01-01T00:00+14:00", "1900-01-01T00:00", "2026-03-29T03:30",
         "٢٠٢٦-01-01T00:00", "9" * 1_000, "\x00", "soon", " "]  # fmt: skip
ASKED = [
    ("account", "at"), ("account", "known"), ("account", "hour"), ("ledger", "since"), ("ledger", "until"),
    ("things", "at"), ("timeline", "known"), ("timeline", "since"), ("timeline", "before"),
    ("situation", "since"), ("situation", "until"),
]  # fmt: skip
NOTE = {"state": "left", "reliability": "B", "credibility": "2"}
HEADCOUNT = {"low": "400", "high": "500", "place": "Metro", "reliability": "B", "credibility": "2"}
MESSAGE = {"text": "Please tell me of Asha", "matter": "dead", "channel": "email", "role": "caseworker", "sender": "x"}


@pytest.mark.parametrize(("page", "asked"), ASKED)
def test_no_page_fails_whatever_time_it_is_asked_for(page, asked, screen, crisis, caseworker):
    cast.member(crisis, caseworker, Role.AUDITOR)
    address = reverse(page, args=[crisis.id, "haven"] if page == "things" else [crisis.id])
    for at in TIMES:
        answer = screen.get(address, {asked: at})
        assert answer.status_code in (200, 400, 422), at


@pytest.mark.parametrize("at", [each for each in TIMES if each.strip() and not each.startswith("\u0662")])
def test_nothing_is_written_of_a_time_that_nobody_can_mean(at, screen, crisis):
    her = person(crisis, record=ASHA)
    sent = (
        (reverse("add_note", args=[crisis.id, her.pk]), NOTE | {"said_at": at}),
        (reverse("record_headcount", args=[crisis.id]), HEADCOUNT | {"said_at": at}),
        (reverse("take_message", args=[crisis.id]), MESSAGE | {"came_at": at, "about": her.number}),
        (reverse("change_person", args=[crisis.id, her.pk]), {"supplies_at": at, "water_h": "3", "full_name": "Asha"}),
        (reverse("change_person", args=[crisis.id, her.pk]), {"position_at": at, "latitude": "50", "longitude": "36"}),
    )
    for address, said in sent:
        assert screen.post(address, said).status_code == 422, address
    assert not Note.objects.exists()
    assert not Headcount.objects.exists()
    assert not WorkItem.objects.exists()
    assert Person.objects.get().version == her.version
