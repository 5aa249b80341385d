"""How much may be uploaded: nothing large by a stranger, and no more than the largest map by an officer."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

LARGEST_BYTES = 201_000_000  # a map of 200 MB, and the form around it
OF_STRANGERS_BYTES = 2_621_440  # as Django has it for all else


class Bounded(FileUploadHandler):
    """Refuses by the length that the request states, before a byte is kept; Django reads no more than that."""

    def handle_raw_input(
        self, input_data: Any, meta: dict[str, Any], content_length: int, boundary: bytes, encoding: str | None = None
    ) -> None:
        """Raises RequestDataTooBig, which is answered with 400."""
        user = getattr(self.request, "user", None)
        most = LARGEST_BYTES if user is not None and user.is_authenticated else OF_STRANGERS_BYTES
        if content_length > most:
            raise RequestDataTooBig(f"more than {most} bytes")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """On to the next."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """It keeps nothing."""
