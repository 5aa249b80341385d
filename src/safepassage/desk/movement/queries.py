"""Reads of movement: a crisis as the planner takes it, and stored preflights."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from pydantic import ValidationError

from safepassage.desk.core import clock
from safepassage.desk.core.keeping import KEPT_FOR
from safepassage.desk.core.sealing import unseal
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground import queries as ground
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.ledger.queries import open_key
from safepassage.desk.movement.assumed import FIRST
from safepassage.desk.movement.ground_rows import TABLES, rows_of, what_still_leads_somewhere
from safepassage.desk.movement.leaving_out import Planned, checked_without_bad_drafts, without_places_off_roads
from safepassage.desk.movement.models import Assumptions, Draft, StandingAlert, StoredPreflight
from safepassage.desk.movement.people_rows import Known, Unsaid, party_rows, person_rows, warden_rows
from safepassage.desk.movement.summary import Summary
from safepassage.desk.movement.walking import Walking
from safepassage.desk.people import queries as people
from safepassage.desk.people.mobility import CANNOT_WALK
from safepassage.desk.people.states import Category
from safepassage.desk.picture.sides import commitments_linked
from safepassage.errors import BadInput, Fault
from safepassage.formats.cap import read_alert
from safepassage.planning import model as planner
from safepassage.planning.io import check_crisis, read_roads

PARTS = ("sealed", "summary", "picture", "page")  # of a stored preflight; large
LOOKS_BACK = timedelta(hours=6)  # so that an advisory of this morning can still be checked
OWN = ("name", "status", "zone", "home_zone", "nationality")  # of crisis.toml, in the crisis's own row as they stand

ANYBODY = "anybody"  # stands for all people where none is looked at: the planner takes no crisis without a party


def crisis_of(crisis: Crisis) -> Planned:
    """The whole crisis as a folder can hold it, and what is left out: bad drafts and rows, places far from roads.

    Raises BadInput with every other fault.
    """
    good, faults = [], []  # type: list[Draft], list[Fault]
    for draft in drafts_of(crisis):
        try:
            advisory_of(draft)
        except BadInput as error:
            faults += error.faults
        else:
            good.append(draft)
    if faults and not good:
        raise BadInput(faults)
    put, bad_rows = _put_together(crisis, good)
    near, far = without_places_off_roads(put)
    near = replace(near, **what_still_leads_somewhere({each: getattr(near, each) for each in TABLES.values()}))
    checked, bad_drafts = checked_without_bad_drafts(near)
    kept = [draft for draft in good if draft.name in checked.advisories]
    return Planned(_with_inputs(crisis, checked, kept), (*faults, *bad_rows, *far, *bad_drafts))


def crisis_for(crisis: Crisis, advisory: str) -> Planned:
    """The crisis as a preflight of one advisory takes it: no other draft counts, and places far from roads pass.

    Rows on the ground whose numbers the planner does not take are left out. Raises BadInput with every other fault.
    """
    drafts = list(drafts_of(crisis))
    chosen = [draft for draft in drafts if draft.name == advisory]
    if not chosen:
        known = ", ".join(draft.name for draft in drafts) or "none"
        raise BadInput([Fault("advisories", "", f"there is no advisory {advisory!r}", f"one of: {known}")])
    put, left_out = _put_together(crisis, chosen)
    return Planned(_with_inputs(crisis, check_crisis(put, anywhere=True), chosen), left_out)


def inputs_of(crisis: Crisis, advisory: str) -> Mapping[str, str]:
    """The hashes of what a preflight of one advisory takes, but for people: nobody's record is opened.

    Raises BadInput.
    """
    chosen = [draft for draft in drafts_of(crisis) if draft.name == advisory]
    put, _left_out = _put_together(crisis, chosen, people_too=False)
    return _with_inputs(crisis, check_crisis(put, anywhere=True), chosen).inputs_sha256


def _put_together(crisis: Crisis, drafts: Sequence[Draft], *, people_too: bool = True) -> Planned:
    """Not yet checked."""
    settings = settings_of(crisis)
    roads = ground.roads_of(crisis)
    if roads is None:
        raise BadInput([Fault("network", "", "the crisis has no roads", "a road file")])
    network, (on_ground, left_out) = read_roads(roads), _ground(crisis)
    put = planner.Crisis(
        settings=settings,
        network=replace(network, source=settings.roads) if settings.roads else network,
        advisories={draft.name: advisory_of(draft) for draft in drafts},
        alerts=tuple(map(_alert, StandingAlert.objects.filter(crisis=crisis).order_by("received_at", "id"))),
        **on_ground,
        **(_people(crisis, Unsaid.of(settings, on_ground["channels"])) if people_too else _anybody(settings)),
    )
    return Planned(put, left_out)


def _with_inputs(crisis: Crisis, checked: planner.Crisis, drafts: Sequence[Draft]) -> planner.Crisis:
    """With the hash of its roads, and which instants of its drafts were given without a zone."""
    roads = ground.roads_of(crisis)
    assert roads is not None  # it was put together with them
    naive = tuple(note for draft in drafts for note in draft.naive)
    hashes = {**checked.inputs_sha256, "city.roads": roads.stem}
    return replace(checked, naive=naive, inputs_sha256=dict(sorted(hashes.items())))


def settings_of(crisis: Crisis) -> planner.Settings:
    """What crisis.toml holds. Raises BadInput for what is missing or does not fit."""
    assumed = Assumptions.objects.filter(crisis=crisis).first()
    if assumed is None:
        raise BadInput([Fault("crisis.toml", "", "nothing is assumed yet", "speeds, limits, delays")])
    said: dict[str, Any] = {**assumed.said, **{name: getattr(crisis, name) for name in OWN}, "area": crisis.area}
    said["clock"] = _clock(crisis, said["clock"])
    if crisis.estimate_low is not None:
        said["estimate"] = {"low": crisis.estimate_low, "high": crisis.estimate_high}
    with faults_of("crisis.toml"):
        return planner.Settings.model_validate(said)


def assumed_of(crisis: Crisis) -> Mapping[str, Any]:
    """What is assumed of a crisis: the sections of crisis.toml but those of its own row."""
    assumed = Assumptions.objects.filter(crisis=crisis).first()
    return assumed.said if assumed else FIRST


def class_that_cannot_walk(crisis: Crisis) -> str:
    """What a record says of how somebody walks who cannot: the crisis's class for it, else words."""
    classes = assumed_of(crisis)["mobility"]
    return Walking.of({name: each["speed_kph"] for name, each in classes.items()}).cannot or CANNOT_WALK


