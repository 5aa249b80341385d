"""The public form: what it says it has, it has; once; and nothing is told to whoever asks."""

import re
from threading import Thread

import pytest
from django.db import connections
from django.test import Client
from tests.desk import cast
from tests.desk.portal.conftest import sent, sent_about_another

from safepassage.desk.crises import actions as crises
from safepassage.desk.crises import sessions
from safepassage.desk.crises.access import Role
from safepassage.desk.ledger.models import Act
from safepassage.desk.movement.actions import set_assumptions
from safepassage.desk.movement.assumed import FIRST
from safepassage.desk.people import actions, queries
from safepassage.desk.people.account import By, account
from safepassage.desk.people.models import Consent, Likeness, Party, Person
from safepassage.desk.people.states import Category
from safepassage.desk.portal.receiving import MOST_COMPANIONS
from safepassage.desk.queue import queries as queue
from safepassage.desk.queue.work import Urgency

HERE = re.compile(r'<p class="number" dir="ltr">([\d ]+)</p>')
NEVER_SAID = re.compile(r"\b(?:safe|help is|rescue|will come)\b", re.IGNORECASE)


def number_in(answer):
    found = HERE.search(answer.content.decode())
    return found[1].replace(" ", "") if found else None


def shape(answer):
    """A page without what is somebody's."""
    page = re.sub(r"<bdi>[^<]*</bdi>|\d[\d ]{8,}\d|value=\"\w+\"", "", answer.content.decode())
    return re.sub(r"nonce=\"[^\"]*\"", "", page)


def file_of(number, crisis):
    return queries.file_of(queries.person_of(crisis, queries.person_numbered(crisis, number).id))


def all_of(**more):
    return sent(
        phone="050 123 45 67", born="2004-05-17", passport="M 1234567", where="Hostel 17, room 402",
        position="49.9935, 36.2304", how="sheltering", companions="Ravi Example, 20\nMeera Example", ill="asthma",
        medicine="inhaler", water_h="20", food_h="6,5", message="The lift is broken.", may_contact="on", **more,
    )  # fmt: skip


def test_the_number_shown_is_of_a_person_on_the_register(client, address, opened):
    answer = client.post(address, all_of())
    assert answer.status_code == 200
    file = file_of(number_in(answer), opened)
    record = file.record
    assert (record.name, record.phones, record.date_of_birth) == ("Asha Invented", ("+380501234567",), "2004-05-17")
    assert (record.documents[0].number, record.shelter) == ("M 1234567", "Hostel 17, room 402")
    assert (record.position.latitude, record.supplies.water_h, record.supplies.food_h) == (49.9935, 20, 6.5)
    assert (file.person.state, file.person.source, file.person.medical) == ("sheltering", "public-form", True)
    note = file.notes[0]
    assert (note.note.grade, note.note.entered_by) == ("F6", f"form:{opened.id}")
    assert note.record.text == "The lift is broken."
    assert {act.actor for act in Act.objects.filter(verb__startswith="people.")} == {f"form:{opened.id}"}


def test_whoever_the_form_alone_puts_on_the_register_stands_apart_until_an_officer_looked(client, address, opened):
    """A1: they are persons, so that nobody is dropped; A3."""
    client.post(address, sent(companions="Ravi Example"))
    number = number_in(client.post(f"{address}?about=another", sent_about_another()))
    whole = account(opened).whole
    assert (whole.persons, whole.unverified) == (3, 3)
    rows = account(opened, By.CATEGORY).rows
    assert {key: row.persons for key, row in rows.items()} == {"unverified": 3}
    person = queries.person_of(opened, queries.person_numbered(opened, number).id)
    actions.change_person(person, actor=cast.SETUP, category=Category.NATIONAL)
    assert account(opened).whole.unverified == 2
    assert {key: row.persons for key, row in account(opened, By.CATEGORY).rows.items()} == {
        "unverified": 2, "national": 1,
    }  # fmt: skip


