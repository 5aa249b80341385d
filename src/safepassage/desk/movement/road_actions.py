"""Writes of roads: an uploaded map is kept, built by a worker, and taken into use; the old roads stay until then."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
import shapely
from django.db import transaction

from safepassage.desk.core import clock
from safepassage.desk.core.ids import Actor, new_id
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground import actions as ground
from safepassage.desk.ledger.actions import record
from safepassage.desk.movement.models import RoadBuild
from safepassage.desk.movement.road_builds import SUFFIXES, is_going_on, map_of
from safepassage.errors import BadInput, Fault
from safepassage.formats.cap import parse_polygon
from safepassage.planning.io import build_roads, write_roads
from safepassage.planning.network import Network

LARGEST_BYTES = 200_000_000
SAYS_SO_EVERY_S = 1.0
WARNED_BELOW = 0.5  # of the crisis area, by the box around the roads
Step = RoadBuild.Step


class Upload(Protocol):
    """A file as a form gives it."""

    name: str
    size: int

    def chunks(self) -> Iterator[bytes]: ...


def keep_map(crisis: Crisis, upload: Upload) -> RoadBuild:
    """Keep an uploaded map in the data directory; its row is not saved.

    Raises BadInput for one that is none, NotNow while another is built.
    """
    _check(upload)
    if any(is_going_on(each) for each in RoadBuild.objects.filter(crisis=crisis)):
        raise NotNow("other roads are being built; wait until they are done")
    now = clock.now()
    row = RoadBuild(id=new_id(), crisis=crisis, name=upload.name[:200], size=upload.size, asked_at=now, moved_at=now)
    path = map_of(row)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return row


def build(build_id: object, *, actor: Actor) -> RoadBuild:
    """Make roads of an uploaded map and take them into use; faults are told in the row. May be begun again."""
    row = RoadBuild.objects.select_related("crisis").get(pk=build_id)
    if row.step in (Step.DONE, Step.FAILED):
        return row
    source, made = map_of(row), map_of(row).with_suffix(".roads")
    try:
        network = _built(row, source)
        _say(row, Step.WRITING, network.n_lines)
        warning = _against_area(row, network)
        write_roads(network, made)
        _take(row, made, [*warning, *network.left_out], actor)
    except BadInput as error:
        _fail(row, "; ".join(_told(fault, source, row.name) for fault in error.faults), actor)
    for file in (source, made):  # last: a worker that is killed before finds them again
        file.unlink(missing_ok=True)
    return row


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _check(upload: Upload) -> None:
    if not upload.name.lower().endswith(SUFFIXES):
        raise BadInput([Fault(upload.name, "", "it is no map by its name", f"a file {', '.join(SUFFIXES)}")])
    if not upload.size:
        raise BadInput([Fault(upload.name, "", "the file is empty", "a map with roads")])
    if upload.size > LARGEST_BYTES:
        most = f"at most {LARGEST_BYTES // 1_000_000} MB: an extract of the region, not of the country"
        raise BadInput([Fault(upload.name, "", f"it has {upload.size // 1_000_000} MB", most)])


def _built(row: RoadBuild, source: Path) -> Network:
    said_at = [0.0]
    _say(row, Step.READING, 0)

    def progress(what: str, count: int) -> None:
        if what == "lines to join":
            _say(row, Step.JOINING, count)
        elif time.monotonic() - said_at[0] >= SAYS_SO_EVERY_S:
            said_at[0] = time.monotonic()
            _say(row, Step.READING, count)

    return replace(build_roads(source, progress=progress), source=row.name)


def _against_area(row: RoadBuild, network: Network) -> list[str]:
    """What to say of roads that cover the area in part. Raises BadInput where none of them lies in it."""
    if not row.crisis.area:
        return ["nobody has said where the crisis is, so the roads were not compared with its area"]
    area = parse_polygon(row.crisis.area)
    lon, lat = network.point_lon, network.point_lat
    box = shapely.box(lon.min(), lat.min(), lon.max(), lat.max())
    if not np.any(shapely.contains_xy(area, lon, lat)):
        wrong = f"no road lies in the crisis area; the map holds latitude {lat.min():.3f} to {lat.max():.3f}, " \
                f"longitude {lon.min():.3f} to {lon.max():.3f}"  # fmt: skip
        raise BadInput([Fault(row.name, "", wrong, "a map of the crisis area and of the havens around it")])
    if area.intersection(box).area < WARNED_BELOW * area.area:
        return ["the map covers less than half of the crisis area"]
    return []


def _say(row: RoadBuild, step: Step, counted: int) -> None:
    row.step, row.counted, row.moved_at = step, counted, clock.now()
    row.save(update_fields=["step", "counted", "moved_at"])


@transaction.atomic
def _take(row: RoadBuild, made: Path, left_out: list[str], actor: Actor) -> None:
    ground.put_roads(row.crisis, made, actor=actor)
    row.said = "\n".join(left_out)
    row.save(update_fields=["said"])
    _say(row, Step.DONE, row.counted)
    _record(row, "build_roads", actor, new={"lines": row.counted, "said": row.said})


@transaction.atomic
def _fail(row: RoadBuild, said: str, actor: Actor) -> None:
    row.said = said
    row.save(update_fields=["said"])
    _say(row, Step.FAILED, 0)
    _record(row, "fail_to_build_roads", actor, new={"said": said})


def _told(fault: Fault, source: Path, name: str) -> str:
    return str(fault).replace(str(source), name).replace(source.name, name)


def _record(row: RoadBuild, verb: str, actor: Actor, **said: object) -> None:
    crisis = row.crisis
    where = {"crisis": crisis.id, "key": crisis.key_id}
    record(actor=actor, verb=f"movement.{verb}", subject=row.reference, **where, **said)
