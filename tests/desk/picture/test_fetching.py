"""Sources that workers ask: real servers on this machine, hostile ones too, and maildirs."""

import gzip
import threading
import time
from contextlib import contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import override_settings

from safepassage.desk.core import clock
from safepassage.desk.core.grades import Reliability
from safepassage.desk.picture import outside, queries
from safepassage.desk.picture.feeds import entries_of
from safepassage.desk.picture.fetching import fetch_sources
from safepassage.desk.picture.kinds import SourceKind
from safepassage.desk.picture.mail import message_report
from safepassage.desk.picture.models import Report, Source
from safepassage.desk.picture.outside import Unreachable, fetch
from safepassage.desk.picture.reports import begin_source

TODAY = clock.now().date()
RSS = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>The Invented Courier</title>
<item><title>Bridge shut</title><link>https://courier.example/1</link><guid>1</guid>
<pubDate>Wed, 02 Mar 2022 10:00:00 GMT</pubDate>
<description>&lt;p&gt;The &lt;b&gt;west bridge&lt;/b&gt; is shut.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;
</description>
</item>
<item><title>Trains run</title><guid>2</guid><description>Trains to Lviv run again.</description></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Invented</title>
<entry><id>a</id><title>Curfew from 18:00</title><updated>2022-03-02T09:00:00Z</updated>
<content type="html">&lt;p&gt;Nobody may be out.&lt;/p&gt;</content></entry></feed>"""
CAP = b"""<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>x</identifier>
<sender>civil@invented.example</sender><sent>2022-03-02T09:00:00+02:00</sent><status>Exercise</status>
<msgType>Alert</msgType><scope>Public</scope>
<info><category>Safety</category><event>Shelling</event><urgency>Immediate</urgency><severity>Severe</severity>
<certainty>Observed</certainty><headline>Shelling in the west</headline>
<description>Stay inside.</description></info></alert>"""


@contextmanager
def serving(answer):
    """A server on this machine; `answer(handler)` writes what it likes."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            answer(self)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def content(data, **headers):
    def answer(handler):
        handler.send_response(200)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def redirect(to):
    def answer(handler):
        handler.send_response(302)
        handler.send_header("Location", to)
        handler.end_headers()

    return answer


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(outside, "LONGEST_S", 1.0)
    monkeypatch.setattr(outside, "LARGEST_BYTES", 100_000)


@pytest.fixture
def local():
    with override_settings(FEEDS_MAY_BE_LOCAL=True):
        yield


@pytest.fixture
def maildirs(tmp_path):
    with override_settings(MAILDIRS=tmp_path / "maildirs"):
        (tmp_path / "maildirs").mkdir()
        yield tmp_path / "maildirs"


# --- Fetching --------------------------------------------------------------------------------------------------------


def test_a_page_that_is_there_comes_whole():
    with serving(content(RSS)) as url:
        assert fetch(url, may_be_local=True) == RSS


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/",
        "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://localhost/", "http://192.168.1.1:8080/x",
    ],
)  # fmt: skip
def test_no_address_within_is_asked(url):
    with pytest.raises(Unreachable, match="not public"):
        fetch(url)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x.example/", "http://a:b@x.example/", "x", "http:///x"])
def test_nothing_but_the_web_is_asked(url):
    with pytest.raises(Unreachable, match="not an address of the web"):
        fetch(url)


def test_a_redirect_within_is_not_followed():
    with serving(redirect("http://169.254.169.254/latest/")) as url, pytest.raises(Unreachable, match="not public"):
        fetch(url, may_be_local=True)
    with serving(redirect("file:///etc/passwd")) as url, pytest.raises(Unreachable, match="not an address"):
        fetch(url, may_be_local=True)


def test_redirects_without_end_end():
    with serving(redirect("/again")) as url, pytest.raises(Unreachable, match="redirects"):
        fetch(url, may_be_local=True)


def test_a_stream_without_end_ends_by_size(hurried):
    def answer(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"x" * 10_000)

    with serving(answer) as url, pytest.raises(Unreachable, match="MB"):
        fetch(url, may_be_local=True)


@pytest.mark.parametrize("head", [True, False])
def test_a_stream_that_trickles_ends_by_time(hurried, head):
    def answer(handler):
        if not head:
            handler.send_response(200)
            handler.end_headers()
        for _ in range(30):
            handler.wfile.write(b"X-a: b\r\n" if head else b"x")
            handler.wfile.flush()
            time.sleep(0.1)

    began = time.monotonic()
    with serving(answer) as url, pytest.raises(Unreachable):
        fetch(url, may_be_local=True)
    assert time.monotonic() - began < 5


def test_what_comes_packed_is_refused():
    packed = gzip.compress(b"\0" * 1_000_000)
    with serving(content(packed, Content_Encoding="gzip")) as url, pytest.raises(Unreachable, match="packed"):
        fetch(url, may_be_local=True)


# --- Feeds -----------------------------------------------------------------------------------------------------------


