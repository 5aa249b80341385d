"""Reads of road builds: how far each is, in words, whether its worker was killed; and the roads as lines to draw."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from django.conf import settings
from django.db.models import QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground.queries import roads_of
from safepassage.desk.movement.models import RoadBuild
from safepassage.formats import geojson
from safepassage.formats.osm import SUFFIXES as SUFFIXES
from safepassage.planning.io import read_roads
from safepassage.planning.network import Network

STEPS = (RoadBuild.Step.READING, RoadBuild.Step.JOINING, RoadBuild.Step.WRITING)
MOST_POINTS = 20_000  # of the lines that a page draws: about 400 kB
COARSE_DEG = 0.0003  # lines are drawn to some 30 m
MAIN_FIRST = ("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "")


class Stand(NamedTuple):
    """How a build stands: its row, and what its row cannot know."""

    build: RoadBuild
    was_killed: bool  # its workers were, each time; nobody tries again unasked

    @property
    def is_going_on(self) -> bool:
        return not self.was_killed and self.build.step not in (RoadBuild.Step.DONE, RoadBuild.Step.FAILED)

    @property
    def can_be_tried_again(self) -> bool:
        return self.was_killed and map_of(self.build).exists()

    @property
    def number(self) -> int:
        """Which of the steps it is at, from 1; 0 before."""
        return STEPS.index(self.build.step) + 1 if self.build.step in STEPS else 0


def builds_of(crisis: Crisis) -> QuerySet[RoadBuild]:
    """The crisis's road builds, the newest first."""
    return RoadBuild.objects.filter(crisis=crisis).order_by("-asked_at", "-id")


def stands(build: RoadBuild) -> Stand:
    """How it stands. One whose task was given up has a row that still says "reading"."""
    over = (RoadBuild.Step.DONE, RoadBuild.Step.FAILED)
    gone = build.step not in over and _is_given_up(build)
    return Stand(build, gone)


def is_going_on(build: RoadBuild) -> bool:
    """Whether it waits for a worker, or one is at it."""
    return stands(build).is_going_on


def map_of(build: RoadBuild) -> Path:
    """Where the uploaded map lies until it is done; its suffix says what it is."""
    suffix = next((each for each in SUFFIXES if build.name.lower().endswith(each)), ".pbf")
    return Path(settings.ENVIRONMENT.data_dir) / "maps" / f"{build.id}{suffix}"


def road_lines(crisis: Crisis) -> str | None:
    """The crisis's roads as GeoJSON, at most MOST_POINTS points, main roads first; None if it has none.

    It is made once for each road file, and kept beside it.
    """
    file = roads_of(crisis)
    if file is None:
        return None
    kept = file.with_suffix(".geojson")
    if not kept.exists():
        beside = kept.with_name(f".{kept.name}")
        beside.write_text(drawn(read_roads(file)), encoding="utf-8")
        beside.replace(kept)
    return kept.read_text(encoding="utf-8")


def drawn(network: Network) -> str:
    """A network as GeoJSON lines, each with its class: whole classes, main roads first, as long as they are few."""
    left, features = MOST_POINTS, []
    order = sorted(range(len(network.classes)), key=lambda each: _rank(network.classes[each]))
    for each in order:
        lines = np.flatnonzero(network.line_class == each)
        shapes = shapely.simplify(network.lines[lines], COARSE_DEG)
        points = int(shapely.get_num_coordinates(shapes).sum())
        if points > left:
            break
        left -= points
        if len(lines):
            whole = shapely.set_precision(shapely.multilinestrings(shapes), 1e-5, mode="pointwise")
            features.append(({"class": network.classes[each]}, whole))
    return geojson.format_features(features)


def _rank(name: str) -> int:
    plain = name.removesuffix("_link")
    return MAIN_FIRST.index(plain) if plain in MAIN_FIRST else len(MAIN_FIRST)


def _is_given_up(build: RoadBuild) -> bool:
    ended = (TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL)
    return build.task is not None and DBTaskResult.objects.filter(pk=build.task, status__in=ended).exists()
