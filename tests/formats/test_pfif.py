"""PFIF: every version read, 1.4 written, round trips, hostile files, and how much memory it takes."""

import io
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.errors import BadInput, Fault
from safepassage.formats import pfif
from safepassage.formats.pfif import read_records, write_records
from safepassage.formats.pfif_records import (
    RENAMED,
    SEXES,
    STATUSES,
    VERSIONS,
    NoteRecord,
    PersonRecord,
    Record,
    faults_of,
    placeholder,
)

SOURCE = datetime(2022, 3, 2, 8, 30, tzinfo=UTC)
PERSON = PersonRecord(
    person_record_id="example.org/p-1",
    source_date=SOURCE,
    full_name="Asha Verma",
    given_name="Asha",
    family_name="Verma",
    alternate_names="Аша Верма\nआशा वर्मा",
    sex="female",
    date_of_birth="1999-03",
    age="22-23",
    home_country="IN",
    profile_urls="https://example.org/asha\nhttps://example.net/asha",
)
NOTE = NoteRecord(
    note_record_id="example.org/n-1",
    person_record_id="example.org/p-1",
    author_name="Ravi Nair",
    source_date=SOURCE,
    author_made_contact=False,
    status="believed_alive",
    text="In the metro since Monday & well.\r\nPhone <off>.",
)


def read(text: str | bytes) -> list[Record | Fault]:
    data = text.encode() if isinstance(text, str) else text
    return list(read_records(io.BytesIO(data), "x.xml"))


def written(*records: Record) -> bytes:
    stream = io.BytesIO()
    assert write_records(stream, records) == len(records)
    return stream.getvalue()


def document(inside: str, version: str = "1.4") -> str:
    return f'<pfif:pfif xmlns:pfif="http://zesty.ca/pfif/{version}">{inside}</pfif:pfif>'


def element(kind: str, **texts: str) -> str:
    return f"<pfif:{kind}>" + "".join(f"<pfif:{k}>{v}</pfif:{k}>" for k, v in texts.items()) + f"</pfif:{kind}>"


def refusal(data: str | bytes) -> str:
    with pytest.raises(BadInput) as refused:
        read(data)
    return str(refused.value)


# --- What is read ----------------------------------------------------------------------------------------------------


def test_a_person_and_a_note_are_read_as_they_were_written():
    assert read(written(PERSON, NOTE)) == [PERSON, NOTE]


def test_only_what_was_given_is_written():
    text = written(PersonRecord(person_record_id="example.org/p-1", source_date=SOURCE, full_name="A B")).decode()
    assert text.count("<pfif:") == 1 + 1 + 3
    assert "2022-03-02T08:30:00Z" in text


@pytest.mark.parametrize("version", VERSIONS)
def test_every_field_of_a_version_is_read_under_its_name_of_today(version: str):
    texts = {
        **dict.fromkeys(("entry_date", "expiry_date", "source_date"), "2022-03-02T08:30:00Z"),
        **dict.fromkeys(("person_record_id", "note_record_id", "linked_person_record_id"), "example.org/p-1"),
        **dict.fromkeys(("source_url", "photo_url", "profile_urls"), "https://example.org/1"),
        **dict.fromkeys(("found", "author_made_contact"), "true"),
        **{"sex": "other", "status": "is_note_author", "date_of_birth": "1999", "age": "22", "home_country": "IN"},
    }
    has = VERSIONS[version]
    for kind, names in (("person", has.person), ("note", has.note)):
        given_texts = {name: texts.get(name, f"text of {name}") for name in names}
        (record,) = read(document(element(kind, **given_texts), version))
        filled = {each.name for each in fields(record) if getattr(record, each.name)}
        assert filled == {RENAMED.get(name, name) for name in names}


def test_the_versions_have_the_fields_of_their_standard():
    assert [(len(has.person), len(has.note)) for has in VERSIONS.values()] == [(17, 11), (21, 14), (23, 14), (25, 15)]
    assert VERSIONS["1.4"].person == tuple(each.name for each in fields(PersonRecord))[:-1]
    assert VERSIONS["1.4"].note == tuple(each.name for each in fields(NoteRecord))[:-1]


def test_a_person_of_1_1_gets_no_full_name_that_nobody_gave():
    text = element("person", person_record_id="example.org/p-1", first_name="ASHA", last_name="VERMA", home_zip="61000")
    (person,) = read(document(text, "1.1"))
    assert (person.given_name, person.family_name, person.full_name) == ("ASHA", "VERMA", "")
    assert person.home_postal_code == "61000"


