"""Who is in a drawn area: part of desk_register. Each area is asked for twice, as its border has to be opened first."""

from datetime import timedelta
from typing import Any

from benchmarks.desk_invented import LARGEST, NOON
from benchmarks.measuring import spent

MOST_S = 0.5
AREAS = {"a street": 0.3, "a quarter": 1.0, "a district": 3.0, "a town": 10.0, "a province": 100.0}  # about so many km


def measure(crisis: Any) -> None:
    """Print what each area takes."""
    _ask(crisis, (49.0, 31.0), 0.3)  # once in a process: imports, the large cells
    for name, across_km in AREAS.items():
        _say(name, crisis, across_km)


def _say(name: str, crisis: Any, across_km: float) -> None:
    found: list[Any] = []
    first = spent(lambda: found.append(_ask(crisis, LARGEST, across_km / 2)))
    again = min(spent(lambda: _ask(crisis, LARGEST, across_km / 2)) for _ in range(3))
    met = "met" if max(first.wall, again.wall) <= MOST_S else "MISSED"
    who = f"{found[0].persons:,} persons, {len(found[0].at_border):,} of them at its border"
    print(f"  {name}, {across_km:g} km, {who}: "
          f"{first.wall:.3g} s (processor {first.cpu:.3g}), again {again.wall:.3g} s ({again.cpu:.3g}); "
          f"at most {MOST_S:g} s: {met}", flush=True)  # fmt: skip


def _ask(crisis: Any, middle: tuple[float, float], radius_km: float) -> Any:
    """A star of 24 corners, as somebody might draw around something."""
    import shapely

    from safepassage.desk.people.queries import persons_in
    from safepassage.formats.cap import parse_circle

    around = parse_circle(f"{middle[0]},{middle[1]} {radius_km}").exterior.coords[:-1:7]
    lon, lat = middle[1], middle[0]
    corners = [(x, y) if i % 2 else (lon + (x - lon) * 0.7, lat + (y - lat) * 0.7) for i, (x, y) in enumerate(around)]
    return persons_in(crisis, shapely.Polygon(corners), old_before=NOON - timedelta(hours=24))
