"""The form of a whole record: all of it can be corrected, nothing is lost, every fault stands at its field."""

from datetime import UTC, date, datetime

import pytest
from tests.desk import cast
from tests.desk.people import register

from safepassage.desk.people import actions, queries
from safepassage.desk.people.records import Contact, Document, PersonRecord, Position, Supplies

AT = datetime(2022, 3, 2, 12, 30, 17, tzinfo=UTC)
WHOLE = PersonRecord(
    full_name="Asha Invented",
    given_name="Asha",
    family_name="Invented",
    alternate_names=("आशा", "Invented, Asha"),
    description="tall",
    sex="female",
    date_of_birth="2001-05",
    age="20",
    home_city="Madeup",
    home_country="IN",
    nationalities=("IN", "NP"),
    languages=("hi", "en"),
    documents=(
        Document(kind="passport", number="X1", country="IN", expires_on=date(2030, 1, 1)),
        Document(kind="visa"),
    ),
    phones=("+380501234567",),
    emails=("asha@example.org",),
    channels=("sms",),
    medical="asthma",
    medicine="an inhaler",
    mobility="student",
    is_pregnant=False,
    pet="a cat",
    next_of_kin=(Contact(name="B. Invented", relation="father", phones=("+919812345678",), emails=("b@example.org",)),),
    shelter="Hostel 3",
    position=Position(latitude=49.98, longitude=36.23, at=AT, grade="B2"),
    supplies=Supplies(at=AT, water_h=12, food_h=0),
    escort="",
    remark="calls at noon",
    author_name="A warden",
    photo_url="https://example.org/photo",
)


@pytest.fixture
def person(crisis, few):
    about = queries.person_of(crisis, few[0].id)
    return actions.change_person(about, actor=cast.SETUP, to=WHOLE)


@pytest.fixture
def address(crisis, person):
    return f"/crises/{crisis.id}/persons/{person.id}/change/"


def sent(form):
    """What a browser sends of a form as it is shown."""
    fields = [field for each in (form, form.documents.management_form, form.kin.management_form,
                                 *form.documents, *form.kin) for field in each]  # fmt: skip
    values = {field.html_name: field.field.widget.format_value(field.value()) for field in fields}
    values = {name: value[0] if isinstance(value, list) else value for name, value in values.items()}
    return {name: value for name, value in values.items() if value is not None}


def record_of(person):
    return queries.file_of(queries.person_of(person.crisis, person.id)).record


def test_saved_as_it_is_shown_nothing_changes(screen, address, person):
    before = queries.person_of(person.crisis, person.id).version
    screen.post(address, sent(screen.get(address).context["form"]))
    assert record_of(person) == WHOLE
    assert queries.person_of(person.crisis, person.id).version == before


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        ({"medical": "insulin"}, {"medical": "insulin"}),
        ({"born": "19"}, {"age": "19", "date_of_birth": ""}),
        ({"born": "2002-07-09"}, {"age": "", "date_of_birth": "2002-07-09"}),
        ({"phones": "+380 50 7654321, 98123 45678"}, {"phones": ("+380507654321", "+919812345678")}),
        ({"nationalities": "np"}, {"nationalities": ("NP",)}),
        ({"sex": ""}, {"sex": None}),
        ({"is_pregnant": "true"}, {"is_pregnant": True}),
        ({"latitude": "", "longitude": ""}, {"position": None}),
        ({"water_h": "", "food_h": ""}, {"supplies": None}),
        ({"documents-0-kind": "", "documents-0-number": "", "documents-0-country": "", "documents-0-expires_on": ""},
         {"documents": (Document(kind="visa"),)}),
        ({"kin-1-name": "C. Invented", "kin-1-phones": "9812345679"},
         {"next_of_kin": (*WHOLE.next_of_kin, Contact(name="C. Invented", phones=("+919812345679",)))}),
        ({"alternate_names": "Asha I., आशा"}, {"alternate_names": ("Asha I.", "आशा")}),
    ],
)  # fmt: skip
def test_only_what_was_changed_changes(screen, address, person, given, changed):
    answer = screen.post(address, sent(screen.get(address).context["form"]) | given)
    assert answer.status_code == 302, answer.context["form"].errors
    assert record_of(person) == WHOLE.model_copy(update=changed)


