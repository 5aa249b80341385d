"""The map as one HTML page."""

import base64
import dataclasses
import hashlib
import re
from html.parser import HTMLParser

import pytest
from tests.results import all_on_time, sample_crisis, sample_result

from safepassage.planning.drawing import draw_page
from safepassage.planning.drawing.glyphs import SHAPES
from safepassage.planning.drawing.ground import haven_lines
from safepassage.planning.drawing.scene import STRIP, scene_of
from safepassage.planning.model import Verdict

PAGE = draw_page(sample_result(), sample_crisis())
VOID = {"meta", "link", "br"}


class Outline(HTMLParser):
    """Checks that tags are balanced, and gathers ids, links to them, and everything that would be fetched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.fetched: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in {"href", "src", "data"}:
                (self.links.add if (value or "").startswith("#") else self.fetched.append)(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)


def test_the_page_is_whole_and_loads_nothing() -> None:
    outline = Outline(PAGE)
    assert outline.fetched == []
    assert "http://" not in PAGE
    assert "https://" not in PAGE
    assert "url(" not in re.sub(r"url\(#hatch-\w+\)", "", PAGE)


def test_every_mark_leads_to_its_facts() -> None:
    outline = Outline(PAGE)
    assert len(outline.ids) == len(set(outline.ids))
    assert {link[1:] for link in outline.links} <= set(outline.ids)


@pytest.mark.parametrize("tag", ["style", "script"])
def test_the_policy_allows_exactly_the_page_s_own_style_and_script(tag: str) -> None:
    (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", PAGE, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    assert f"{tag}-src 'sha256-{digest}'" in PAGE
    assert "default-src 'none'" in PAGE
    assert not re.search(r' (style|on\w+)="', PAGE)


def test_the_page_says_its_status_and_verdict_first() -> None:
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", PAGE, flags=re.DOTALL)
    assert 0 < text.index("EXERCISE: all people are invented.") < text.index("DO NOT SEND AS WORDED") < 400


@pytest.mark.parametrize(
    ("status", "said"), [("Actual", "ACTUAL: these are real people."), ("Test", "TEST: not a real")]
)
def test_each_status_is_said(status: str, said: str) -> None:
    assert said in draw_page(sample_result(status), sample_crisis(status))


def test_the_key_counts_the_people_of_each_verdict() -> None:
    counts = sample_result().people
    for verdict in Verdict:
        assert re.search(rf'#shape-{verdict}".*?<td class="n">{getattr(counts, verdict):,}</td>', PAGE, re.DOTALL)


def test_verdicts_differ_in_shape_as_well_as_colour() -> None:
    shapes = [SHAPES[verdict] for verdict in Verdict]
    colours = re.findall(r"\.glyph\.(\w+) \{ fill: (#\w+)", PAGE)
    assert len(set(shapes)) == len(shapes)
    assert len({colour for verdict, colour in colours if verdict in set(Verdict)}) == len(Verdict)


def test_facts_of_a_place_tell_verdict_times_and_causes() -> None:
    facts = PAGE[PAGE.index('<h3 dir="auto">station') :]
    facts = facts[: facts.index("</section>")]
    assert "210 people: too late" in facts
    assert "<dt>What stops them</dt><dd>the message comes too late; or the deadline comes too early</dd>" in facts
    assert "<dt>Leave by</dt><dd>15:30 Kyiv (19:00 Kolkata)</dd>" in facts
    assert "and 52 more" in facts


def test_names_cannot_break_out_of_the_page() -> None:
    crisis, result = sample_crisis(), sample_result()
    evil = '</script><script>alert("1")</script>\x1b'
    parties = tuple(p.model_copy(update={"place": evil}) for p in crisis.parties)
    havens = tuple(h.model_copy(update={"name": evil}) for h in result.havens)
    page = draw_page(
        result.model_copy(update={"havens": havens, "crisis": evil}), dataclasses.replace(crisis, parties=parties)
    )
    Outline(page)
    assert page.count("<script") == 1
    assert "\x1b" not in page


def test_the_same_result_makes_the_same_page() -> None:
    """P14: same inputs, same bytes."""
    assert draw_page(sample_result(), sample_crisis()) == PAGE


def test_a_good_result_is_drawn_as_well() -> None:
    page = draw_page(all_on_time(sample_result()), sample_crisis())
    assert 'class="can"' in page
    assert "CAN BE SENT AS WORDED" in page


def test_scale_and_north_lie_below_the_frame_where_they_cover_no_mark() -> None:
    scene = scene_of(sample_result(), sample_crisis())
    assert f'<g class="strip" transform="translate(0 {scene.frame.height:g})">' in PAGE
    assert f'viewBox="0 0 1000 {scene.frame.height + STRIP:.0f}"' in PAGE
    strip = PAGE[PAGE.index('class="strip"') :]
    assert 'id="scale-bar"' in strip
    assert 'class="north-arrow"' in strip


def test_ways_of_those_who_find_no_place_are_drawn_and_stand_in_the_key() -> None:
    full = [p for p in sample_result().parties if p.verdict is Verdict.NO_PLACE and p.route]
    assert full
    assert re.search(r'<path class="flow flow-\d no_place" d="M\d', PAGE)
    assert "way of those who find no place left" in PAGE
    without = tuple(p for p in sample_result().parties if p not in full)
    assert "no place left</td>" in PAGE
    page = draw_page(sample_result().model_copy(update={"parties": without}), sample_crisis())
    assert "way of those who find no place left" not in page
    assert not re.search(r'class="flow flow-\d no_place"', page)


def test_a_haven_with_one_place_has_one_place() -> None:
    haven = sample_result().havens[0].model_copy(update={"places": 1})
    assert haven_lines(haven)[2].endswith(" · 1 place")


def test_a_way_beneath_the_label_of_a_haven_leaves_it_legible() -> None:
    assert re.search(r'<rect class="label-paper more"[^>]*/><text[^>]*class="haven-name"', PAGE)
