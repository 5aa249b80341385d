"""Uploads that never touch a disk: what people send about people stays in memory until it is sealed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from safepassage.desk.intake.actions import MOST_BYTES


class InMemory(MemoryFileUploadHandler):
    """Keeps one file of at most MOST_BYTES; of a larger one it keeps nothing, and says so."""

    is_too_large = False

    def handle_raw_input(self, *_args: Any, **_kwargs: Any) -> None:
        """Whatever size the browser states: what comes is counted."""
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Raises SkipFile beyond the limit."""
        if start + len(raw_data) > MOST_BYTES:
            self.is_too_large = True
            self.file.close()
            raise SkipFile
        return super().receive_data_chunk(raw_data, start)  # type: ignore[no-any-return]


def received_in_memory(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a view that takes such a file. The form's token is checked after the handler is set, not before."""
    checked = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def taken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.upload_handlers = [InMemory(request)]
        return checked(request, *args, **kwargs)

    return taken


def was_too_large(request: HttpRequest) -> bool:
    """Whether the file was left out because of its size."""
    return any(getattr(each, "is_too_large", False) for each in request.upload_handlers)
