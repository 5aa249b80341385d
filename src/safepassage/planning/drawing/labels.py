"""Finds room for labels: each beside its own place, none over another."""

from dataclasses import dataclass, field

from safepassage.planning.drawing.frame import WIDTH, Frame

_GAPS = (12.0, 30.0, 55.0, 85.0)  # units between a place and its label, tried in turn
_WAYS = ((1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (1.0, -1.0), (-1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))
_LETTER = 0.56  # width of a letter, as a share of the size of type


def width_of(text: str, size: float) -> float:
    """About how wide `text` is, in units, at `size` units of type."""
    return len(text) * size * _LETTER


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    width: float
    height: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.left + other.width
            and other.left < self.left + self.width
            and self.top < other.top + other.height
            and other.top < self.top + self.height
        )


@dataclass
class Room:
    """What is taken of a drawing; labels are placed first come, first served."""

    frame: Frame
    taken: list[Box] = field(default_factory=list)

    def keep_clear(self, x: float, y: float, radius: float) -> None:
        self.taken.append(Box(x - radius, y - radius, 2 * radius, 2 * radius))

    def place(self, x: float, y: float, width: float, height: float, farthest: float = _GAPS[-1]) -> Box | None:
        """The nearest free box of that size beside (x, y), then taken; None without room within `farthest`."""
        for gap in (gap for gap in _GAPS if gap <= farthest):
            for across, down in _WAYS:
                box = _beside(x, y, width, height, (across * gap, down * gap))
                if self._is_free(box):
                    self.taken.append(box)
                    return box
        return None

    def _is_free(self, box: Box) -> bool:
        within = box.left >= 4 and box.left + box.width <= WIDTH - 4
        within = within and box.top >= 4 and box.top + box.height <= self.frame.height - 4
        return within and not any(box.meets(other) for other in self.taken)


def _beside(x: float, y: float, width: float, height: float, shift: tuple[float, float]) -> Box:
    """The box whose near side or corner lies at (x, y) + shift."""
    across, down = shift
    left = x + across - (width if across < 0 else width / 2 if across == 0 else 0)
    top = y + down - (height if down < 0 else height / 2 if down == 0 else 0)
    return Box(left, top, width, height)
