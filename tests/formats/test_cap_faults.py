"""What departs from CAP is told, all at once and with its line; the official schemas and the world's samples agree."""

from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.crises import ALERT

from safepassage.errors import BadInput
from safepassage.formats.cap import faults_of, read_alert
from safepassage.formats.xml_tree import DEEPEST, MOST_ELEMENTS

SAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "cap"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="no ../shared/data/cap here")
SENT = "2022-03-02T09:00:00+02:00"
EVENT, RESPONSE = "<event>Shelling</event>", "<responseType>Shelter</responseType>"
REFERENCE = "a@b.org,old-1,2022-03-01T09:00:00+02:00"


def told(text: str) -> list[str]:
    return [str(fault).removeprefix("x.xml, ") for fault in faults_of(text.encode(), "x.xml")]


def with_references(kind: str, references: str = REFERENCE) -> str:
    text = ALERT.replace(">Alert<", f">{kind}<")
    return text.replace("  <info>", f"  <references>{references}</references>\n  <info>")


def test_a_sound_alert_has_no_faults() -> None:
    assert told(ALERT) == []


# Each is clear enough to be read, and yet not CAP: (what is replaced, by what, line and words)
AGAINST_THE_LETTER = [
    ("09:00:00+02:00</sent>", "07:00:00Z</sent>", "line 5, sent: '2022-03-02T07:00:00Z' has a letter for its zone"),
    ("09:00:00+02:00</sent>", "09:00:00.5+02:00</sent>", "line 5, sent: '2022-03-02T09:00:00.5+02:00' is not in CAP"),
    ("09:00:00+02:00</sent>", "09:00:00+0200</sent>", "line 5, sent: '2022-03-02T09:00:00+0200' is not in CAP's form"),
    ("T09:00:00+02:00</sent>", " 09:00:00+02:00</sent>", "line 5, sent: '2022-03-02 09:00:00+02:00' is not in CAP's"),
    ("09:00:00+02:00</sent>", "23:00:00+16:00</sent>", "line 5, sent: '2022-03-02T23:00:00+16:00' has no zone of the"),
    ("<category>Security</category>", "", "line 9, info 1, category: it is missing"),
    (">Security<", ">War<", "line 10, info 1, category: 'War' is not known; expected one of Geo, Met"),
    ("<category>", "<language/><category>", "line 10, info 1, language: it is empty"),
    ("<category>", "<language>en_GB</language><category>", "line 10, info 1, language: 'en_GB' is no language tag"),
    (">Observed<", ">Very Likely<", "line 15, info 1, certainty: 'Very Likely' is of CAP 1.0; expected Likely"),
    (f"<effective>{SENT}</effective>", "<expires>2022-03-02T08:00:00+02:00</expires>", "expires: it had expired when"),
    (">Public<", ">Restricted<", "line 2, restriction: it is missing; expected who may read a Restricted alert"),
    (">Public<", ">Private<", "line 2, addresses: it is missing; expected whom a Private alert is for"),
    ("<alert ", '<alert Id="x" ', "line 2: it has the attribute Id; expected none"),
    ("<status>", '<status lang="en">', "line 6, status: it has the attribute lang"),
    ("  <info>", "  and so on <info>", "line 2: it holds text between its elements"),
    ("  <info>", "  <extra/><info>", "line 9, extra: no such element is known here"),
    ("  <info>", "  <e:extra xmlns:e='urn:e'/><info>", "line 9, {urn:e}extra: no such element is known here"),
    (f"{EVENT}\n    {RESPONSE}", RESPONSE + EVENT, "info 1, event: it stands after responseType; expected it before"),
    ("    <area>", "<web>1http://a</web><area>", "info 1, web: '1http://a' is no address; expected one such as https:"),
    ("    </area>", "<ceiling>900</ceiling></area>", "line 22, info 1, area 1, ceiling: it stands without an altitude"),
    ("    </area>", "<altitude>900</altitude><ceiling>89.5</ceiling></area>", "ceiling: it is below the altitude"),
    ("    </area>", "<polygon></polygon></area>", "polygon: it is empty; expected a text, or no such element"),
    (
        "    <area>",
        "<resource><resourceDesc>A map</resourceDesc></resource><area>",
        "resource 1, mimeType: it is missing",
    ),
]