def _clock(crisis: Crisis, said: dict[str, Any]) -> dict[str, Any]:
    """The planner's clock: that of an exercise stands still; that of a real crisis begins some hours before now.

    It cannot begin with the crisis, which may last longer than the planner looks.
    """
    if "now" in said:
        return {**said, "epoch": crisis.epoch_at}
    now = clock.now()
    epoch = max(crisis.epoch_at, (now - LOOKS_BACK).replace(minute=0, second=0, microsecond=0))
    horizon = min(timedelta(hours=said["horizon_h"]) + (now - epoch), planner.MAX_HORIZON)
    return {"now": now, "epoch": epoch, "horizon_h": horizon / timedelta(hours=1)}


def members_of_parties(crisis: Crisis) -> dict[str, list[Known]]:
    """Everybody who counts as a person, opened, by the code of their party; who has none is a party of one.

    In the order in which parties were formed and persons registered.
    """
    rows = list(people.persons_of(crisis).filter(set_aside="").select_related("party__warden").order_by("id"))
    keys = people.open_keys(crisis, [row.id for row in rows])
    rows.sort(key=lambda row: (row.party.id if row.party else row.id, row.id))
    members: dict[str, list[Known]] = {}
    for row in rows:
        code = row.party.code if row.party else row.number
        members.setdefault(code, []).append(Known(row, people.record_of(row, keys[row.id])))
    return members


def unverified_in(crisis: Crisis) -> set[str]:
    """Numbers of those whom the public form alone put on the register."""
    found = people.persons_of(crisis).filter(set_aside="", category=Category.UNVERIFIED)
    return set(found.values_list("number", flat=True))


def _people(crisis: Crisis, unsaid: Unsaid) -> dict[str, Any]:
    members = members_of_parties(crisis)
    with faults_of("wardens.csv"):
        wardens = warden_rows(people.wardens_of(crisis).order_by("id"), unsaid.reaching)
    with faults_of("parties.csv"):
        parties = party_rows(members, unsaid, wardens)
    with faults_of("persons.csv"):
        return {"wardens": wardens, "parties": parties, "persons": person_rows(members, unsaid)}


def _anybody(settings: planner.Settings) -> dict[str, Any]:
    party = planner.Party(id=ANYBODY, mobility=next(iter(settings.mobility)), means=planner.Means.FOOT)
    return {"wardens": (), "parties": (party,), "persons": (planner.Person(id=ANYBODY, party=ANYBODY),)}


def _ground(crisis: Crisis) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    found: dict[str, Any] = {}
    left_out: list[Fault] = []
    for kind, table in TABLES.items():
        things = ground.things(crisis, kind)
        if kind is Kind.CORRIDOR:
            _add_promises(crisis, things)
        found[table], faults = rows_of(kind, things)
        left_out += faults
    return found | what_still_leads_somewhere(found), tuple(left_out)


def _add_promises(crisis: Crisis, corridors: Sequence[Any]) -> None:
    """Set what corridors rest on beside what is written on them: to an officer, and so here, they are one thing."""
    linked = commitments_linked(crisis, corridors)
    for each in corridors:
        each.commitments = [*each.commitments, *linked.get(each.reference, ())]


def advisory_of(draft: Draft) -> planner.Advisory:
    """What it says. Raises BadInput if the planner no longer takes it."""
    with faults_of(file_of_draft(draft.name)):
        return planner.Advisory.model_validate(draft.said)


