"""Files as they are written: piece by piece, so that nobody has to hold one whole."""

from collections.abc import Generator
from typing import IO

PIECE_BYTES = 1 << 16  # about; a piece ends with a record

Pieces = Generator[bytes, None, int]  # ends with how many records there were


def written(stream: IO[bytes], pieces: Pieces) -> int:
    """Write all pieces to a stream; gives how many records there were."""
    try:
        while True:
            stream.write(next(pieces))
    except StopIteration as end:
        return int(end.value)
