"""Roads as every road format gives them: nodes, and the lines between them with who may use each way."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class RoadLines:
    """What a reader of one road format hands on; `planning.network.build_network` makes a network of it.

    node_lat, node_lon    (n_nodes,) float64, degrees
    node_id               (n_nodes,) int64
    line_from, line_to    (n_lines,) int64, nodes
    line_points           (n_lines + 1,) int64, line i has points line_points[i]:line_points[i + 1]
    point_lat, point_lon  (n_points,) float64, degrees; a line's first and last points are its end nodes
    line_length_m         (n_lines,) float64
    walk_forward, walk_backward        (n_lines,) bool; forward is from `line_from` to `line_to`
    drive_forward_s, drive_backward_s  (n_lines,) float64, seconds for a vehicle; inf = vehicles may not
    line_way              (n_lines,) int64, OSM way id; 0 = none
    line_class            (n_lines,) uint8, index into classes
    line_name             (n_lines,) int32, index into names; names[0] is ""
    line_capacity_per_h   (n_lines,) float32, vehicles an hour; nan = not known
    """

    node_lat: np.ndarray
    node_lon: np.ndarray
    node_id: np.ndarray
    line_from: np.ndarray
    line_to: np.ndarray
    line_points: np.ndarray
    point_lat: np.ndarray
    point_lon: np.ndarray
    line_length_m: np.ndarray
    walk_forward: np.ndarray
    walk_backward: np.ndarray
    drive_forward_s: np.ndarray
    drive_backward_s: np.ndarray
    line_way: np.ndarray
    line_class: np.ndarray
    line_name: np.ndarray
    line_capacity_per_h: np.ndarray
    classes: tuple[str, ...]
    names: tuple[str, ...]
    source: str
    left_out: tuple[str, ...]  # what the reader left out, in words


def straight_points(
    node_lat: np.ndarray, node_lon: np.ndarray, line_from: np.ndarray, line_to: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`line_points`, `point_lat`, `point_lon` of lines that run straight from node to node."""
    ends = np.column_stack((line_from, line_to)).ravel()
    return np.arange(0, len(ends) + 1, 2, dtype=np.int64), node_lat[ends], node_lon[ends]


def counted(count: int, noun: str) -> str:
    """A count in words: "1 way", "1,234 ways"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def whole_numbers(ids: Collection[str]) -> np.ndarray | None:
    """The ids as (k,) int64; None where one of them is no whole number of 64 bits."""
    try:
        return np.fromiter(map(int, ids), np.int64, len(ids))
    except (ValueError, OverflowError):
        return None


class Numbering:
    """Gives each new text the next number, from 0; `texts` lists them in that order."""

    def __init__(self, *first: str) -> None:
        self._numbers = {text: number for number, text in enumerate(first)}

    def __getitem__(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def all(self, texts: Sequence[str]) -> np.ndarray:
        """Numbers of many texts at once, (k,) int64."""
        numbers = {text: self[text] for text in dict.fromkeys(texts)}
        return np.fromiter(map(numbers.__getitem__, texts), np.int64, len(texts))

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(self._numbers)
