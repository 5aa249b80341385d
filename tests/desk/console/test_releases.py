"""Pages of the gate as officers use them: text beside preflight, ask, type the number, let out, watch, stop, cancel."""

import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.desk import cast
from tests.desk.advice.gated import REST, gated
from tests.desk.console.test_pages import keeps_to_the_words, queries_of

from safepassage.desk.advice.kinds import Standing
from safepassage.desk.advice.models import Alert, Delivery, Issued, Recipient, ReleaseRequest
from safepassage.desk.advice.publishing import publish
from safepassage.desk.advice.states import State
from safepassage.desk.crises.access import Role
from safepassage.desk.ground import queries as ground
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.picture import promises
from safepassage.desk.picture.kinds import PromiseState
from safepassage.desk.picture.resting import rest_on
from safepassage.formats.cap import read_alert

MOST_QUERIES = 8
CHECKED = 3  # the preflight's row and key, what has fallen, and what is assumed, beside what is on other pages


@pytest.fixture
def at_gate(db, tmp_path):
    return gated(tmp_path)


@pytest.fixture
def duty(at_gate):
    return cast.sign_in(Client(), at_gate.duty)


@pytest.fixture
def approver(at_gate):
    return cast.sign_in(Client(), at_gate.approver)


@pytest.fixture
def base(at_gate):
    return f"/crises/{at_gate.crisis.id}/alerts/"


def text(answer):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def ask(duty, base, at_gate):
    answer = duty.post(f"{base}advisories/{at_gate.draft.id}/ask/", {"rest": REST})
    assert answer.status_code == 302, text(answer)
    return answer.url


def let_out(duty, approver, base, at_gate):
    page = ask(duty, base, at_gate)
    answer = approver.post(f"{page}approve/", {"number": ReleaseRequest.objects.get().unserved})
    assert answer.status_code == 302, text(answer)
    return answer.url


def test_the_text_stands_beside_the_preflight_and_move_beside_stay_with_what_each_is_told(at_gate, duty, base):
    page = text(duty.get(f"{base}advisories/{at_gate.draft.id}/"))
    assert "From Small crisis to Pesochin, Babye, Bezlyudovka by 18:00 on 2 March, on foot or by vehicle" in page
    assert "It cannot serve" in page
    assert "Move now Stay" in page
    assert re.search(
        r"EXERCISE\. For nationals of India in Small crisis\. .* You: .* km (on foot|by vehicle), leave by", page
    )
    assert "Do not start: we found no way for you" in page
    assert "alphabet GSM-7" in page
    assert "SMS joined" in page


def test_asked_for_it_is_in_the_queue_and_the_approver_sees_verdict_warnings_and_whom_it_cannot_serve(
    at_gate, duty, approver, base
):
    page = ask(duty, base, at_gate)
    request = ReleaseRequest.objects.get()
    seen = text(approver.get(page))
    assert f"It cannot serve {request.unserved} people of {request.people}. Say yes or no." in seen
    assert "Type the number of people whom it cannot serve" in seen
    assert "can arrive" in seen
    assert "Warnings" in seen
    assert "Stop." in seen
    assert REST in seen
    queue = approver.get(f"/crises/{at_gate.crisis.id}/queue/").content.decode()
    item = re.search(r'href="(/crises/[^"]+/queue/[0-9a-f-]{36}/)"', queue)[1]
    assert page in approver.get(item).content.decode()
    mine = text(duty.get(page))
    assert "Another officer has to say yes. Nothing goes out before." in mine
    assert "Sign it and send it" not in mine


def test_a_wrong_number_or_none_lets_nothing_out_and_says_so(at_gate, duty, approver, base):
    page = ask(duty, base, at_gate)
    for number in ("", "x", "-1", "9999"):
        answer = approver.post(f"{page}approve/", {"number": number})
        assert answer.status_code == 422
    assert "Nothing went out" in text(answer)
    assert not Alert.objects.exists()


def test_who_asked_and_who_may_not_approve_are_refused_by_hand_too(at_gate, duty, base):
    page = ask(duty, base, at_gate)
    number = {"number": ReleaseRequest.objects.get().unserved}
    assert duty.post(f"{page}approve/", number).status_code == 403
    cast.member(at_gate.crisis, at_gate.duty, Role.APPROVER)
    assert "Nothing went out: it takes another officer" in text(duty.post(f"{page}approve/", number))
    assert not Alert.objects.exists()