def test_entries_keep_their_bytes_their_text_and_their_day():
    first, second = entries_of(RSS, TODAY)
    assert first.text == "Bridge shut\n\nThe west bridge is shut."
    assert b"west bridge" in first.original
    assert (first.title, first.address, str(first.dated_on)) == (
        "Bridge shut",
        "https://courier.example/1",
        "2022-03-02",
    )
    assert (second.text, second.dated_on) == ("Trains run\n\nTrains to Lviv run again.", TODAY)
    (entry,) = entries_of(ATOM, TODAY)
    assert (entry.text, str(entry.dated_on)) == ("Curfew from 18:00\n\nNobody may be out.", "2022-03-02")


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><title>&x;</title></item></rss>',
        b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><item><title>&b;</title></item></rss>',
    ],
)
def test_entities_are_refused(data):
    with pytest.raises(Unreachable, match="entities"):
        entries_of(data, TODAY)


@pytest.mark.parametrize(
    "data", [b"", b"<html><p>no feed", b"\xff\xfe\x00", b'<?xml version="1.0" encoding="none"?><rss/>']
)
def test_what_is_no_xml_is_said_to_be_none(data):
    with pytest.raises(Unreachable, match="no feed"):
        entries_of(data, TODAY)


def test_a_hundred_thousand_entries_are_the_newest_two_hundred():
    item = b"<item><title>x</title><guid>%d</guid></item>"
    data = b"<rss version='2.0'><channel>" + b"".join(item % i for i in range(5_000)) + b"</channel></rss>"
    assert len(entries_of(data, TODAY)) == 200


# --- Sources ---------------------------------------------------------------------------------------------------------


def source(crisis, officer, kind, address):
    return begin_source(crisis, kind, "Invented", actor=officer, reliability=Reliability.C, address=address)


def test_a_feed_is_asked_by_the_worker_and_each_entry_comes_in_once(crisis, officer, local):
    with serving(content(RSS)) as url:
        source(crisis, officer, SourceKind.FEED, url)
        assert fetch_sources(actor=officer) == 2
        assert fetch_sources(actor=officer) == 0  # not due
        Source.objects.update(asked_at=None)
        assert fetch_sources(actor=officer) == 0  # nothing new
    assert sorted(queries.text_of(row)["title"] for row in queries.reports_of(crisis)) == ["Bridge shut", "Trains run"]


def test_a_source_that_fails_says_so_and_stops_no_other(crisis, officer, local):
    with serving(content(ATOM)) as url:
        bad = source(crisis, officer, SourceKind.FEED, "http://127.0.0.1:9/")
        good = source(crisis, officer, SourceKind.FEED, url)
        assert fetch_sources(actor=officer) == 1
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.failed, good.failed) == ("the connection failed", "")
    assert bad.asked_at


def test_alerts_come_in_by_themselves_and_by_the_feed_that_leads_to_them(crisis, officer, local):
    def answer(handler):
        link = f"http://{handler.headers['Host']}/alert.xml".encode()
        feed = b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><link href='%s'/></entry></feed>" % link
        content(CAP if handler.path == "/alert.xml" else feed)(handler)

    with serving(answer) as url:
        source(crisis, officer, SourceKind.CAP, url)
        source(crisis, officer, SourceKind.CAP, url + "alert.xml")
        assert fetch_sources(actor=officer) == 1  # the same alert, twice
    report = Report.objects.get()
    assert queries.text_of(report)["text"] == "Shelling in the west\n\nStay inside."
    assert queries.original_of(report) == CAP


def letter(subject="The road", text="The road is shut."):
    made = EmailMessage()
    made["Subject"], made["From"], made["Date"] = subject, "scout@invented.example", "Wed, 02 Mar 2022 10:00:00 +0200"
    made.set_content(text)
    made.add_alternative(f"<p>{text}</p>", subtype="html")
    made.add_attachment(b"\0" * 100, maintype="application", subtype="octet-stream", filename="x.bin")
    return made.as_bytes()


def test_a_maildir_is_read_and_left_as_it_is(crisis, officer, maildirs):
    for part in ("new", "cur", "tmp"):
        (maildirs / "press" / part).mkdir(parents=True)
    sent = letter()  # its boundary is drawn
    (maildirs / "press/new/1.x").write_bytes(sent)
    made = source(crisis, officer, SourceKind.MAIL, "press")
    assert fetch_sources(actor=officer) == 1
    report = Report.objects.get()
    assert queries.text_of(report)["text"] == "The road\n\nThe road is shut."
    assert queries.original_of(report) == sent
    assert (maildirs / "press/new/1.x").exists()
    Source.objects.filter(pk=made.pk).update(asked_at=None)
    assert fetch_sources(actor=officer) == 0


@pytest.mark.parametrize("address", ["../secrets", "/etc", "press/../..", "nothing"])
def test_no_folder_but_a_maildir_of_the_desk_is_read(crisis, officer, maildirs, address):
    made = source(crisis, officer, SourceKind.MAIL, address)
    assert fetch_sources(actor=officer) == 0
    made.refresh_from_db()
    assert "maildir" in made.failed


def test_a_message_of_many_parts_or_of_no_known_charset_is_read():
    made = EmailMessage()
    made.set_content("first")
    for i in range(500):
        made.add_attachment(f"part {i}")
    assert message_report(made.as_bytes(), TODAY).text.startswith("first")
    strange = b"Subject: x\r\nContent-Type: text/plain; charset=klingon\r\n\r\nThe road is shut."
    assert "The road is shut." in message_report(strange, TODAY).text