def test_who_is_not_verified_is_work_for_officers(client, address, opened, colleague):
    number = number_in(client.post(address, sent()))
    screen = cast.sign_in(Client(), cast.member(opened, colleague, Role.CASEWORKER))
    assert "by the public form alone" in screen.get(f"/crises/{opened.id}/").content.decode()
    shown = " ".join(re.findall("....", number))
    assert shown in screen.get(f"/crises/{opened.id}/account/to-do/?which=unverified").content.decode()
    person = queries.person_numbered(opened, number)
    assert "Not verified" in screen.get(f"/crises/{opened.id}/persons/{person.id}/").content.decode()


def test_one_button_says_who_somebody_is_and_one_form_of_all_who_are_ticked(client, address, opened, colleague):
    numbers = [number_in(client.post(address, sent(name=f"{name} Invented"))) for name in ("Asha", "Binod", "Gita")]
    first = queries.person_numbered(opened, numbers[0])
    screen = cast.sign_in(Client(), cast.member(opened, colleague, Role.CASEWORKER))
    here = f"/crises/{opened.id}/persons/{first.id}/"
    assert f'action="{here}verify/"' in screen.get(here).content.decode()
    assert screen.post(f"{here}verify/", {"category": "unverified"}).status_code == 422
    assert screen.post(f"{here}verify/", {"category": "dual"}).url == here
    assert f'action="{here}verify/"' not in screen.get(here).content.decode()

    listed = f"/crises/{opened.id}/account/to-do/"
    page = screen.get(f"{listed}?which=unverified").content.decode()
    assert [f'value="{number}"' in page for number in numbers] == [False, True, True]
    answer = screen.post(f"{listed}verify/", {"category": "family", "number": numbers[:2]}, follow=True)
    assert "somebody said meanwhile who they are" in answer.content.decode()  # of the first; so neither is changed
    screen.post(f"{listed}verify/", {"category": "family", "number": numbers[1:]})
    now = {each.number: each.category for each in queries.persons_of(opened)}
    assert now == dict(zip(numbers, ("dual", "family", "family"), strict=True))
    assert account(opened).whole.unverified == 0
    assert "Nothing to do here" in screen.get(f"{listed}?which=unverified").content.decode()


def test_nobody_is_verified_unticked_or_of_another_crisis(client, address, opened, officer, colleague):
    number = number_in(client.post(address, sent()))
    other = cast.crisis(officer, name="Shelbyville")
    screen = cast.sign_in(Client(), cast.member(other, colleague, Role.CASEWORKER))
    cast.member(opened, colleague, Role.CASEWORKER)
    for crisis, ticked in ((opened, []), (other, [number])):
        said = {"category": "national", "number": ticked}
        answer = screen.post(f"/crises/{crisis.id}/account/to-do/verify/", said, follow=True)
        assert "Not done: tick who is verified" in answer.content.decode()
    assert account(opened).whole.unverified == 1


def test_who_is_with_them_is_registered_too_as_one_party(client, address, opened):
    answer = client.post(address, all_of())
    party = Party.objects.get(crisis=opened)
    assert party.members.count() == 3
    page = answer.content.decode()
    for person in party.members.all():
        assert " ".join(re.findall("....", person.number)) in page
    assert {queries.file_of(each).record.name for each in party.members.select_related("key")} == {
        "Asha Invented", "Ravi Example", "Meera Example",
    }  # fmt: skip


def test_consent_is_put_down_for_each_purpose_and_not_for_companions(client, address, opened):
    number = number_in(client.post(address, all_of()))
    said = dict(Consent.objects.filter(person__number=number).values_list("purpose", "given"))
    assert said == {"register": True, "contact": True, "share_family": False}
    assert Consent.objects.exclude(person__number=number).count() == 0