def test_let_out_it_is_watched_with_the_silent_first_and_linked(at_gate, duty, approver, base):
    address = let_out(duty, approver, base, at_gate)
    issued = Issued.objects.get()
    recipient = Recipient.objects.filter(alert=issued.alert).order_by("-place").first()
    Delivery.objects.filter(recipient=recipient).update(state=State.FAILED)
    told = Recipient.objects.filter(alert=issued.alert).order_by("place").first()
    Delivery.objects.filter(recipient=told).update(state=State.DELIVERED)
    watching = cast.sign_in(Client(), at_gate.duty).get(address)
    page = watching.content.decode()
    people = Recipient.objects.count()
    assert f"Of {people - 1} people of {people} there is no proof that they were told." in text(watching)
    assert page.index("failed") < page.index("delivered</th>") or "failed" in page
    assert f"/persons/{recipient.person_id}/" in page
    assert f"/persons/{told.person_id}/" not in page
    states = re.findall(r'<th scope="row">(failed|queued|delivered)</th>', page)
    assert states == ["failed", "queued", "delivered"]


def test_it_is_paused_goes_on_and_is_stopped_from_its_page(at_gate, duty, approver, base):
    address = let_out(duty, approver, base, at_gate)
    for step, stage in (("pause", "paused"), ("go-on", "sending"), ("stop", "stopped")):
        assert duty.post(f"{address}{step}/", {"stopped": "shelling on the road"}).status_code == 302
        assert Alert.objects.get().stage == stage
    assert not Delivery.objects.exclude(state=State.CANCELLED).exists()
    assert "not reviewed" in text(duty.get(base))
    assert "Not done" in text(duty.post(f"{address}go-on/", follow=True))


def test_cancelled_it_says_what_it_replaces_and_tells_those_who_had_it(at_gate, duty, approver, base):
    address = let_out(duty, approver, base, at_gate)
    assert duty.post(f"{address}cancel/", {"cancelled": ""}).status_code == 422
    answer = duty.post(f"{address}cancel/", {"cancelled": "the road is shelled"})
    page = text(duty.get(answer.url))
    assert "EXERCISE. Cancelled: From Small crisis" in page
    assert "One officer alone sent or stopped it" in page
    new = Issued.objects.get(msg_type="Cancel")
    assert read_alert(bytes(new.original)).references[0].identifier == new.replaces.identifier
    assert "Not done" in text(duty.post(f"{address}cancel/", {"cancelled": "again"}, follow=True))
    assert Issued.objects.count() == 2
    answer = approver.post(f"{answer.url}review/", {"finding": "It was right."}, follow=True)
    assert "Reviewed by" in text(answer)


def test_an_order_goes_out_at_once_and_once_and_is_reviewed_by_another(at_gate, duty, approver, base):
    form = duty.get(f"{base}order/").content.decode()
    token = re.search(r'name="token" value="([0-9a-f]{32})"', form)[1]
    assert duty.post(f"{base}order/", {"token": token, "template": "avoid"}).status_code == 422
    said = {"token": token, "template": "halt"}
    first, again = (duty.post(f"{base}order/", said) for _ in range(2))
    assert first.url == again.url
    issued = Issued.objects.get()
    assert (issued.kind, issued.alert.stage, issued.alert.is_urgent) == ("Halt", "sending", True)
    assert Delivery.objects.filter(state=State.QUEUED).count() == Recipient.objects.count() > 0
    assert duty.post(f"{first.url}review/", {"finding": "mine"}).status_code == 302
    issued.refresh_from_db()
    assert issued.reviewed_at is None
    approver.post(f"{first.url}review/", {"finding": "right"})
    issued.refresh_from_db()
    assert issued.reviewed_by == at_gate.approver


