"""The cheapest flow of people to few sinks, against a linear program."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.planning import naive_placing as naive

from safepassage.planning._kernels.transport import FAR, transport


@st.composite
def flows(draw):
    """Parties, sinks and an arrangement of them that shows that there is a flow."""
    p, k = draw(st.integers(1, 8)), draw(st.integers(1, 4))
    cells = st.lists(st.integers(0, 12), min_size=k, max_size=k)
    cost = np.array(draw(st.lists(cells, min_size=p, max_size=p)), np.int64)
    size = np.array(draw(st.lists(st.integers(1, 4), min_size=p, max_size=p)), np.int64)
    sink = draw(st.lists(st.integers(0, k - 1), min_size=p, max_size=p))
    open_to = cost < draw(st.integers(3, 13))
    open_to[np.arange(p), sink] = True
    used = np.bincount(sink, size, k).astype(np.int64)
    room = np.array(draw(st.lists(st.integers(0, 3), min_size=k, max_size=k)), np.int64)
    need = np.array(draw(st.lists(st.integers(0, 6), min_size=k, max_size=k)), np.int64)
    return cost, open_to, size, used + room, np.minimum(need, used)


@given(flows())
@settings(max_examples=120, deadline=None)
def test_the_flow_is_the_cheapest_and_its_prices_prove_it(these):
    cost, open_to, size, places, least = these
    k = cost.shape[1]
    charged = np.where(open_to, cost, FAR)
    flow, price = transport(charged, size, places, least, (k + 1) * 25)
    used = flow.sum(axis=0)

    assert flow.sum(axis=1).tolist() == size.tolist()
    assert np.all(flow >= 0)
    assert not np.any(flow[~open_to])
    assert np.all((least <= used) & (used <= places))
    assert int((cost * flow).sum()) == round(naive.cheapest_flow(cost, open_to, size, places, least))

    total = np.where(open_to, cost + price, FAR)
    assert np.all((flow == 0) | (total == total.min(axis=1)[:, None]))


def test_what_no_sink_can_take_is_taken_at_the_dear_rate():
    cost = np.array([[1, 5], [2, FAR]], np.int64)
    flow, price = transport(cost, np.array([2, 3]), np.array([2, 1]), np.array([0, 0]), 100)
    assert flow.sum(axis=1).tolist() == [2, 3]
    assert price[0] >= 100