@pytest.mark.parametrize(("old", "new", "words"), AGAINST_THE_LETTER)
def test_what_is_against_the_letter_is_told_and_read_all_the_same(old: str, new: str, words: str) -> None:
    assert old in ALERT
    text = ALERT.replace(old, new)
    if "<expires>" in new:
        text = text.replace("    <expires>2022-03-02T13:00:00+02:00</expires>\n", "")
    found = told(text)
    assert len(found) == 1, found
    assert words in found[0]
    assert read_alert(text.encode()).identifier == "small-1"


IN_DOUBT = [
    ("<identifier>small-1", "<identifier>small,1", "line 3, identifier: 'small,1' holds a space, comma, < or &"),
    (">small-1<", ">small&amp;1<", "line 3, identifier: 'small&1' holds a space, comma, < or &"),
    (">embassy@example.org<", ">the embassy<", "line 4, sender: 'the embassy' holds a space"),
    ("49.95,36.15</polygon>", "49.95,36.16</polygon>", "line 21, info 1, area 1, polygon: the polygon is not closed"),
    ("49.95,36.35 50.05,36.35 50.05,36.15 ", "50,36 ", "polygon: a polygon of 3 positions; expected four or more"),
    ("    </area>", "<circle>50,36</circle></area>", "line 22, info 1, area 1, circle: '' is no radius"),
    ("    </area>", "<circle>50,36 -2</circle></area>", "circle: the radius is -2 km; expected a number of 0 or more"),
    ("    </area>", "<circle>36,250 2</circle></area>", "circle: 250 is no longitude"),
    ("    </area>", "<altitude>high</altitude></area>", "altitude: 'high' is no number; expected one such as 1200.5"),
    ("<scope>", "<scope>Public</scope><scope>", "line 8, scope: it stands 2 times; expected it once"),
    (">Shelling<", ">Shel<b/>ling<", "line 11, info 1, event: it holds elements; expected a text"),
    ("<event>Shelling<", "<event> <", "line 11, info 1, event: it is missing; expected it once, with a text"),
    ("02T13:00:00+02:00</expires>", "02T08:00:00+02:00</expires>", "line 17, info 1, expires: it expires before"),
]


@pytest.mark.parametrize(("old", "new", "words"), IN_DOUBT)
def test_what_leaves_the_meaning_in_doubt_is_told_and_not_read(old: str, new: str, words: str) -> None:
    assert old in ALERT
    text = ALERT.replace(old, new)
    found = told(text)
    assert len(found) == 1, found
    assert words in found[0]
    with pytest.raises(BadInput):
        read_alert(text.encode())


@pytest.mark.parametrize("kind", ["Update", "Cancel", "Ack", "Error"])
def test_a_message_about_messages_names_them(kind: str) -> None:
    assert told(with_references(kind)) == []
    assert "names nothing" in told(ALERT.replace(">Alert<", f">{kind}<"))[0]


def test_a_message_names_only_what_was_sent_before_it() -> None:
    itself = with_references("Update", "embassy@example.org,small-1,2022-03-02T07:00:00-00:00")
    assert told(itself) == ["line 9, references: the alert names itself; expected messages sent before it"]
    later = with_references("Update", "embassy@example.org,small-0,2022-03-02T07:00:01-00:00")
    assert told(later) == [
        "line 9, references: it names a message that was sent later; expected messages sent before it"
    ]
    assert "a letter for its zone" in told(with_references("Update", "a@b.org,old,2022-03-01T09:00:00Z"))[0]


def test_utc_is_written_minus_nothing_and_plus_nothing_is_a_place_s_own_time() -> None:
    assert told(ALERT.replace("09:00:00+02:00</sent>", "07:00:00-00:00</sent>")) == []
    assert told(ALERT.replace("09:00:00+02:00</sent>", "07:00:00+00:00</sent>")) == []  # Accra, or London in winter


def test_cap_1_1_has_fewer_codes_and_needs_no_type_of_a_file() -> None:
    older = ALERT.replace("cap:1.2", "cap:1.1")
    assert told(older) == []
    assert "line 12, info 1, responseType: 'Avoid' is of CAP 1.2" in told(older.replace(">Shelter<", ">Avoid<"))[0]
    file = "<resource><resourceDesc>A map</resourceDesc></resource><area>"
    assert told(older.replace("<area>", file)) == []