@pytest.mark.parametrize(
    ("answers", "urgency"),
    [
        ({}, None),
        ({"ill": "asthma"}, Urgency.LIFE),
        ({"medicine": "insulin"}, Urgency.LIFE),
        ({"alone": "on"}, Urgency.LIFE),
        ({"pregnant": "on"}, Urgency.LIFE),
        ({"water_h": "3"}, Urgency.LIFE),
        ({"water_h": "300"}, None),
        ({"cannot_walk": "on"}, Urgency.SOON),
        ({"companion_cannot_walk": "on"}, Urgency.SOON),
        ({"message": "How long yet?"}, Urgency.SOON),
        ({"phone": "ask my sister"}, Urgency.SOON),
        ({"born": "03/04/2004"}, Urgency.SOON),
        ({"position": "near the station"}, Urgency.SOON),
        ({"heat_h": "not long"}, Urgency.SOON),
    ],
)
def test_an_officer_is_asked_where_somebody_has_to_read_it(client, address, opened, answers, urgency):
    number = number_in(client.post(address, sent(**answers)))
    person = queries.person_numbered(opened, number)
    items = list(queue.items_on(person.reference))
    assert [each.urgency for each in items] == ([urgency] if urgency else [])
    for item in items:
        assert item.key_id == person.key_id  # erased with the person
        assert all(answer in queue.content(item).text for answer in answers.values() if answer != "on")


def test_a_minor_alone_without_a_birth_date_counts_as_one(client, address, opened):
    number = number_in(client.post(address, sent(alone="on")))
    assert queries.person_numbered(opened, number).minor


def test_the_form_is_a_contact_and_who_does_not_say_how_it_is_was_not_never_tried(client, address, opened):
    """A2."""
    number = number_in(client.post(address, sent(companions="Ravi Example")))
    person = queries.person_numbered(opened, number)
    assert (person.state, person.heard_at) == ("undecided", person.state_at)
    companion = person.party.members.exclude(pk=person.pk).get()
    assert (companion.state, companion.heard_at) == ("never_tried", None)  # nobody has heard from them


@pytest.mark.parametrize(
    ("answers", "slow"),
    [
        ({"cannot_walk": "on", "companions": "Ravi Example, 20"}, {"Asha Invented"}),
        ({"companion_cannot_walk": "on", "companions": "Ravi Example, 20\nMeera"}, {"Ravi Example", "Meera"}),
        ({"companion_cannot_walk": "on"}, {"Asha Invented"}),  # who goes with somebody not named
        ({"companions": "Ravi Example, 20"}, set()),
    ],
)
def test_who_cannot_walk_is_of_that_class_of_mobility(client, address, opened, answers, slow):
    """P9: a party moves as its slowest member."""
    set_assumptions(opened, FIRST, actor=cast.SETUP)
    client.post(address, sent(**answers))
    records = [queries.file_of(each).record for each in Person.objects.filter(crisis=opened).select_related("key")]
    assert {each.name: each.mobility for each in records if each.mobility} == dict.fromkeys(slow, "disabled")


def test_who_says_later_that_they_cannot_walk_is_slower_from_then_on(client, address, opened):
    """P9. From better to worse only, and not again when an officer knows better."""
    first = sent(companions="Ravi Example, 20")
    client.post(address, first)
    before = {each.name: each.mobility for each in records(opened)}
    assert before == {"Asha Invented": "", "Ravi Example": ""}
    worse = first | {"cannot_walk": "on", "companion_cannot_walk": "on"}
    client.post(address, worse)
    assert all(each.mobility.startswith("cannot walk, as was said of 20") for each in records(opened))
    for person in Person.objects.filter(crisis=opened).select_related("key", "crisis"):
        walks = queries.file_of(person).record.model_copy(update={"mobility": "adult"})
        actions.change_person(person, actor=cast.SETUP, to=walks)
    for said in (worse, first):
        client.post(address, said)
        assert {each.mobility for each in records(opened)} == {"adult"}


def records(crisis):
    found = Person.objects.filter(crisis=crisis).select_related("key").order_by("id")
    return [queries.file_of(each).record for each in found]


