"""Writes of the ground. Each is atomic and records its act last; nothing is deleted, things end."""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from safepassage.desk.core import clock
from safepassage.desk.core.ids import Actor, new_id
from safepassage.desk.core.sealing import seal
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.ground.models import TABLES, Former, OnGround, Roads
from safepassage.desk.ground.queries import fields_of, former_in, opened, roads_path, sealed_in
from safepassage.desk.ledger.actions import record
from safepassage.desk.ledger.queries import open_key

Fields = Mapping[str, Any]  # by the names of the crisis folder, without the id, which is the code


@transaction.atomic
def put(crisis: Crisis, kind: Kind, code: str, fields: Fields, *, actor: Actor) -> OnGround:
    """A new thing on the ground. Raises ValidationError for what it cannot be, NotNow if `code` is taken."""
    thing = _made(crisis, kind, code, fields, clock.now(), open_key(crisis.key_id))
    if TABLES[kind]._default_manager.filter(crisis=crisis, code=code, ended_at=None).exists():
        raise NotNow(f"there is a {kind} of this short name already")
    thing.save(force_insert=True)
    _record(actor, f"put_{kind}", thing, new={"code": code} | fields_of(thing))
    return thing


@transaction.atomic
def put_all(crisis: Crisis, things: Mapping[Kind, Mapping[str, Fields]], *, actor: Actor) -> int:
    """Many things at once, by kind and code, in one act; how many. Raises as `put` does, and then none is there."""
    now, key = clock.now(), open_key(crisis.key_id)
    for kind, by_code in things.items():
        if TABLES[kind]._default_manager.filter(crisis=crisis, code__in=list(by_code), ended_at=None).exists():
            raise NotNow(f"there is a {kind} of one of these short names already")
        made = [_made(crisis, kind, code, fields, now, key) for code, fields in by_code.items()]
        TABLES[kind]._default_manager.bulk_create(made, batch_size=500)
    where = {"crisis": crisis.id, "key": crisis.key_id}
    record(actor=actor, verb="ground.put_all", subject=crisis.reference, new=things, **where)
    return sum(map(len, things.values()))


@transaction.atomic
def change(thing: OnGround, fields: Fields, *, actor: Actor, reason: str = "") -> OnGround:
    """Say something else of a thing; fields that are not given stay. How it stood is kept.

    Raises ValidationError, and NotNow if it ended, or somebody changed it since `thing` was read.
    """
    crisis, now = thing.crisis, clock.now()
    key = open_key(crisis.key_id)
    there = type(thing)._default_manager.select_for_update().filter(pk=thing.pk, ended_at=None)
    stood = there.filter(changed_at=thing.changed_at).first()
    if stood is None:
        raise NotNow("it was changed or has ended meanwhile; look at it again")
    old = fields_of(opened(stood, key))
    for name, value in fields.items():
        setattr(stood, _known(stood, name), value)
    _check(stood)
    _keep_former(stood, old, key, now)
    stood.changed_at = now
    _seal(stood, key)
    stood.save(force_update=True)
    _record(actor, f"change_{stood.what}", stood, old=old, new=fields_of(stood), reason=reason)
    return stood


@transaction.atomic
def remove(thing: OnGround, *, actor: Actor, reason: str) -> None:
    """Say that a thing is not there any more. Raises NotNow if it ended already."""
    there = type(thing)._default_manager.filter(pk=thing.pk, ended_at=None)
    if not there.update(ended_at=clock.now()):
        raise NotNow("it has ended already")
    _record(actor, f"remove_{thing.what}", thing, old={"code": thing.code}, reason=reason)


@transaction.atomic
def put_roads(crisis: Crisis, file: Path, *, actor: Actor) -> Roads:
    """Take `file`, a built road file, as the crisis's roads; it is copied. The one before ends."""
    sha256 = _kept(file)
    now = clock.now()
    Roads.objects.filter(crisis=crisis, ended_at=None).update(ended_at=now)
    roads = Roads.objects.create(crisis=crisis, sha256=sha256, size=file.stat().st_size, begun_at=now)
    said = {"sha256": sha256, "size": roads.size}
    record(actor=actor, verb="ground.put_roads", subject=roads.reference, crisis=crisis.id, key=crisis.key_id, new=said)
    return roads


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _made(crisis: Crisis, kind: Kind, code: str, fields: Fields, now: datetime, key: bytes) -> OnGround:
    table = TABLES[kind]
    thing = opened(table(id=new_id(), crisis=crisis, code=code, begun_at=now, changed_at=now), key)
    for name, value in fields.items():
        setattr(thing, _known(thing, name), value)
    _check(thing)
    _seal(thing, key)
    return thing


def _known(thing: OnGround, name: str) -> str:
    if name not in thing.SEALED:
        thing._meta.get_field(name)  # raises FieldDoesNotExist
    return name


def _check(thing: OnGround) -> None:
    thing.clean_fields(exclude={"crisis"})
    thing.clean()


def _seal(thing: OnGround, key: bytes) -> None:
    said = {name: getattr(thing, name) for name in thing.SEALED if getattr(thing, name)}
    thing.sealed = seal(key, _json(said), sealed_in(thing)) if said else None


def _keep_former(stood: OnGround, old: Fields, key: bytes, now: datetime) -> None:
    former = Former(crisis=stood.crisis, thing=stood.id, from_at=stood.changed_at, until_at=now)
    former.sealed = seal(key, _json(old), former_in(former.id))
    former.save(force_insert=True)


def _json(value: Any) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).encode()


def _kept(file: Path) -> str:
    """Copy a road file into the data directory, whole or not at all; its hash. Nothing happens if it is there."""
    with file.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    path = roads_path(sha256)
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        shutil.copyfile(file, beside)
        beside.chmod(0o600)
        beside.replace(path)
    return sha256


def _record(actor: Actor, verb: str, thing: OnGround, **said: Any) -> None:
    where = {"crisis": thing.crisis_id, "key": thing.crisis.key_id}
    record(actor=actor, verb=f"ground.{verb}", subject=thing.reference, **where, **said)