def test_a_signature_is_no_fault_where_the_standard_has_it() -> None:
    signature = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>'
    assert told(ALERT.replace("</alert>", signature + "</alert>")) == []
    assert "it stands after Signature" in told(ALERT.replace("  <info>", signature + "<info>"))[0]
    assert "no such element" in told(ALERT.replace("<category>", signature + "<category>"))[0]


# --- Hostile ---------------------------------------------------------------------------------------------------------


def test_entities_and_doctypes_are_refused_unread() -> None:
    body = ALERT.split("?>\n")[1]
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    for head in (
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        f'<!DOCTYPE a [<!ENTITY l0 "lol">{laughs}]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
    ):
        assert "a DOCTYPE or an entity" in told(head + body)[0]


def test_what_is_deep_many_or_large_is_refused() -> None:
    deep = ALERT.replace("  <info>", "<x>" * DEEPEST + "</x>" * DEEPEST + "<info>")
    assert told(deep) == ["x.xml: it has more than 32 elements within each other; expected a CAP alert"]
    many = ALERT.replace("  <info>", "<x/>" * MOST_ELEMENTS + "<info>")
    assert told(many) == ["x.xml: it has more than 50,000 elements; expected a CAP alert"]
    large = ALERT.replace("Shelling", "x" * 4_000_000)
    assert "expected a CAP alert of no more than 4,000,000" in told(large)[0]


@settings(max_examples=150, deadline=2000)
@given(st.integers(0, 2**32), st.integers(1, 12))
def test_an_alert_with_bytes_changed_is_read_or_refused_with_faults(seed: int, changes: int) -> None:
    random, data = Random(seed), bytearray(ALERT.encode())
    for _ in range(changes):
        at = random.randrange(len(data))
        what = random.randrange(3)
        data[at : at + (what > 0)] = random.choice((b"", b"\x00", b"<", b'"', b"&", b"9", b"\xff", b"</info>", b"]]>"))
    if not faults_of(bytes(data)):
        read_alert(bytes(data))
        return
    with suppress(BadInput):
        read_alert(bytes(data))


# --- The official schemas, and the samples of the world --------------------------------------------------------------


def schema(version: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SAMPLES / f"cap{version.replace('.', '')}.xsd"))


@needs_samples
@pytest.mark.parametrize("name", ["amber", "canada", "earthquake", "earthquake-iso8859-1", "weather"])
def test_valid_samples_have_no_faults(name: str) -> None:
    assert faults_of((SAMPLES / f"{name}.cap").read_bytes()) == ()


@needs_samples
@pytest.mark.parametrize(("name", "words"), [("invalid", "line 2, scope: it is missing"), ("xee", "a DOCTYPE")])
def test_invalid_and_hostile_samples_are_refused(name: str, words: str) -> None:
    (fault,) = faults_of((SAMPLES / f"{name}.cap").read_bytes())
    assert words in str(fault)


def mutant(root: etree._Element, random: Random) -> etree._Element:
    """The alert with one element left out, doubled, moved, renamed, or with another's text."""
    elements = [element for element in root.iter() if element is not root and isinstance(element.tag, str)]
    one, other = random.choice(elements), random.choice(elements)
    match random.randrange(6):
        case 0:
            one.getparent().remove(one)
        case 1:
            one.addnext(etree.fromstring(etree.tostring(one)))
        case 2:
            if one not in other.iterancestors() and other is not one:
                other.addnext(one)
        case 3:
            one.tag = other.tag
        case 4:
            one.text = other.text
        case 5:
            one.text = random.choice(("", " ", "2022-03-02T09:00:00Z", "x y", "1e3", "-", "en-"))
    return root


@needs_samples
@settings(max_examples=150, deadline=2000)
@example(1164016, "earthquake-iso8859-1")  # a time where an address should be
@given(st.integers(0, 2**32), st.sampled_from(["amber", "canada", "earthquake-iso8859-1", "weather"]))
def test_what_the_official_schema_refuses_has_a_fault(seed: int, name: str) -> None:
    random, root = Random(seed), etree.fromstring((SAMPLES / f"{name}.cap").read_bytes())
    for signature in root.findall("{*}Signature"):
        root.remove(signature)
    for _ in range(random.randrange(1, 4)):
        root = mutant(root, random)
    version = etree.QName(root).namespace[-3:]
    if not schema(version).validate(root):
        assert faults_of(etree.tostring(root))