@pytest.mark.parametrize(
    ("other", "description"),
    [
        ("description:\n    Tall.\n    Wears glasses.", "Tall.\nWears glasses."),
        ("description: Tall.", "Tall."),
        ("Tall.\ndescription: no", "Tall.\ndescription: no"),
        ("description:\n    Tall.\nhair: black", "description:\n    Tall.\nhair: black"),
    ],
)
def test_other_becomes_description(other: str, description: str):
    text = element("person", person_record_id="a.org/1", first_name="A", last_name="B", other=other)
    (person,) = read(document(text, "1.2"))
    assert person.description == description


def test_a_note_within_a_person_is_about_that_person_wherever_its_id_stands():
    note = element("note", note_record_id="a.org/n", author_name="R", source_date="2022-03-02T08:30:00Z", text="t")
    inside = f"<pfif:person>{note}<pfif:person_record_id>a.org/1</pfif:person_record_id></pfif:person>"
    records = [each for each in read(document(inside)) if not isinstance(each, Fault)]
    assert [type(each).__name__ for each in records] == ["PersonRecord", "NoteRecord"]
    assert records[1].person_record_id == "a.org/1"


def test_a_note_of_another_person_is_told():
    note = element("note", note_record_id="a.org/n", person_record_id="a.org/2", author_name="R", text="t")
    found = [
        each for each in read(document(element("person", person_record_id="a.org/1", x=note))) if "note" in str(each)
    ]
    assert found == []  # a note within a field is no note
    inside = f"<pfif:person><pfif:person_record_id>a.org/1</pfif:person_record_id>{note}</pfif:person>"
    told = [str(each) for each in read(document(inside)) if isinstance(each, Fault)]
    assert any("not that of the person it stands in" in each for each in told)


@pytest.mark.parametrize(
    "wrapping",
    [
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry>{}<id>pfif:1</id></entry></feed>',
        '<rss version="2.0"><channel><title>T</title><item><guid>1</guid>{}</item></channel></rss>',
    ],
)
def test_records_in_a_feed_are_read(wrapping: str):
    start = '<pfif:person xmlns:pfif="http://zesty.ca/pfif/1.4">'
    texts = {"person_record_id": "a.org/1", "source_date": "2022-03-02T08:30:00Z", "full_name": "A B"}
    (person,) = read(wrapping.format(element("person", **texts).replace("<pfif:person>", start)))
    assert person.full_name == "A B"


def test_fields_of_no_standard_are_kept():
    mine = '<x:seat xmlns:x="urn:bus">7</x:seat><pfif:first_name>Asha</pfif:first_name>'
    text = document(element("person", person_record_id="a.org/1", source_date="2022-03-02T08:30:00Z", full_name="A"))
    (person,) = read(text.replace("</pfif:person>", mine + "</pfif:person>"))
    assert person.others == (("{urn:bus}seat", "7"), ("{http://zesty.ca/pfif/1.4}first_name", "Asha"))


def test_fractions_of_a_second_are_read_and_written():
    person = replace(PERSON, entry_date=datetime(2022, 3, 2, 8, 30, 1, 250_000, tzinfo=UTC))
    assert read(written(person)) == [person]


# --- Faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("source_date", "2022-03-02T08:30:00+02:00"),
        ("source_date", "2022-02-30T08:30:00Z"),
        ("sex", "F"),
        ("date_of_birth", "04.03.1999"),
        ("age", "young"),
        ("home_country", "India"),
        ("home_country", "ZZ"),
        ("photo_url", "javascript:alert(1)"),
        ("profile_urls", "https://a.org data:text/html,x"),
        ("person_record_id", "17"),
    ],
)
def test_a_field_that_is_not_what_it_has_to_be_is_told_and_left_out(name: str, text: str):
    good = {"person_record_id": "a.org/1", "source_date": "2022-03-02T08:30:00Z", "full_name": "A"}
    lines = document("\n" + element("person", **{**good, name: text}))
    *faults, person = read(lines)
    assert [
        f"line 2, person {text if name == 'person_record_id' else 'a.org/1'}, {name}" in str(f) for f in faults
    ] == [True]
    assert name == "person_record_id" or text not in str(faults[0])
    assert not getattr(person, name)


def test_all_faults_come_with_their_lines_and_the_records_go_on():
    first = "\n<pfif:person>\n<pfif:person_record_id>a.org/1</pfif:person_record_id>\n<pfif:age>?</pfif:age>\n"
    found = read(document(first + "</pfif:person>" + element("note", note_record_id="a.org/n", status="fine")))
    told = [(each.where, each.wrong) for each in found if isinstance(each, Fault)]
    assert told == [
        ("line 4, person a.org/1, age", "it is not what this field holds"),
        ("line 2, person a.org/1, source_date", "it is missing"),
        ("line 2, person a.org/1, full_name", "it is missing"),
        ("line 5, note a.org/n, status", "it is not what this field holds"),
        ("line 5, note a.org/n, author_name", "it is missing"),
        ("line 5, note a.org/n, source_date", "it is missing"),
        ("line 5, note a.org/n, text", "it is missing"),
    ]


