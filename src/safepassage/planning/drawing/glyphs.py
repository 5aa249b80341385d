"""The shapes of a drawing: one shape and one colour for each verdict, houses for havens and shelters."""

from collections.abc import Mapping

from safepassage.planning.drawing.svg import element, joined, translate
from safepassage.planning.model import Verdict

# Twelve units wide, about the origin. Colours stand in map.css: the palette of Okabe and Ito (2008), told apart by
# colour-blind people; every shape differs as well.
SHAPES: Mapping[str, str] = {
    Verdict.ON_TIME: "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z",
    Verdict.NO_PLACE: "M-5.2-5.2h10.4v10.4h-10.4z",
    Verdict.TOO_LATE: "M0-6.5L6.4 5H-6.4z",
    Verdict.NO_ROUTE: "M-6-3.2L-3.2-6 0-2.8 3.2-6 6-3.2 2.8 0 6 3.2 3.2 6 0 2.8-3.2 6-6 3.2-2.8 0z",
    Verdict.REFUSED: "M0-7L6.6 0 0 7-6.6 0z",
    Verdict.CANNOT_MOVE: "M-2-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
    Verdict.NOT_TOLD: "M0 6.5L6.4-5H-6.4z",
    Verdict.NOT_LOCATED: "M-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0z",
    "haven": "M-9-1L0-9 9-1 9 8H3V2H-3V8H-9z",
    "shelter": "M-6 0L0-6 6 0V5H-6z",
}


def definitions() -> str:
    """The shapes, to be used by `glyph`."""
    return joined(element("path", id=f"shape-{name}", class_=f"glyph {name}", d=d) for name, d in SHAPES.items())


def glyph(name: str, x: float = 0, y: float = 0, size: float = 1) -> str:
    scale = f" scale({round(size, 2)})" if size != 1 else ""
    return element("use", href=f"#shape-{name}", transform=translate(x, y) + scale)
