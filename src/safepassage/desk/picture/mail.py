"""Mail to reports: the messages of a maildir, each with its own bytes; text alone is read of it."""

import mailbox
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from inscriptis import get_text

from safepassage.desk.picture.outside import Unreachable
from safepassage.desk.picture.reports import NewReport

LARGEST_BYTES = 5_000_000
MOST_PARTS = 100


def messages_in(folder: Path, since: float, today: date) -> Iterator[NewReport]:
    """Messages of a maildir that came after `since`, seconds of the epoch. Nothing in it is moved or changed.

    Raises Unreachable if there is no maildir.
    """
    if not all((folder / part).is_dir() for part in ("new", "cur", "tmp")):
        raise Unreachable("there is no maildir of this name")
    box = mailbox.Maildir(folder, factory=None, create=False)
    for key in sorted(box.iterkeys()):
        file = folder / box._lookup(key)  # type: ignore[attr-defined]
        about = file.stat()
        if about.st_mtime >= since and about.st_size <= LARGEST_BYTES:
            yield message_report(file.read_bytes(), today)


def message_report(content: bytes, today: date) -> NewReport:
    """One message: subject and text; of two forms of the same text the plain one."""
    message = message_from_bytes(content, policy=policy.default)
    subject = str(message.get("subject", ""))
    text = "\n\n".join(filter(None, (subject, _text(message))))
    return NewReport(original=content, text=text, dated_on=_day(message, today), title=subject[:300])


def _text(message: EmailMessage) -> str:
    parts = [part for _, part in zip(range(MOST_PARTS), message.walk(), strict=False)]
    plain = [_content(part) for part in parts if part.get_content_type() == "text/plain"]
    html = [get_text(_content(part)) for part in parts if part.get_content_type() == "text/html"]
    return "\n\n".join(each.strip() for each in plain or html if each.strip())


def _content(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except LookupError:  # a charset that nobody knows
        return (part.get_payload(decode=True) or b"").decode("utf-8", "replace")


def _day(message: EmailMessage, today: date) -> date:
    try:
        return min(parsedate_to_datetime(str(message["date"])).date(), today)
    except (TypeError, ValueError):
        return today