def test_somebody_else_is_registered_with_who_tells_of_them(client, address, opened):
    answers = sent_about_another(
        my_phone="+91 98765 43210", is_kin="on", relation="mother", message="No word since Monday"
    )
    answer = client.post(f"{address}?about=another", answers)
    file = file_of(number_in(answer), opened)
    assert (file.record.name, file.record.author_name) == ("Binod Invented", "Gita Invented")
    assert (file.record.next_of_kin[0].name, file.record.next_of_kin[0].phones) == ("Gita Invented", ("+919876543210",))
    assert file.person.state == "never_tried"  # nobody spoke with them
    assert file.notes[0].record.status == "information_sought"
    assert not Consent.objects.exists()  # they were not asked
    assert [each.urgency for each in queue.items_on(file.person.reference)] == [Urgency.SOON]


def test_sent_twice_it_is_one_record_and_the_same_number(client, address, opened):
    answers = all_of()
    first = client.post(address, answers)
    acts = Act.objects.count()
    again = client.post(address, answers)
    assert number_in(again) == number_in(first)
    assert again.content.decode().count('class="of"') == 2  # companions' numbers too
    assert Person.objects.filter(crisis=opened).count() == 3
    assert Act.objects.count() == acts


def test_sent_again_with_other_words_it_is_the_same_number_and_an_officer_compares(client, address, opened):
    answers = sent()
    first = client.post(address, answers)
    again = client.post(address, answers | {"message": "We have moved to the cellar."})
    number = number_in(first)
    assert number_in(again) == number
    person = queries.person_numbered(opened, number)
    item = queue.items_on(person.reference).get()
    assert "cellar" in queue.content(item).text
    assert "cellar" in queries.file_of(person).notes[0].record.text
    assert client.post(address, answers | {"message": "We have moved to the cellar."}).status_code == 200
    assert queue.items_on(person.reference).count() == 1


@pytest.mark.parametrize(
    "other",
    [{"name": "Zoya Invented"}, {"phone": "050 765 43 21"}, {"born": "2001-01-01"}, {"passport": "X 7654321"}],
)
def test_who_goes_back_and_writes_another_person_has_that_one_registered_too(client, address, opened, other):
    answers = all_of()
    first = client.post(address, answers)
    second = client.post(address, answers | other)
    assert number_in(second) != number_in(first)
    record = file_of(number_in(second), opened).record
    assert record.name == other.get("name", "Asha Invented")
    assert number_in(client.post(address, answers | other)) == number_in(second)
    assert number_in(client.post(address, answers)) == number_in(first)


def test_who_goes_back_and_tells_of_another_has_that_one_registered_too(client, address, opened):
    answers = sent_about_another()
    first, second = (
        number_in(client.post(f"{address}?about=another", answers | {"name": name}))
        for name in ("Binod Invented", "Zoya Invented")
    )
    assert [file_of(each, opened).record.name for each in (first, second)] == ["Binod Invented", "Zoya Invented"]


def test_who_goes_back_and_names_another_companion_reads_that_ones_number(client, address, opened):
    answers = sent(companions="Ravi Example, 20\nmy child\nmy child")
    first = client.post(address, answers)
    again = client.post(address, answers | {"companions": "Zoya Example\nmy child\nmy child"})
    assert number_in(again) == number_in(first)
    party = Party.objects.get(crisis=opened)
    names = {each.number: queries.file_of(each).record.name for each in party.members.select_related("key")}
    assert sorted(names.values()) == ["Asha Invented", "Ravi Example", "Zoya Example", "my child", "my child"]
    told = dict(
        re.findall(r'<li><bdi>(Zoya Example)</bdi>: <span dir="ltr" class="of">([\d ]+)<', again.content.decode())
    )
    assert names[told["Zoya Example"].replace(" ", "")] == "Zoya Example"


def test_who_was_on_the_register_already_is_compared_by_an_officer(client, address, opened):
    said = {"phone": "+380501234567", "born": "2004-05-17"}
    first, second = (number_in(client.post(address, sent(**said))) for _ in range(2))
    assert first != second  # two visits; nobody but an officer says that they are one person
    pair = Likeness.objects.get(crisis=opened)
    assert {pair.first.number, pair.second.number} == {first, second}


