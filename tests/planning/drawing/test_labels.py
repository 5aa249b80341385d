"""Labels: beside their place, none over another."""

from hypothesis import given
from hypothesis import strategies as st

from safepassage.planning.drawing.frame import WIDTH, Frame
from safepassage.planning.drawing.labels import Box, Room

FRAME = Frame(50, 36, 0.05, 800)
PLACES = st.lists(st.tuples(st.floats(0, WIDTH), st.floats(0, 800)), min_size=1, max_size=40)


@given(PLACES, st.floats(5, 200), st.floats(5, 60))
def test_no_label_lies_over_another_or_leaves_the_frame(
    places: list[tuple[float, float]], width: float, height: float
) -> None:
    room = Room(FRAME)
    boxes = [box for x, y in places if (box := room.place(x, y, width, height))]
    assert not [1 for n, box in enumerate(boxes) for other in boxes[:n] if box.meets(other)]
    assert all(box.left >= 0 and box.top >= 0 for box in boxes)
    assert all(box.left + box.width <= WIDTH and box.top + box.height <= 800 for box in boxes)


def test_a_label_takes_the_right_side_where_that_is_free() -> None:
    assert Room(FRAME).place(500, 400, 100, 20) == Box(512, 390, 100, 20)


def test_a_label_without_room_is_left_out() -> None:
    room = Room(FRAME)
    room.taken.append(Box(0, 0, WIDTH, 800))
    assert room.place(500, 400, 100, 20) is None
