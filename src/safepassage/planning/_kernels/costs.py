"""Seconds of arcs, from the seconds of the edges that they are made of."""

import numpy as np

from safepassage.planning._kernels.compiling import kernel

LONGEST_S = 10**8  # beyond any horizon


@kernel
def costs(piece_first, piece_edge, piece_begin, piece_end, piece_m, edge_s, off_road_s_per_m, factor, forgiven):
    """Round up to whole seconds for each piece, and add up for each arc.

    piece_*: as in `arcs.Arcs`. edge_s: (n_edges,) float64 exact seconds of whole edges, inf = barred. off_road_s_per_m:
    exact seconds a metre where piece_edge is -1. All are divided by `factor`, on speed; `forgiven` is taken off before
    rounding. Returns (of pieces, of arcs), int32: (n_pieces,); (n_arcs,), -1 = barred.
    """
    piece_s = np.empty(len(piece_edge), np.int32)
    arc_s = np.empty(len(piece_first) - 1, np.int32)
    for a in range(len(arc_s)):
        total = np.int64(0)
        for p in range(piece_first[a], piece_first[a + 1]):
            e = piece_edge[p]
            barred = e >= 0 and np.isinf(edge_s[e])
            exact = piece_m[p] * off_road_s_per_m if e < 0 else edge_s[e] * (piece_end[p] - piece_begin[p])
            whole = LONGEST_S if barred else min(np.ceil(exact / factor - forgiven), LONGEST_S)
            piece_s[p] = np.int32(whole)
            total += np.int64(whole)
        arc_s[a] = -1 if total >= LONGEST_S else total
    return piece_s, arc_s