@pytest.mark.parametrize("how_often", [1, 2])
def test_whoever_copies_what_somebody_sent_does_not_read_their_number(client, address, opened, how_often):
    """Names, phones and birthdays are known to more than their owner; the number is what lets them speak for theirs."""
    theirs = number_in(client.post(address, all_of()))
    read = [client.post(address, all_of()) for _ in range(how_often)]
    assert theirs not in {number_in(each) for each in read}
    other = {"name": "Zoya Unheardof", "phone": "050 999 99 99", "passport": "X 1"}
    stranger = client.post(address, all_of() | other)
    assert shape(read[-1]) == shape(stranger)  # nor does the page look as if anybody were known


def test_the_same_from_a_page_opened_anew_is_marked_as_likely_the_same_even_without_a_phone(client, address, opened):
    said = {"where": "Hostel 17, room 402", "born": "2004-05-17"}
    pair = {number_in(client.post(address, sent(**said))) for _ in range(2)}
    found = Likeness.objects.get(crisis=opened)
    assert {found.first.number, found.second.number} == pair


def test_sent_again_after_it_was_erased_nothing_is_said_to_be_there(client, address, opened, officer):
    answers = sent()
    person = queries.person_numbered(opened, number_in(client.post(address, answers)))
    actions.erase_person(person, actor=officer, why="asked")
    answer = client.post(address, answers)
    assert answer.status_code == 409
    assert number_in(answer) is None
    assert Person.objects.filter(crisis=opened, erased_at=None).count() == 0


def test_two_at_the_same_instant_are_one_record(own_db):
    crisis = crises.open_form(cast.crisis(cast.officer("officer")), actor=cast.SETUP)
    answers, found = all_of(), []

    def send():
        found.append(number_in(Client().post(f"/form/{crisis.form_slug}/", answers)))
        connections.close_all()

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert None not in found
    assert len(set(found)) == 1
    assert Person.objects.filter(crisis=crisis).count() == 3
    assert Party.objects.filter(crisis=crisis).count() == 1


def test_the_answer_promises_nothing(client, address):
    for answers in (sent(), all_of()):
        page = re.sub("<[^>]+>", " ", client.post(address, answers).content.decode())
        assert not NEVER_SAID.search(page)
        assert "nobody has been sent" in page


def test_the_number_is_found_by_whoever_takes_the_call_and_by_nobody_else(client, address, opened, colleague):
    number = number_in(client.post(address, sent()))
    cast.sign_in(screen := Client(), cast.member(opened, colleague, Role.CASEWORKER))
    assert "Asha Invented" in screen.post(f"/crises/{opened.id}/calls/find/", {"find": number}).content.decode()
    for guess in (f"{address}{number}/", f"{address}?number={number}", f"/form/{number}/"):
        assert "Asha" not in Client().get(guess).content.decode()


def test_what_cannot_be_read_is_no_fault_but_what_is_too_long_is(client, address, opened):
    for field in ("name", "phone", "where", "message", "companions", "ill"):
        answer = client.post(address, sent(**{field: "x" * 30_000}))
        assert answer.status_code == 422, field
        assert "errorlist" in answer.content.decode()
    many = "\n".join(f"Number {n}" for n in range(MOST_COMPANIONS + 1))
    assert client.post(address, sent(companions=many)).status_code == 422
    assert client.post(address, sent(name=" ")).status_code == 422
    assert client.post(address, sent(name="A\0sha")).status_code == 422
    assert client.post(address, sent(token="")).status_code == 422
    assert client.post(address, sent(how="rescued")).status_code == 422
    assert Person.objects.filter(crisis=opened).count() == 0


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202etxt.exe\u2066 Аdmin 🙂 =1+1"


