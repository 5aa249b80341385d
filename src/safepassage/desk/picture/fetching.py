"""Sources that workers ask: each by itself, so that one that fails stops no other; what failed is said on its page."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from safepassage.desk.core import clock
from safepassage.desk.core.ids import Actor
from safepassage.desk.picture.feeds import alert_report, alerts_in, entries_of, is_alert
from safepassage.desk.picture.kinds import SourceKind
from safepassage.desk.picture.mail import messages_in
from safepassage.desk.picture.models import Source
from safepassage.desk.picture.outside import Unreachable, fetch
from safepassage.desk.picture.queries import said, sources_to_fetch
from safepassage.desk.picture.reports import NewReport, note_asked, take_report

EVERY = timedelta(minutes=5)
MOST_AT_ONCE = 20  # sources in one turn; those asked longest ago come first
LOOKS_BACK = timedelta(days=1)  # a message may lie in a maildir for some time before it is seen
MOST_ALERTS = 20  # fetched of one feed in one turn


def fetch_sources(*, actor: Actor) -> int:
    """Ask every source that is due; how many reports were new."""
    due = list(sources_to_fetch(clock.now() - EVERY)[:MOST_AT_ONCE])
    return sum(_fetch(source, actor) for source in due)


def _fetch(source: Source, actor: Actor) -> int:
    new, failed = 0, ""
    try:
        for report in _reports(source):
            new += take_report(source, report, actor=actor).is_new
    except Unreachable as error:
        failed = str(error)
    note_asked(source, failed)
    return new


def _reports(source: Source) -> Iterator[NewReport]:
    address = said(source.crisis, [source])[source.reference]["address"]
    today = clock.now().date()
    if source.kind == SourceKind.MAIL:
        since = (source.asked_at - LOOKS_BACK).timestamp() if source.asked_at else 0.0
        yield from messages_in(_maildir(address), since, today)
        return
    local = settings.FEEDS_MAY_BE_LOCAL
    content = fetch(address, may_be_local=local)
    if source.kind == SourceKind.FEED:
        yield from entries_of(content, today)
    elif is_alert(content):
        yield alert_report(content, today)
    else:
        for link in alerts_in(content)[:MOST_ALERTS]:
            yield alert_report(fetch(link, may_be_local=local), today)


def _maildir(name: str) -> Path:
    """The folder of that name within the desk's maildirs; an officer names no other."""
    folder = (Path(settings.MAILDIRS) / name).resolve()
    if folder.parent != Path(settings.MAILDIRS).resolve():
        raise Unreachable("a maildir is named, without a path")
    return folder
