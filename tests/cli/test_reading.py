"""`safepassage read`."""

import json

import pytest
from click.testing import CliRunner

from safepassage.cli import main

TEXT = "The embassy told its nationals to reach Pisochyn by 18:00 today. Ten people were killed on Tuesday.\n"


def run(*arguments: str, text: str | bytes | None = None):
    return CliRunner().invoke(main, ["read", *arguments], input=text, catch_exceptions=False)


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_first_line_says_what_matters_and_each_draft_has_its_words(report):
    ended = run(str(report), "--date", "2022-03-02", "--near", "Kharkiv")
    assert ended.exit_code == 0
    first, second = ended.output.splitlines()[:2]
    assert first == "MOVE by 2022-03-02 18:00+02:00 to Pisochyn. So says The embassy to its nationals."
    assert second == "Found 1 advisory and 1 casualty."
    assert "deadline (reach): 2022-03-02T18:00+02:00" in ended.output
    assert "| The embassy told its nationals to reach Pisochyn by 18:00 today." in ended.output


def test_standard_input_is_a_dash_and_json_goes_to_a_file(tmp_path):
    drafts = tmp_path / "drafts.json"
    assert run("-", "--date", "2022-03-02", "--json", str(drafts), text=TEXT).exit_code == 0
    held = json.loads(drafts.read_text(encoding="utf-8"))
    assert (held["schema"], held["date"], len(held["advisories"])) == ("safepassage/drafts/1", "2022-03-02", 1)


def test_doubts_are_counted_said_first_and_stand_by_their_advisory():
    text = "The embassy told its nationals to reach Babye by 12pm today.\n"
    told = run("-", "--date", "2022-03-02", "--near", "Kharkiv", text=text).output.splitlines()
    assert told[0].endswith("LOOK, there is a doubt.")
    assert told[2] == "2 doubts: see the lines that begin with LOOK."
    looks = [line.strip() for line in told if line.strip().startswith("LOOK")]
    assert "noon or midnight" in looks[0]
    assert "Babayi (UA" in looks[1]


def test_a_text_with_nothing_in_it_says_so():
    ended = run("-", "--date", "2022-03-02", text="The weather was fine.\n")
    first = "Nothing found. Read the report: what the rules miss is not listed."
    assert (ended.exit_code, ended.output.splitlines()[0]) == (0, first)


@pytest.mark.parametrize(
    ("arguments", "text", "told"),
    [
        (["-"], TEXT, "has no date"),
        (["-", "--date", "2022-03-02"], b"Zur\xfcck", "is not UTF-8"),
        (["nowhere.txt", "--date", "2022-03-02"], None, "cannot be read"),
    ],
)
def test_bad_input_ends_with_2_and_a_fault(arguments, text, told):
    ended = run(*arguments, text=text)
    assert ended.exit_code == 2
    assert told in ended.stderr


def test_marks_that_turn_the_direction_of_text_are_shown():
    ended = run("-", "--date", "2022-03-02", text="The embassy told its nationals to leave \u202eKharkiv at once.\n")
    assert "\u202e" not in ended.output
    assert "<U+202E>" in ended.output