def test_when_what_it_rests_on_falls_its_page_leads_to_the_halt_and_it_cannot_be_released_again(
    at_gate, duty, approver, base
):
    """D9, as far as it is there; D1."""
    haven = ground.of_kind(at_gate.crisis, Kind.HAVEN).get(code="pisochyn")
    promise = promises.note_promise(at_gate.crisis, promises.NewPromise("A side", "no fire"), actor=at_gate.duty)
    rest_on(haven, promise, actor=at_gate.duty)
    address = let_out(duty, approver, base, at_gate)
    page = ask(duty, base, at_gate)
    promises.change_promise(promise, PromiseState.BROKEN, actor=at_gate.duty, reason="shelled")
    seen = duty.get(address).content.decode()
    assert "What this rests on has fallen." in seen
    halt = re.search(r'href="([^"]+order/\?template=halt)"', seen)[1]
    assert re.search(r'value="halt"[^>]*checked', duty.get(halt).content.decode())
    asked = text(approver.get(page))
    assert "It cannot go out as it is: what it rests on has fallen." in asked
    number = ReleaseRequest.objects.get(standing=Standing.WAITING).unserved
    assert "Nothing went out: what it rests on has fallen" in text(approver.post(f"{page}approve/", {"number": number}))
    assert Issued.objects.count() == 1


def test_pages_of_a_checked_advisory_take_few_queries(at_gate, duty, approver, base):
    request = ask(duty, base, at_gate)
    for screen, page in ((duty, f"{base}advisories/{at_gate.draft.id}/"), (approver, request), (duty, f"{base}order/")):
        with CaptureQueriesContext(connection) as captured:
            answer = screen.get(page)
        taken = queries_of(captured.captured_queries)
        assert len(taken) <= MOST_QUERIES + CHECKED, "\n".join(taken)
        keeps_to_the_words(page, answer.content.decode())


def test_refused_it_says_by_whom_and_why(at_gate, duty, approver, base):
    page = ask(duty, base, at_gate)
    approver.post(f"{page}refuse/", {"refused": "too cold for the old"})
    assert ReleaseRequest.objects.get().standing == Standing.REFUSED
    assert "too cold for the old" in text(duty.get(page))


# --- For anybody -----------------------------------------------------------------------------------------------------


def test_nothing_is_public_before_it_is_published_and_nothing_after_that_ends(at_gate, duty, approver, base):
    let_out(duty, approver, base, at_gate)
    assert Client().get("/alerts/0123456789abcdef/").status_code == 404
    duty.post(f"{base}publish/", {"open": "yes"})
    address = re.search(r'href="http://[^/]+(/alerts/[0-9a-f]{16}/)"', duty.get(base).content.decode())[1]
    parts = ("", "feed.atom", "certificates.pem", f"{Issued.objects.get().pk}.xml")
    assert {Client().get(address + part).status_code for part in parts} == {200}
    duty.post(f"{base}publish/", {"open": "no"})
    assert {Client().get(address + part).status_code for part in parts} == {404}


def test_anybody_reads_what_is_in_force_with_the_exercise_on_every_line_and_its_signed_file(
    at_gate, duty, approver, base
):
    address = let_out(duty, approver, base, at_gate)
    duty.post(f"{base}publish/", {"open": "yes"})
    public = re.search(r'href="http://[^/]+(/alerts/[0-9a-f]{16}/)"', duty.get(base).content.decode())[1]
    page = text(Client().get(public))
    issued = Issued.objects.get()
    assert issued.headline in page
    assert f"EXERCISE. {issued.text.split('.')[0]}" in page
    assert issued.key.read_out in page
    assert "You:" not in page  # nobody's own line
    assert "Past it, or without such a message: do not start. Stay in shelter." in page
    entry = ElementTree.fromstring(Client().get(f"{public}feed.atom").content).find("{*}entry")
    assert entry.find("{*}title").text.startswith("EXERCISE. ")
    assert entry.find("{*}summary").text.startswith("EXERCISE. ")
    link = re.sub("^https?://[^/]+", "", entry.find("{*}link").get("href"))
    assert Client().get(link).content == bytes(issued.original)
    duty.post(f"{address}cancel/", {"cancelled": "shelling"})
    after = text(Client().get(public))
    assert "None is in force here." in after
    assert "Do not follow it." in after
    entries = ElementTree.fromstring(Client().get(f"{public}feed.atom").content).findall("{*}entry/{*}title")
    assert [each.text.startswith("EXERCISE. Cancelled: ") for each in entries] == [True]


def test_a_file_of_another_crisis_is_not_at_this_ones_address(at_gate, duty, approver, base, officer):
    let_out(duty, approver, base, at_gate)
    other = publish(cast.crisis(officer), actor=officer, is_open=True)
    assert Client().get(f"/alerts/{other.slug}/").status_code == 200
    assert Client().get(f"/alerts/{other.slug}/{Issued.objects.get().pk}.xml").status_code == 404
