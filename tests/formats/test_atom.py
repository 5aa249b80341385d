"""Feeds of alerts: written as RFC 4287 has it, read back the same; what is hostile or no feed is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.errors import BadInput
from safepassage.formats.atom import Entry, Feed, read_feed, write_feed

SENT = datetime(2022, 3, 2, 7, tzinfo=UTC)
ENTRY = Entry("urn:example:advice-7", "To Pisochyn by 18:00", SENT, "https://example.org/alerts/7.xml?a=1&b=2", "Now")
FEED = Feed("urn:example:alerts", "Alerts in force", SENT, "An invented embassy", "https://example.org/feed", (ENTRY,))


def test_a_feed_is_read_back_the_same() -> None:
    assert read_feed(write_feed(FEED)) == FEED
    assert read_feed(write_feed(replace(FEED, entries=(), link=""))).entries == ()


def test_another_reader_of_feeds_reads_it() -> None:
    read = feedparser.parse(write_feed(FEED))
    assert not read.bozo
    assert (read.feed.title, read.entries[0].title) == (FEED.title, ENTRY.title)
    assert read.entries[0].links[0]["type"] == "application/cap+xml"


def test_times_are_written_in_utc() -> None:
    local = replace(FEED, updated=datetime(2022, 3, 2, 9, tzinfo=timezone(timedelta(hours=2))))
    assert b"<updated>2022-03-02T07:00:00Z</updated>" in write_feed(local)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")).map(str.strip)


@given(TEXTS.filter(bool), TEXTS)
def test_any_text_is_read_back_the_same(title: str, summary: str) -> None:
    feed = replace(FEED, title=title, entries=(replace(ENTRY, title=title, summary=summary),))
    assert read_feed(write_feed(feed)) == feed


@pytest.mark.parametrize(
    ("feed", "words"),
    [
        (replace(FEED, author=""), "author: it is missing"),
        (replace(FEED, entries=(replace(ENTRY, title="a\x00"),)), "entry 1, title: it is missing, or holds characters"),
        (replace(FEED, entries=(ENTRY, ENTRY)), "its id stands twice"),
        (replace(FEED, updated=datetime(2022, 3, 2)), "it has no zone"),
    ],
)
def test_what_would_be_no_feed_is_not_written(feed: Feed, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        write_feed(feed)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"<id>urn:example:advice-7</id>", b"", "line 8, entry 1, id: it is missing"),
        (b"<title>Alerts in force</title>", b"", "line 2, title: it is missing"),
        (b"07:00:00Z", b"07:00:00", "has no zone"),
        (b"<feed ", b"<rss ", "the root is|not XML"),
        (b"2005/Atom", b"2005/Other", "the root is"),
        (b"<?xml version", b"<!DOCTYPE a []><?xml version", "not XML|DOCTYPE"),
        (b"<feed xmlns", b'<!DOCTYPE feed [<!ENTITY x "y">]><feed xmlns', "a DOCTYPE or an entity"),
    ],
)
def test_what_is_no_feed_is_refused(old: bytes, new: bytes, words: str) -> None:
    data = write_feed(FEED)
    assert old in data
    with pytest.raises(BadInput, match=words):
        read_feed(data.replace(old, new))
