"""Reads of the ground, now and as of any time at which the desk knew it."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Value

from safepassage.desk.core.ids import reference as reference_to
from safepassage.desk.core.sealing import unseal
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.ground.models import TABLES, Former, OnGround, Roads
from safepassage.desk.ledger.queries import open_key

NOT_SAID = frozenset({"id", "crisis", "code", "sealed", "begun_at", "changed_at", "ended_at"})  # the desk's own
UNSAID = {"commitments": list, "source": str}  # what a sealed field is when nothing was said


def of_kind(crisis: Crisis, kind: Kind) -> QuerySet[OnGround]:
    """The things of a kind that are there now, in the order in which they were put; sealed fields not opened."""
    return TABLES[kind]._default_manager.filter(crisis=crisis, ended_at=None).order_by("begun_at", "id")


def numbers_of(crisis: Crisis, kinds: Collection[Kind]) -> dict[Kind, int]:
    """How many things of each kind are there now."""
    counted = [
        of_kind(crisis, kind).order_by().values(what=Value(kind.value)).annotate(number=Count("pk")) for kind in kinds
    ]
    found = {row["what"]: row["number"] for row in counted[0].union(*counted[1:], all=True)}
    return {kind: found.get(kind.value, 0) for kind in kinds}


def havens_of(crisis: Crisis) -> dict[UUID, str]:
    """Names of havens and assembly points that are there now, by id, told apart."""
    havens, points = (
        of_kind(crisis, kind).order_by().values_list("id", "name", "code") for kind in (Kind.HAVEN, Kind.ASSEMBLY_POINT)
    )
    return told_apart(havens.union(points).order_by("name", "code"))


def names_of_havens(crisis: Crisis) -> dict[str, str]:
    """Names of havens that are there now, by short name, told apart."""
    return told_apart(of_kind(crisis, Kind.HAVEN).values_list("code", "name", "code"))


def told_apart(named: Iterable[tuple[Any, str, str]]) -> dict[Any, str]:
    """Names by their first; where several have one name, each with its short name, the last: "School (school-5)"."""
    rows = list(named)
    times = Counter(name for _, name, _ in rows)
    return {key: name if times[name] == 1 else f"{name} ({code})" for key, name, code in rows}


def is_kind(name: str) -> bool:
    """Whether there are things of that kind."""
    return name in set(Kind)


def named(crisis: Crisis, references: Iterable[str]) -> dict[str, OnGround]:
    """The things that are there now, by how the ledger names them; sealed fields not opened."""
    wanted = _by_kind(references)
    found = (thing for kind, pks in wanted.items() for thing in of_kind(crisis, kind).filter(pk__in=pks))
    return {thing.reference: thing for thing in found}


def names_of(crisis: Crisis, references: Iterable[str]) -> dict[str, str]:
    """What things are called, those too that are there no more, by how the ledger names them."""
    rows = []
    for kind, pks in _by_kind(references).items():
        table = TABLES[kind]
        called = F("name") if "name" in set(_columns(table)) else F("code")
        named = table._default_manager.filter(crisis=crisis, pk__in=pks).order_by()
        rows.append(named.annotate(what=Value(kind.value), called=called).values_list("what", "id", "called", "code"))
    found = rows[0].union(*rows[1:], all=True) if rows else ()
    return {reference_to(kind, pk): name or code for kind, pk, name, code in found}


def _by_kind(references: Iterable[str]) -> dict[Kind, list[str]]:
    wanted: dict[Kind, list[str]] = {}
    for reference in references:
        kind, _colon, pk = reference.partition(":")
        wanted.setdefault(Kind(kind), []).append(pk)
    return wanted


def things(crisis: Crisis, kind: Kind, as_of: datetime | None = None) -> list[OnGround]:
    """The things of a kind with all their fields, now or as the desk knew them at `as_of`."""
    key = open_key(crisis.key_id)
    if as_of is None:
        return [opened(thing, key) for thing in of_kind(crisis, kind)]
    there = Q(begun_at__lte=as_of) & (Q(ended_at=None) | Q(ended_at__gt=as_of))
    found = TABLES[kind]._default_manager.filter(there, crisis=crisis).order_by("begun_at", "id")
    former = _former(crisis, as_of, key)
    return [_as_it_stood(opened(thing, key), former.get(thing.id)) for thing in found]


def everything(crisis: Crisis, as_of: datetime | None = None) -> dict[Kind, list[OnGround]]:
    """All things on the ground, by kind."""
    return {kind: things(crisis, kind, as_of) for kind in Kind}


def fields_of(thing: OnGround) -> dict[str, Any]:
    """All that is said of an opened thing, by the names of the crisis folder; what is not known is left out."""
    said = {name: getattr(thing, name) for name in _columns(type(thing))}
    said |= {name: getattr(thing, name) for name in thing.SEALED}
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def opened(thing: OnGround, key: bytes) -> OnGround:
    """The thing, with what is sealed set on it. `key`: the crisis's. Raises Unreadable."""
    said = json.loads(unseal(key, bytes(thing.sealed), sealed_in(thing))) if thing.sealed else {}
    for name in thing.SEALED:
        setattr(thing, name, said.get(name, UNSAID[name]()))
    return thing


def sealed_in(thing: OnGround) -> str:
    """What the sealed fields of a thing are bound to."""
    return f"on the ground {thing.id}"


def former_in(former_id: object) -> str:
    """What a former state is bound to."""
    return f"formerly on the ground {former_id}"


def roads_of(crisis: Crisis, as_of: datetime | None = None) -> Path | None:
    """The road file in force, now or as of then; None if the crisis has none."""
    files = Roads.objects.filter(crisis=crisis)
    if as_of is None:
        files = files.filter(ended_at=None)
    else:
        files = files.filter(Q(ended_at=None) | Q(ended_at__gt=as_of), begun_at__lte=as_of)
    found = files.order_by("begun_at").last()
    return roads_path(found.sha256) if found else None


def roads_path(sha256: str) -> Path:
    """Where a road file lies."""
    return Path(settings.ENVIRONMENT.data_dir) / "roads" / f"{sha256}.roads"


def _columns(table: type[OnGround]) -> Iterator[str]:
    return (field.name for field in table._meta.concrete_fields if field.name not in NOT_SAID)


def _former(crisis: Crisis, as_of: datetime, key: bytes) -> dict[object, dict[str, Any]]:
    """What was said of each thing that has changed since `as_of`."""
    rows: Iterable[Former] = Former.objects.filter(crisis=crisis, from_at__lte=as_of, until_at__gt=as_of)
    return {row.thing: json.loads(unseal(key, bytes(row.sealed), former_in(row.id))) for row in rows}


def _as_it_stood(thing: OnGround, said: dict[str, Any] | None) -> OnGround:
    if said is None:
        return thing
    for name in _columns(type(thing)):
        field = thing._meta.get_field(name)
        setattr(thing, name, field.to_python(said[name]) if name in said else field.get_default())
    for name in thing.SEALED:
        setattr(thing, name, said.get(name, UNSAID[name]()))
    return thing