def test_where_they_were_is_of_the_crisis_zone(screen, address, person):
    given = {"latitude": "50.0", "position_at": "2022-03-03T08:00", "supplies_at": "2022-03-03T08:00"}
    screen.post(address, sent(screen.get(address).context["form"]) | given)
    then = datetime(2022, 3, 3, 6, tzinfo=UTC)
    assert record_of(person).position == Position(latitude=50.0, longitude=36.23, at=then, grade="B2")
    assert record_of(person).supplies == Supplies(at=then, water_h=12, food_h=0)


def test_every_fault_is_told_at_its_field_and_nothing_is_saved(screen, address, person):
    wrong = {
        "born": "03/04/1999", "phones": "none", "latitude": "91", "water_h": "-1", "home_country": "India",
        "documents-0-country": "India", "documents-2-number": "X2", "kin-0-phones": "none", "keep_until": "",
    }  # fmt: skip
    answer = screen.post(address, sent(screen.get(address).context["form"]) | wrong)
    form = answer.context["form"]
    assert answer.status_code == 422
    assert set(form.errors) == {"born", "phones", "latitude", "water_h", "home_country", "keep_until", "__all__"}
    assert [set(each) for each in form.documents.errors] == [{"country"}, set(), {"kind"}, set()]
    assert [set(each) for each in form.kin.errors] == [{"phones"}, set(), set()]
    assert record_of(person) == WHOLE


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"nationalities": "India"}, "nationalities"),
        ({"languages": "x" * 40}, "languages"),
        ({"longitude": ""}, "longitude"),
    ],
)
def test_what_the_record_refuses_stands_at_its_field(screen, address, wrong, field):
    answer = screen.post(address, sent(screen.get(address).context["form"]) | wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert "pattern" not in str(answer.context["form"].errors)


def test_a_record_that_says_nothing_is_refused(screen, address, person):
    form = screen.get(address).context["form"]
    emptied = dict.fromkeys(sent(form), "") | {"category": "national", "version": person.version}
    emptied |= {"keep_until": "2030-01-01"}
    emptied |= {f"{prefix}-{name}": 0 for prefix in ("documents", "kin") for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    answer = screen.post(address, emptied)
    assert answer.status_code == 422
    assert "nothing says who it is" in str(answer.context["form"].non_field_errors())


def test_of_two_who_change_one_record_the_second_sees_what_stands_beside_what_was_typed(screen, address, person):
    given = sent(screen.get(address).context["form"])
    screen.post(address, given | {"medical": "insulin", "kin-0-name": "Ravi Invented"})
    late = screen.post(address, given | {"medical": "none known", "shelter": "the metro"})
    page = late.content.decode()
    assert late.status_code == 422
    assert "changed this record after you opened it" in page
    for words in ("none known", "the metro", "stands now: insulin", "Stand now: Ravi Invented"):
        assert words in page, words
    assert record_of(person).medical == "insulin"  # nothing is saved yet
    screen.post(address, sent(late.context["form"]) | {"version": late.context["form"].initial["version"]})
    assert (record_of(person).medical, record_of(person).shelter) == ("none known", "the metro")


def test_a_corrected_record_is_compared_again(screen, crisis, address, person):
    twin = register.person(crisis, record=register.ASHA)
    fields = sent(screen.get(address).context["form"])
    answer = screen.post(address, fields | {"born": "2001-05-17", "shelter": "Hostel 17, room 402"}, follow=True)
    assert queries.likenesses_with(twin).get().first_id == person.id
    assert "on the register twice" in answer.content.decode()


@pytest.mark.parametrize("field", ["nationalities", "home_country", "documents-0-country"])
def test_a_country_that_is_none_is_said_at_its_field(screen, address, person, field):
    answer = screen.post(address, sent(screen.get(address).context["form"]) | {field: "zz"})
    assert answer.status_code == 422
    assert "it is no country; expected two letters" in answer.content.decode().lower()
    assert record_of(person) == WHOLE


def test_a_record_sealed_with_a_country_that_is_no_more_stays_readable():
    assert PersonRecord.from_json(b'{"full_name":"Asha Invented","home_country":"ZZ"}').home_country == "ZZ"
