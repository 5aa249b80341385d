"""Hypothesis strategies for whole crises: any rows that are sound, by themselves and together."""

import dataclasses
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import shapely
from hypothesis import strategies as st

from safepassage.planning.model import (
    AccessRule,
    Advisory,
    AskedHaven,
    Assignment,
    Channel,
    Closure,
    Commitment,
    Corridor,
    Crisis,
    Crossing,
    Curfew,
    Haven,
    Means,
    Party,
    Person,
    Shelter,
    State,
    Train,
    Warden,
    Window,
)

Strategy = st.SearchStrategy[Any]
Draw = Callable[[Strategy], Any]

texts = st.text(st.characters(exclude_categories=("Cc", "Cs"), include_characters='\n\t",'), max_size=12)
names = texts.map(str.strip).filter(bool)
ids = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=8)
words = st.lists(ids, max_size=3).map(tuple)
instants = st.datetimes(datetime(2021, 1, 1), datetime(2023, 1, 1), timezones=st.just(UTC))
lats, lons = st.floats(49.988, 49.991), st.floats(36.203, 36.206)  # near the small crisis's first junction
areas = st.tuples(st.floats(36, 36.4), st.floats(49.8, 50), st.floats(0.001, 1), st.floats(0.001, 1)).map(
    lambda corner: shapely.box(corner[0], corner[1], corner[0] + corner[2], corner[1] + corner[3])
)


def maybe(strategy: Strategy) -> Strategy:
    return st.none() | strategy


def unique(rows: Strategy, at_least: int = 0) -> Strategy:
    return st.lists(rows, min_size=at_least, max_size=3, unique_by=lambda row: row.id).map(tuple)


def chosen(rows: Sequence[Any]) -> Strategy:
    """Ids of some of the rows."""
    listed = [row.id for row in rows]
    return st.lists(st.sampled_from(listed), max_size=3).map(tuple) if listed else st.just(())


grades = maybe(st.from_regex(r"[A-F][1-6]", fullmatch=True))
counts = maybe(st.integers(0, 5000))
spans = st.tuples(instants, st.integers(1, 10**6)).map(
    lambda span: {"begin": span[0], "end": span[0] + timedelta(seconds=span[1])}
)

havens = st.builds(
    Haven,
    id=ids,
    name=names,
    lat=lats,
    lon=lons,
    places=counts,
    food=counts,
    shelter=counts,
    heating=st.sampled_from(["yes", "no", None]),
    staff=counts,
    onward_seats=counts,
    grade=grades,
    evidence_at=maybe(instants),
    nearest_objective=maybe(names),
    nearest_objective_m=maybe(st.floats(0, 1e6)),
)
shelters = st.builds(Shelter, id=ids, name=names, lat=lats, lon=lons, places=counts)
crossings = st.builds(Crossing, id=ids, name=texts, lat=lats, lon=lons)
trains = st.builds(Train, id=ids, name=texts)
channels = st.builds(
    Channel,
    id=ids,
    kind=st.sampled_from(["sms", "email", "voice", "page", "poster"]),
    segments_per_s=st.floats(0.001, 1000),
    latency_s=st.integers(0, 9999),
    reach=st.floats(0, 1),
)
curfews = st.builds(
    Curfew,
    id=ids,
    begins=st.times(),
    ends=st.times(),
    first_on=st.dates(date(2022, 1, 1), date(2022, 6, 1)),
    last_on=st.dates(date(2022, 6, 1), date(2022, 12, 1)),
    area=maybe(areas),
    grade=grades,
    source=texts,
)
closures = st.builds(
    lambda span, **fields: Closure(**fields, **span),
    span=st.just({}) | spans,
    id=ids,
    kind=st.sampled_from(["closure", "control", "hazard"]),
    name=texts,
    exposure=st.floats(0, 1),
    ways=st.lists(st.integers(1, 2**60), min_size=1, max_size=3).map(tuple),
    grade=grades,
    evidence_at=maybe(instants),
    geometry=maybe(areas),
)


def wardens(of: Sequence[Channel]) -> Strategy:
    reached, silent = chosen(of).filter(bool), maybe(instants)
    return st.builds(Warden, id=ids, channels=reached, relay_s=st.integers(0, 999), silent_since=silent)


def parties(of: Sequence[Channel], by: Sequence[Warden]) -> Strategy:
    hours = maybe(st.floats(0, 100))
    return st.builds(
        lambda position, **fields: Party(lat=position[0], lon=position[1], **fields),
        position=st.just((None, None)) | st.tuples(lats, lons),
        id=ids,
        place=texts,
        located_at=maybe(instants),
        position_grade=grades,
        mobility=st.sampled_from(["adult", "slow"]),
        means=st.sampled_from(Means),
        vehicle_seats=st.integers(0, 60),
        channels=chosen(of),
        language=ids,
        warden=st.sampled_from([None, *(warden.id for warden in by)]),
        urgent=st.sampled_from([None, "minor", "medical"]),
        escort=maybe(ids),
        water_h=hours,
        food_h=hours,
        heat_h=hours,
        medicine_h=hours,
    )


