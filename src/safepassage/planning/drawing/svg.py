"""Writes SVG: elements with their text escaped, numbers short, paths of rounded points."""

from collections.abc import Iterable
from html import escape

import numpy as np

from safepassage.planning.wording import plain


def number(value: float) -> str:
    """A coordinate to a tenth of a unit, without a needless zero."""
    return f"{round(value, 1):g}"


def element(name: str, *children: str, **attributes: str | float | None) -> str:
    """An element. Children are markup already; values are escaped; `class_` is written `class`; None is left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(plain(value)) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def words(text: str) -> str:
    """Text as markup."""
    return escape(plain(text))


def text(x: float, y: float, content: str, **attributes: str | float | None) -> str:
    return element("text", words(content), x=x, y=y, **attributes)


def polyline(x: np.ndarray, y: np.ndarray, *, closed: bool = False) -> str:
    """Path data through the points, relative after the first; points that fall together are one. Empty for one point.

    x, y: (n,) float64, drawing units.
    """
    points = np.column_stack((x, y)).round(1)
    moved = np.ones(len(points), bool)
    moved[1:] = (points[1:] != points[:-1]).any(axis=1)
    points = points[moved]
    if len(points) < 2:
        return ""
    steps = np.diff(points, axis=0)
    start = f"M{number(points[0, 0])} {number(points[0, 1])}"
    return start + "".join(f"l{number(dx)} {number(dy)}" for dx, dy in steps.tolist()) + ("z" if closed else "")


def translate(x: float, y: float) -> str:
    return f"translate({number(x)} {number(y)})"


def joined(parts: Iterable[str]) -> str:
    return "".join(parts)