def file_of_draft(name: str) -> str:
    """What faults of an advisory name as its file."""
    return f"advisories/{name}.toml"


def _alert(row: StandingAlert) -> planner.AlertInForce:
    """As little as the check needs, which reads the original."""
    nothing = dict.fromkeys(("identifier", "sender", "status", "msg_type", "headline"), "")
    none = {"sent": row.received_at, "effective": None, "expires": None, "response_types": (), "polygons": ()}
    return planner.AlertInForce(**nothing, **none, original=bytes(row.original))


@contextmanager
def faults_of(file: str) -> Iterator[None]:
    """Tell what does not fit in `file` as bad input."""
    try:
        yield
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        where = [".".join(map(str, each["loc"])) for each in found]
        raise BadInput(
            [
                Fault(file, at, each["msg"], "what the reference page says")
                for at, each in zip(where, found, strict=True)
            ]
        ) from error


# --- Preflights ------------------------------------------------------------------------------------------------------


def preflights_of(crisis: Crisis) -> QuerySet[StoredPreflight]:
    """The crisis's stored preflights, the newest first, without what is sealed."""
    found = StoredPreflight.objects.filter(crisis=crisis).defer(*PARTS)
    return found.order_by("-made_at", "-id")


def preflight_of(crisis: Crisis, preflight_id: UUID) -> StoredPreflight:
    """One stored preflight. Raises StoredPreflight.DoesNotExist, for one of another crisis too."""
    return StoredPreflight.objects.select_related("crisis").defer(*PARTS).get(crisis=crisis, pk=preflight_id)


def preflights_to_forget(today: date) -> QuerySet[StoredPreflight]:
    """Those made KEPT_FOR before a day, in every crisis."""
    made = StoredPreflight.objects.filter(made_at__date__lt=today - KEPT_FOR)
    return made.select_related("crisis").defer(*PARTS).order_by("id")


def summary_of(stored: StoredPreflight) -> Summary:
    """The result without its parties, and the causes in words. Raises KeyDestroyed, Unreadable."""
    return Summary.model_validate_json(opened(stored, "summary"))


def opened(stored: StoredPreflight, part: str) -> bytes:
    """A sealed part: "sealed" and "summary", JSON; "picture", SVG; "page", HTML. Raises KeyDestroyed, Unreadable."""
    key = open_key(stored.crisis.key_id)
    return zlib.decompress(unseal(key, bytes(getattr(stored, part)), sealed_in(stored, part)))


def sealed_in(stored: StoredPreflight, part: str) -> str:
    """What a sealed part is bound to."""
    return f"{part} of preflight {stored.id}"


def position_lasts(crisis: Crisis) -> timedelta:
    """How long a position says where somebody is (rule P2): by the crisis, else as the planner has it."""
    assumed = Assumptions.objects.filter(crisis=crisis).first()
    limits = assumed.said.get("limits", {}) if assumed else {}
    return timedelta(hours=planner.Limits.model_validate(limits).position_age_h)


def now_of(crisis: Crisis) -> datetime:
    """Now, by the crisis's clock: that of an exercise from a folder stands still."""
    return now_by(Assumptions.objects.filter(crisis=crisis).first())


def now_by(assumed: Assumptions | None) -> datetime:
    """The same, by what is assumed of a crisis."""
    stands = assumed.said["clock"].get("now") if assumed else None
    return datetime.fromisoformat(stands) if stands else clock.now()


def draft_of(crisis: Crisis, draft_id: UUID) -> Draft:
    """One advisory. Raises Draft.DoesNotExist, for one of another crisis too."""
    return Draft.objects.select_related("crisis").get(crisis=crisis, pk=draft_id)


def newest_preflight(draft: Draft) -> StoredPreflight | None:
    """The newest of an advisory as it stands."""
    return preflights_of(draft.crisis).filter(advisory=draft.name, made_at__gte=draft.changed_at).first()


class InForce(NamedTuple):
    """What an alert of others says, in one of its blocks of information; or why the desk cannot read it."""

    received_at: datetime
    headline: str
    expires: datetime | None
    unread: str = ""  # why


def alerts_in_force(crisis: Crisis, at: datetime) -> list[InForce]:
    """Of others' CAP alerts, what had come in and not ended by then, the newest first.

    One that cannot be read counts as in force: nobody knows that it ended.
    """
    rows = StandingAlert.objects.filter(crisis=crisis, received_at__lte=at).order_by("-received_at", "id")
    found = [each for row in rows for each in _blocks_of(row)]
    return [each for each in found if not each.expires or each.expires > at]


def _blocks_of(row: StandingAlert) -> list[InForce]:
    try:
        infos = read_alert(bytes(row.original)).infos
    except BadInput as error:
        return [InForce(row.received_at, "", None, error.faults[0].wrong)]
    return [InForce(row.received_at, info.headline or info.event, info.expires) for info in infos]


def drafts_of(crisis: Crisis) -> QuerySet[Draft]:
    """The crisis's advisories, by name."""
    return Draft.objects.filter(crisis=crisis).order_by("name")
