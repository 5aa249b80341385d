"""The drawing as one picture: the map with its title above it and its key beside it."""

from collections.abc import Iterable
from typing import NamedTuple

from safepassage.planning import wording
from safepassage.planning.drawing.frame import WIDTH
from safepassage.planning.drawing.labels import width_of
from safepassage.planning.drawing.scene import Key, scene_of, template
from safepassage.planning.drawing.svg import element, joined, text, translate
from safepassage.planning.model import Crisis, Preflight
from safepassage.planning.wording import Times, plain

_MARGIN = 24.0
_KEY_WIDTH = 330.0
_TITLE_HEIGHT = 104.0
_KEY_ROW = 24.0
_KEY_TYPE = 14.0


def draw_picture(result: Preflight, crisis: Crisis) -> str:
    """The drawing as one SVG with title and key, in a font family named `Noto Sans`; for printing and for PNG."""
    scene = scene_of(result, crisis)
    key = _picture_key(scene.key)
    margin, map_height = _MARGIN, max(scene.height, key.height)
    width = margin * 3 + WIDTH + _KEY_WIDTH
    height = margin * 2 + _TITLE_HEIGHT + map_height
    clip = element("clipPath", element("rect", width=WIDTH, height=scene.frame.height), id="frame")
    paper = element("rect", class_="paper", width=WIDTH, height=scene.frame.height)
    world = element("g", scene.world, clip_path="url(#frame)")
    map_group = element("g", paper, world, scene.strip, transform=translate(margin, margin + _TITLE_HEIGHT))
    key_group = element("g", key.markup, transform=translate(margin * 2 + WIDTH, margin + _TITLE_HEIGHT))
    style = f"<style>{template('map.css')}{template('picture.css')}</style>"
    body = style + element("defs", scene.definitions, clip) + _title(result, margin) + map_group + key_group
    box = f"0 0 {width:.0f} {height:.0f}"
    return element("svg", body, xmlns="http://www.w3.org/2000/svg", width=width, height=height, viewBox=box)


def _title(result: Preflight, margin: float) -> str:
    times, advisory = Times.of(result), result.advisory
    can = "can" if result.all_on_time and result.people.total else "cannot"
    lines = (
        text(margin, margin + 22, wording.verdict_line(result), class_=f"title {can}"),
        text(margin, margin + 50, f"{wording.rest_line(result)}. {wording.STATUSES[result.status]}", class_="subtitle"),
        text(
            margin,
            margin + 76,
            f"{plain(result.crisis)} · advisory “{plain(advisory.name)}”, issued {times.at(advisory.issued_at)}",
            class_="subject",
        ),
    )
    return joined(lines)


class _Column(NamedTuple):
    markup: str
    height: float


def _picture_key(key: Iterable[Key]) -> _Column:
    drawn, y = [text(0, 12, "People and signs", class_="key-title")], 36.0
    for row in key:
        lines = _wrapped(row.words, _KEY_WIDTH - 40 - width_of(row.people, _KEY_TYPE))
        drawn.append(element("g", row.sample, transform=translate(12, y - 5)))
        drawn += [text(36, y + 17 * n, line, class_="key-words") for n, line in enumerate(lines)]
        if row.people:
            drawn.append(text(_KEY_WIDTH, y, row.people, class_="key-count"))
        y += _KEY_ROW + 17 * (len(lines) - 1)
    return _Column(joined(drawn), y)


def _wrapped(content: str, width: float) -> list[str]:
    lines = [""]
    for word in content.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, _KEY_TYPE) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