def test_hostile_text_is_shown_to_the_officer_as_text(client, address, opened, colleague):
    answers = {"name": HOSTILE, "where": HOSTILE, "message": HOSTILE, "ill": HOSTILE, "companions": HOSTILE}
    answer = client.post(address, sent(**answers))
    person = queries.person_numbered(opened, number_in(answer))
    cast.sign_in(screen := Client(), cast.member(opened, colleague, Role.CASEWORKER))
    item = queue.items_on(person.reference).get()
    pages = [answer.content.decode()]
    pages += [
        screen.get(f"/crises/{opened.id}/{part}").content.decode()
        for part in (f"persons/{person.id}/", f"queue/{item.id}/")
    ]
    for page in pages:
        assert "<script>" not in page
        assert "<img" not in page
        for place in re.finditer("\u202e", page):
            around = page[: place.start()]
            assert around.rfind("<bdi") > around.rfind("</bdi>"), page[place.start() - 80 : place.start()]


def test_without_the_token_of_the_page_nothing_is_taken_and_nothing_is_lost(address, opened):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(address, sent(where="Hostel 17"))
    assert answer.status_code == 403
    page = answer.content.decode()
    assert Person.objects.filter(crisis=opened).count() == 0
    assert 'value="Hostel 17"' in page
    assert "Not received yet" in page
    token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    assert number_in(strict.post(address, sent(csrfmiddlewaretoken=token)))


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_an_officer_without_the_token_of_the_page_reads_what_to_do_next(opened, colleague, is_signed_in):
    strict = Client(enforce_csrf_checks=True)
    if is_signed_in:
        cast.sign_in(strict, cast.member(opened, colleague, Role.CASEWORKER))
    answer = strict.post(f"/crises/{opened.id}/calls/register/", {"name": "Asha Invented"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Nothing was changed: send it once more" in page
    assert "Go back, load that page again" in page
    assert '<main id="main"' in page
    assert Person.objects.filter(crisis=opened).count() == 0


def test_nothing_but_the_token_is_left_in_the_browser(address):
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(address)
    assert set(browser.cookies) == {"csrftoken"}
    token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]
    answer = browser.post(address, sent(csrfmiddlewaretoken=token))
    assert number_in(answer)
    assert set(browser.cookies) == {"csrftoken"}
    assert "no-store" in answer["Cache-Control"]
    assert "no-store" not in page["Cache-Control"]  # who goes back finds what they typed


def test_a_closed_form_answers_as_one_that_never_was(client, address, opened, officer):
    crises.close_form(opened, actor=officer)
    closed, never = client.get(address), client.get("/form/000000000000/")
    assert closed.status_code == never.status_code == 404
    assert closed.content == never.content
    assert client.post(address, sent()).status_code == 404
    assert Person.objects.count() == 0


def test_an_officer_without_a_second_factor_may_open_it_too(client, address, colleague):
    cast.sign_in(client, colleague)
    session = client.session
    del session[sessions.HAS_SECOND_FACTOR]
    session.save()
    assert client.get(address).status_code == 200
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("about", ["me", "another"])
@pytest.mark.parametrize("language", ["en", "ar", "hi"])
def test_it_is_small_in_each_language_and_direction(client, address, about, language):
    page = client.get(f"{address}?about={about}&language={language}")
    text = page.content.decode()
    style = client.get("/static/portal/portal.css").getvalue()
    assert len(page.content) + len(style) < 20_000
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in text
    assert f'action="?about={about}&amp;language={language}"' in text
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=|javascript:", text)


def test_an_exercise_says_so_loudly_and_a_real_crisis_does_not(client, address, officer):
    assert "EXERCISE" in client.get(address).content.decode()
    assert "EXERCISE" in client.post(address, sent()).content.decode()
    real = crises.open_form(cast.crisis(officer, status="Actual"), actor=officer)
    assert "EXERCISE" not in client.get(f"/form/{real.form_slug}/").content.decode()


def test_a_name_of_which_nothing_is_seen_is_asked_for_again(client, address, opened):
    answer = client.post(address, sent(name="\u200b\u202e"))
    assert answer.status_code == 422
    assert not Person.objects.exists()
    taken = client.post(address, sent(name="Asha\u202e detnevnI", message="tall\u2066"))
    file = file_of(number_in(taken), opened)
    assert (file.record.name, file.notes[0].record.text) == ("Asha detnevnI", "tall")