def test_a_field_that_stands_twice_is_told_and_the_first_is_taken():
    text = element("person", person_record_id="a.org/1", source_date="2022-03-02T08:30:00Z", full_name="A")
    fault, person = read(document(text.replace("</pfif:person>", "<pfif:full_name>B</pfif:full_name></pfif:person>")))
    assert "stands more than once" in str(fault)
    assert person.full_name == "A"


def test_what_is_no_good_pfif_is_not_written():
    for bad in (
        replace(PERSON, full_name=""),
        replace(PERSON, source_url="javascript:x"),
        replace(NOTE, status="fine"),
    ):
        assert len(faults_of(bad)) == 1
        with pytest.raises(BadInput):
            write_records(io.BytesIO(), [bad])


# --- Expiry ----------------------------------------------------------------------------------------------------------


def test_of_an_expired_record_only_its_id_and_dates_remain():
    erased = placeholder(replace(PERSON, expiry_date=SOURCE), datetime(2022, 3, 3, tzinfo=UTC))
    assert erased.is_placeholder
    assert not replace(PERSON, expiry_date=SOURCE).is_placeholder
    assert b"Asha" not in written(erased)
    assert read(written(erased)) == [erased]


# --- Round trips -----------------------------------------------------------------------------------------------------

_texts = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=20).map(str.strip)
_texts = _texts.filter(lambda text: not pfif._NOT_XML.search(text))
_some = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(lambda when: when.replace(tzinfo=UTC))
_instants = st.none() | _some
_ids = st.integers(1, 3).map(lambda number: f"example.org/{number}")
_special = {
    **dict.fromkeys(("entry_date", "expiry_date", "source_date"), _instants),
    **dict.fromkeys(("source_url", "photo_url", "profile_urls"), st.sampled_from(["", "https://example.org/1"])),
    "sex": st.sampled_from(["", *SEXES]),
    "status": st.sampled_from(["", *STATUSES]),
    "date_of_birth": st.sampled_from(["", "1999", "1999-03", "1999-03-04"]),
    "age": st.sampled_from(["", "7", "18-25"]),
    "home_country": st.sampled_from(["", "IN"]),
    "author_made_contact": st.none() | st.booleans(),
    "linked_person_record_id": st.just("") | _ids,
    "others": st.just(()),
}
_demanded = {
    **dict.fromkeys(("person_record_id", "note_record_id"), _ids),
    "source_date": _some,
    **dict.fromkeys(("full_name", "author_name", "text"), _texts.filter(bool)),
}


def _records(kind: type) -> st.SearchStrategy[Record]:
    names = [each.name for each in fields(kind)]
    return st.builds(kind, **{name: (_special | _demanded).get(name, _texts) for name in names})


@given(st.lists(_records(PersonRecord) | _records(NoteRecord), max_size=4))
def test_what_is_written_is_read_again(records: list[Record]):
    assert read(written(*records)) == records


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: document(text).encode()))
def test_any_bytes_give_records_or_bad_input(data: bytes):
    with suppress(BadInput):
        read(data)


# --- Hostile files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY e "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
    ],
)
def test_entities_and_doctypes_are_refused(doctype: str):
    assert "DOCTYPE or an entity" in refusal(doctype + document(element("person", full_name="&e;")))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (document(element("person", full_name="A" * (pfif.LONGEST_FIELD + 1))), "a field of more than"),
        (document("<pfif:person>" + "<x/>" * 200_000), "a record with its notes of more than"),
        (document("<a>" * 20), "within each other"),
        (document(f'<pfif:person><x y="{"A" * 3_000_000}"/></pfif:person>'), "a tag of more than"),
        ("<html/>", "its root is no pfif element"),
        (document("", "2.0"), "its root is no pfif element"),
        (document("<pfif:person>"), "not XML"),
        ("", "not XML"),
        (b'<?xml version="1.0" encoding="klingon"?><x/>', "x.xml"),
    ],
)
def test_what_is_beyond_a_limit_or_no_pfif_is_refused_in_words(data: str | bytes, words: str):
    assert words in refusal(data)


def test_memory_stays_flat_however_many_records_there_are():
    def many(count: int) -> Iterator[Record]:
        for number in range(count):
            yield replace(PERSON, person_record_id=f"example.org/p-{number}")
            yield replace(NOTE, person_record_id=f"example.org/p-{number}")

    def peak(count: int) -> int:
        stream = io.BytesIO()
        write_records(stream, many(count))
        stream.seek(0)
        tracemalloc.start()
        assert sum(not isinstance(each, Fault) for each in read_records(stream)) == 2 * count
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(1500) < 1.5 * peak(300)
