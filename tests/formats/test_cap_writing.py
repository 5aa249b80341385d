"""Alerts are written as CAP 1.2 to the letter, and read back the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.crises import ALERT

from safepassage.errors import BadInput
from safepassage.formats.cap import Alert, Area, Circle, Info, Reference, Resource, read_alert, write_alert
from safepassage.formats.cap_records import (
    CATEGORIES,
    CERTAINTIES,
    MSG_TYPES,
    RESPONSE_TYPES,
    SCOPES,
    SEVERITIES,
    STATUSES,
    URGENCIES,
)

SCHEMA = Path(__file__).parents[2].parent / "shared" / "data" / "cap" / "cap12.xsd"
SENT = datetime(2022, 3, 2, 9, tzinfo=timezone(timedelta(hours=2)))
FULL = Alert(
    identifier="advice-7",
    sender="embassy@example.org",
    sent=SENT,
    status="Exercise",
    msg_type="Update",
    source="an invented embassy",
    scope="Private",
    restriction="nobody else",
    addresses=("a@example.org", "the second warden"),
    codes=("one", "two"),
    note="A note with <marks> & \r\n lines",
    references=(Reference("embassy@example.org", "advice-6", SENT - timedelta(hours=1)),),
    incidents=("i-1",),
    infos=(
        Info(
            language="uk",
            categories=("Security", "Transport"),
            event="Обстріл",
            response_types=("Evacuate",),
            urgency="Immediate",
            severity="Extreme",
            certainty="Observed",
            audience="students",
            event_codes=(("list", "7"),),
            effective=SENT,
            onset=SENT.astimezone(UTC),
            expires=SENT + timedelta(hours=9),
            sender_name="An invented embassy",
            headline="Йдіть до Пісочина до 18:00",
            description="one",
            instruction="two",
            web="https://example.org/a?b=c&d=e",
            contact="+380 000",
            parameters=(("empty", ""), ("check code", "7KQ4M2RX9T")),
            resources=(Resource(description="A map", mime_type="image/png", size=12, uri="map.png", digest="ab"),),
            areas=(
                Area(
                    description="Kharkiv",
                    polygons=(shapely.box(36.15, 49.95, 36.35, 50.05),),
                    circles=(Circle(50.0, 0.00001, 2.5), Circle(50, 36, 0)),
                    geocodes=(("UA", "63"),),
                    altitude_ft=Decimal("0.5"),
                    ceiling_ft=Decimal("1E+3"),
                ),
            ),
        ),
        Info(categories=("Safety",), event="Shelling", urgency="Future", severity="Minor", certainty="Unlikely"),
    ),
)


def test_every_part_is_written_in_the_order_of_the_standard() -> None:
    lines = write_alert(FULL).decode().splitlines()
    assert lines[:6] == [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">',
        "  <identifier>advice-7</identifier>",
        "  <sender>embassy@example.org</sender>",
        "  <sent>2022-03-02T09:00:00+02:00</sent>",
        "  <status>Exercise</status>",
    ]
    text = "\n".join(lines)
    assert '<addresses>a@example.org "the second warden"</addresses>' in text
    assert "<onset>2022-03-02T07:00:00-00:00</onset>" in text
    assert "<polygon>49.95,36.35 50.05,36.35 50.05,36.15 49.95,36.15 49.95,36.35</polygon>" in text
    assert "<circle>50.0,0.00001 2.5</circle>" in text
    assert "<ceiling>1000</ceiling>" in text


def test_a_full_alert_is_read_back_the_same() -> None:
    assert read_alert(write_alert(FULL)) == FULL


@pytest.mark.skipif(not SCHEMA.is_file(), reason="no ../shared/data/cap here")
def test_the_official_schema_takes_what_is_written() -> None:
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(etree.fromstring(write_alert(FULL)))


def test_an_alert_of_1_1_is_written_as_1_2() -> None:
    older = read_alert(ALERT.replace("cap:1.2", "cap:1.1").encode())
    assert read_alert(write_alert(older)) == replace(older, version="1.2")


def refusal(alert: Alert) -> str:
    with pytest.raises(BadInput) as refused:
        write_alert(alert)
    return str(refused.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"identifier": "a b"}, "identifier: 'a b' holds a space"),
        ({"identifier": ""}, "identifier: it is missing"),
        ({"references": ()}, "references: an Update names nothing"),
        ({"addresses": ()}, "addresses: it is missing"),
        ({"addresses": ('a"b',)}, 'a name in a list holds "'),
        ({"note": "a\x00b"}, "note holds the character '\\x00'"),
        ({"sent": SENT.replace(tzinfo=None)}, "has no zone"),
        ({"sent": SENT.replace(microsecond=1)}, "has parts that CAP cannot write"),
        ({"infos": (FULL.infos[1], replace(FULL.infos[1], language="EN-us"))}, "two are in en-us; expected one info"),
        ({"infos": (replace(FULL.infos[1], categories=()),)}, "info 1, category: it is missing"),
        ({"infos": (replace(FULL.infos[1], expires=SENT),)}, "info 1, expires: it had expired when it was sent"),
        ({"infos": (replace(FULL.infos[1], language="english please"),)}, "is no language tag"),
    ],
)
def test_what_would_be_no_cap_is_not_written(changes: dict[str, object], words: str) -> None:
    assert words in refusal(replace(FULL, **changes))


def test_all_faults_are_told_at_once() -> None:
    assert refusal(replace(FULL, identifier="a b", scope="Secret", references=())).count("\n") == 2


# --- Any alert -------------------------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20).map(
    str.strip
)
FULL_TEXTS = TEXTS.filter(bool)
NAMES = st.from_regex(r"[A-Za-z0-9.@:/_-]{1,20}", fullmatch=True)
INSTANTS = st.builds(
    lambda seconds, minutes: datetime.fromtimestamp(seconds, timezone(timedelta(minutes=minutes))),
    st.integers(86_400 * 366, 6_000_000_000),
    st.integers(-14 * 60, 14 * 60),
)
PAIRS = st.lists(st.tuples(FULL_TEXTS, TEXTS), max_size=2).map(tuple)
CIRCLES = st.builds(Circle, st.floats(-70, 70), st.floats(-180, 180), st.floats(0, 900))
BOXES = st.builds(
    lambda x, y, width, height: shapely.box(x, y, x + width, y + height),
    st.floats(-179, 170), st.floats(-80, 80), st.floats(0.001, 9), st.floats(0.001, 9),
)  # fmt: skip
AREAS = st.builds(
    Area,
    description=FULL_TEXTS,
    polygons=st.lists(BOXES, max_size=2).map(tuple),
    circles=st.lists(CIRCLES, max_size=2).map(tuple),
    geocodes=PAIRS.map(lambda pairs: tuple(pair for pair in pairs if pair[1])),
    altitude_ft=st.none() | st.decimals(-1000, 60_000, places=2),
)
INFOS = st.builds(
    Info,
    language=st.sampled_from(["en-US", "hi-IN", "uk", "ru", "ar"]),
    categories=st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=3).map(tuple),
    event=FULL_TEXTS,
    response_types=st.lists(st.sampled_from(RESPONSE_TYPES), max_size=2).map(tuple),
    urgency=st.sampled_from(URGENCIES),
    severity=st.sampled_from(SEVERITIES),
    certainty=st.sampled_from(CERTAINTIES),
    event_codes=PAIRS,
    onset=st.none() | INSTANTS,
    headline=TEXTS,
    instruction=TEXTS,
    parameters=PAIRS,
    areas=st.lists(AREAS, max_size=2).map(tuple),
)
ALERTS = st.builds(
    Alert,
    identifier=NAMES,
    sender=NAMES,
    sent=INSTANTS,
    status=st.sampled_from(STATUSES),
    msg_type=st.sampled_from(MSG_TYPES),
    scope=st.sampled_from(SCOPES),
    restriction=FULL_TEXTS,
    addresses=st.lists(FULL_TEXTS.filter(lambda text: '"' not in text), min_size=1, max_size=3).map(tuple),
    references=st.lists(st.builds(Reference, NAMES, NAMES, st.just(datetime(1970, 6, 1, tzinfo=UTC))), min_size=1).map(
        tuple
    ),
    infos=st.lists(INFOS, max_size=3, unique_by=lambda info: info.language).map(tuple),
)


@settings(max_examples=50, deadline=2000)
@given(ALERTS)
def test_any_alert_is_written_and_read_the_same(alert: Alert) -> None:
    assert read_alert(write_alert(alert)) == alert
