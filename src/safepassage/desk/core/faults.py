"""What a log says of a fault: its kind, place and page, never the words of it, which may quote a person."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from traceback import walk_tb


class FaultFormatter(logging.Formatter):
    """A line a record, then a line for each place that the exception came through."""

    def format(self, record: logging.LogRecord) -> str:
        """The record in plain text; of a page the pattern of its address, as the address itself names people."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")
        request = getattr(record, "request", None)
        said = record.getMessage() if request is None else f"{request.method} {_page(request)}"
        lines = [f"{at} {record.levelname} {record.name}: {said}"]
        if record.exc_info and record.exc_info[1]:
            lines += _places(record.exc_info[1])
        return "\n".join(lines)


def _page(request: object) -> str:
    match = getattr(request, "resolver_match", None)
    return match.route if match else "(no such page)"


def _places(error: BaseException) -> Iterator[str]:
    """The first cause first, as Python tells it."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause:
        yield from _places(cause)
        yield "  which led to"
    yield f"  {type(error).__module__}.{type(error).__qualname__}"
    for frame, line in walk_tb(error.__traceback__):
        yield f"    {frame.f_globals.get('__name__', '?')}:{line} in {frame.f_code.co_qualname}"
