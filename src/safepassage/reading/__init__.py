"""Reading: a report's text to drafts, each field with the span of text it came from. Nothing enters by itself (C2)."""

from safepassage.reading.drafts import SCHEMA, Drafts, as_json
from safepassage.reading.reader import read

__all__ = ["SCHEMA", "Drafts", "as_json", "read"]
