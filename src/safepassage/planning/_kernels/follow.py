"""Following ways from start to stop: sums along them, their pieces, their points."""

import numpy as np

from safepassage.planning._kernels.compiling import inlined, kernel
from safepassage.planning._kernels.never import NEVER
from safepassage.planning._kernels.states import LATEST, SECONDS


@kernel
def along(
    first, count, moves, enter, move, arc, arc_m, arc_inside, arc_areas, areas_first, area_begin, area_end, area_rate
):
    """Sum up ways, as `forward.ways_forward` gives them in first, count, moves, enter.

    first, count: (k,), any shape flattened. move, arc: as `states.moves` gives them. arc_m: (n_arcs,) float64 metres.
    arc_inside: (n_arcs,) bool, who waits to enter it waits indoors. arc_areas: (n_arcs,) int32, which set of control
    and hazard areas the arc meets; areas_first: CSR over sets into area_begin, area_end (int32 window) and area_rate
    (float64, exposure of one second).

    Returns (metres, outdoor_s, hazard_s, risk): (k,) float64; int32 seconds outdoors, moving or waiting; int32 seconds
    on arcs in such areas, or waiting outdoors after one; float64 Σ seconds × exposure.
    """
    k = len(first)
    metres = np.zeros(k)
    outdoor_s = np.zeros(k, np.int32)
    hazard_s = np.zeros(k, np.int32)
    risk = np.zeros(k)
    for i in range(k):
        left = np.int32(0)
        for q in range(first[i], first[i] + count[i]):
            a, seconds = arc[moves[q]], move[moves[q], SECONDS]
            waits = enter[q] - left if q > first[i] and not arc_inside[a] else np.int32(0)
            outdoor_s[i] += waits + seconds
            if waits > 0:
                beside = arc_areas[arc[moves[q - 1]]]
                hazard_s[i] += _covered(areas_first, area_begin, area_end, beside, left, enter[q])
            left = enter[q] + seconds
            metres[i] += arc_m[a]
            rate = _rate(areas_first, area_begin, area_end, area_rate, arc_areas[a], enter[q], left)
            if rate >= 0:
                hazard_s[i] += seconds
                risk[i] += rate * seconds
    return metres, outdoor_s, hazard_s, risk


@inlined
def _rate(areas_first, area_begin, area_end, area_rate, areas, begin, end):
    """Exposure of one second in a set of areas whose windows meet [begin, end); -1 = in none."""
    rate = -1.0
    for j in range(areas_first[areas], areas_first[areas + 1]):
        if area_begin[j] < end and begin < area_end[j]:
            rate = max(rate, 0.0) + area_rate[j]
    return rate


@inlined
def _covered(areas_first, area_begin, area_end, areas, begin, end):
    """Seconds of [begin, end) in some window of a set of areas."""
    seconds, now = 0, begin
    while now < end:
        inside, until = now, end  # the end of the windows that hold `now`; else when the next one begins
        for j in range(areas_first[areas], areas_first[areas + 1]):
            if area_begin[j] <= now < area_end[j]:
                inside = max(inside, min(end, area_end[j]))
            elif area_begin[j] > now:
                until = min(until, area_begin[j])
        seconds += inside - now
        now = inside if inside > now else until
    return seconds


@kernel
def set_out_late(first, count, moves, enter, move, hours):
    """Shift waits along each way to its start, so far as the arrival stays: who waits then waits at home. In place.

    first, count: (k,), any shape flattened. enter: (n,) int32 seconds, changed.
    """
    for i in range(len(first)):
        slack = NEVER  # how much later all moves so far may be entered
        for q in range(first[i], first[i] + count[i] - 1):
            slack = min(slack, hours[moves[q], LATEST] - enter[q])
            waits = enter[q + 1] - enter[q] - move[moves[q], SECONDS]
            later = max(0, min(slack, waits))
            slack -= later
            for p in range(first[i], q + 1 if later else first[i]):
                enter[p] += later


@kernel
def pieces_along(first, count, moves, enter, arc, pace, piece_first, piece_seconds):
    """Unfold ways into pieces of edges, with the second at which each is entered and left.

    first, count: (k,). pace: (n_moves,) int32; piece_first: (n_arcs + 1,) int64; piece_seconds: (n_paces, n_pieces)
    int32. Returns (start, piece, entered, left): `start` (k + 1,) int64 is a CSR over ways; the rest int64.
    """
    k = len(first)
    start = np.zeros(k + 1, np.int64)
    for i in range(k):
        start[i + 1] = start[i]
        for q in range(first[i], first[i] + count[i]):
            start[i + 1] += piece_first[arc[moves[q]] + 1] - piece_first[arc[moves[q]]]
    piece = np.empty(start[k], np.int64)
    entered = np.empty(start[k], np.int64)
    left = np.empty(start[k], np.int64)
    at = 0
    for i in range(k):
        for q in range(first[i], first[i] + count[i]):
            m, now = moves[q], np.int64(enter[q])
            for p in range(piece_first[arc[m]], piece_first[arc[m] + 1]):
                piece[at] = p
                entered[at] = now
                now += piece_seconds[pace[m], p]
                left[at] = now
                at += 1
    return start, piece, entered, left


@kernel
def points_along(first, edge, begin, end, edge_line, edge_backward, line_points, point_lat, point_lon):
    """Trace each traveller's way.

    first: (k + 1,) int64 CSR over pieces; edge, begin, end: pieces, edge -1 = off the road.

    A piece is cut at its shares by the length of its line in degrees, longitude shrunk by the cosine of latitude.
    Returns (first, lat, lon): (k + 1,) int64 CSR over points, (n,) float64 degrees each. Points repeated in a row are
    dropped.
    """
    k = len(first) - 1
    room = 64
    for i in range(len(edge)):
        if edge[i] >= 0:
            room += line_points[edge_line[edge[i]] + 1] - line_points[edge_line[edge[i]]] + 2
    out = np.zeros(k + 1, np.int64)
    lat = np.empty(room)
    lon = np.empty(room)
    n = 0
    for i in range(k):
        for p in range(first[i], first[i + 1]):
            if edge[p] < 0:
                continue
            line = edge_line[edge[p]]
            a, b = line_points[line], line_points[line + 1] - 1
            step = 1
            if edge_backward[edge[p]]:
                a, b, step = b, a, -1
            whole = 0.0
            if begin[p] > 0 or end[p] < 1:
                shrink = np.cos(np.radians(point_lat[a]))
                for q in range(a, b, step):
                    whole += np.hypot(point_lat[q + step] - point_lat[q], (point_lon[q + step] - point_lon[q]) * shrink)
            gone = 0.0
            for q in range(a, b + step, step):
                if whole > 0 and q != a:
                    length = np.hypot(point_lat[q] - point_lat[q - step], (point_lon[q] - point_lon[q - step]) * shrink)
                    for share in (begin[p], end[p]):
                        cut = share * whole
                        if gone < cut < gone + length or (cut == gone and share == begin[p] and cut > 0):
                            t = (cut - gone) / length
                            lat[n] = point_lat[q - step] + t * (point_lat[q] - point_lat[q - step])
                            lon[n] = point_lon[q - step] + t * (point_lon[q] - point_lon[q - step])
                            n += 1
                    gone += length
                if begin[p] * whole <= gone <= end[p] * whole and (
                    n == out[i] or lat[n - 1] != point_lat[q] or lon[n - 1] != point_lon[q]
                ):
                    lat[n], lon[n] = point_lat[q], point_lon[q]
                    n += 1
        out[i + 1] = n
    return out, lat[:n], lon[:n]