def person(name: str, party: Party) -> Strategy:
    return st.builds(
        Person,
        id=st.just(name),
        party=st.just(party.id),
        state=st.sampled_from(State),
        sex=st.sampled_from(["F", "M", "X", None]),
        age=maybe(st.integers(0, 125)),
        nationality=st.sampled_from(["IN", "UA", None]),
        documents=words,
        medical=st.sampled_from(["stretcher", "dependent", None]),
        mobility=st.sampled_from(["adult", "none", None]),
    )


@st.composite
def corridors(draw: Draw, to: Sequence[Haven]) -> Corridor:
    sides = draw(st.lists(ids, min_size=1, max_size=2, unique=True).map(tuple))
    commitment = st.builds(
        Commitment,
        side=st.sampled_from(sides),
        status=st.sampled_from(["promised", "confirmed", "expired", "broken"]),
        by=texts,
        said_at=maybe(instants),
        expires_at=maybe(instants),
        grade=grades,
    )
    return Corridor(
        id=draw(ids),
        name=draw(texts),
        sides=sides,
        havens=draw(chosen(to)),
        notified=draw(st.booleans()),
        commitments=draw(st.lists(commitment, max_size=2).map(tuple)),
        **draw(spans),
    )


def rules(at: str, of: Sequence[Any]) -> Strategy:
    return st.builds(
        AccessRule,
        id=ids.map(lambda name: f"{at}-{name}"),
        at=st.just(at),
        of=st.sampled_from([row.id for row in of]),
        sex=st.sampled_from(["F", "M", "X", None]),
        age_from=maybe(st.integers(0, 17)),
        age_below=maybe(st.integers(18, 99)),
        nationality=st.lists(st.sampled_from(["IN", "UA"]), max_size=2).map(tuple),
        lacks=maybe(ids),
        grade=grades,
        source=texts,
    )


@st.composite
def advisories(draw: Draw, to: Sequence[Haven], of: Sequence[Party]) -> Advisory:
    issued_at = datetime(2022, 3, 2, 12, tzinfo=UTC)
    asked = [AskedHaven(asked="Babai", haven_id=haven.id, said_m=draw(maybe(st.floats(1, 1e5)))) for haven in to]
    assign = [Assignment(party=party.id, haven_id=to[0].id) for party in of] if to else []
    return Advisory(
        kind=draw(st.sampled_from(["Move", "Shelter", "Avoid", "Halt", "All clear"])),
        issuer=draw(texts),
        issued_at=issued_at,
        deadline_at=issued_at + timedelta(seconds=draw(st.integers(-7200, 10**5))),
        deadline_kind=draw(st.sampled_from(["arrive_by", "leave_by"])),
        havens=tuple(asked) or (AskedHaven(asked="Babai"),),
        area=draw(maybe(areas)),
        means=draw(st.lists(st.sampled_from(Means), min_size=1, max_size=2).map(tuple)),
        text=draw(st.dictionaries(st.sampled_from(["en", "hi", "pt-BR"]), names, min_size=1)),
        fallback=draw(texts),
        documents=draw(words),
        supersedes=draw(maybe(ids)),
        assign=tuple(assign),
    )


@st.composite
def crises(draw: Draw, small: Crisis) -> Crisis:
    """Any crisis on the network, with the alerts and with most of the settings of a small one."""
    to, by_channel = draw(unique(havens)), draw(unique(channels))
    by_warden = draw(unique(wardens(by_channel))) if by_channel else ()
    groups = draw(unique(parties(by_channel, by_warden), at_least=1))
    sizes = [draw(st.integers(1, 3)) for _ in groups]
    heads = [(f"{n}-{party.id}", party) for party, size in zip(groups, sizes, strict=True) for n in range(size)]
    at = {"haven": to, "crossing": draw(unique(crossings)), "train": draw(unique(trains))}
    snow = tuple(Window(**span) for span in draw(st.lists(spans, max_size=2)))
    roads = draw(st.just("") | names)
    return dataclasses.replace(
        small,
        settings=small.settings.model_copy(update={"name": draw(names), "snow": snow, "roads": roads}),
        network=dataclasses.replace(small.network, source=roads or small.network.source),
        havens=to,
        shelters=draw(unique(shelters)),
        wardens=by_warden,
        parties=groups,
        persons=tuple(draw(person(name, party)) for name, party in heads),
        closures=draw(unique(closures)),
        curfews=draw(unique(curfews)),
        corridors=draw(unique(corridors(to))),
        crossings=at["crossing"],
        trains=at["train"],
        rules=tuple(rule for kind, rows in at.items() if rows for rule in draw(unique(rules(kind, rows)))),
        channels=by_channel,
        advisories={"first": draw(advisories(to, groups)), "second one": draw(advisories(to, groups))},
    )
