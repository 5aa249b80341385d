"""The command `safepassage preflight`, over a made-up result."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.results import all_on_time, sample_crisis, sample_result

import safepassage.planning
import safepassage.planning.io
import safepassage.planning.judge
from safepassage.cli import main, outputs
from safepassage.errors import BadInput, Fault
from safepassage.planning.judge import Objection
from safepassage.planning.model import Preflight, VerdictCounts

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command with options; the planner answers with `result`, or raises it."""

    def run(*options: str, result: Preflight | Exception | None = None) -> Result:
        def plan(*_: object, **__: object) -> Preflight:
            if isinstance(result, Exception):
                raise result
            return result or sample_result()

        monkeypatch.setattr(safepassage.planning, "preflight", plan)
        monkeypatch.setattr(safepassage.planning.io, "read_crisis", lambda folder, gazetteer: sample_crisis())
        return CliRunner().invoke(main, ["preflight", "crisis", "--advisory", "second", *options])

    return run


def test_it_ends_with_3_when_not_all_can(run: Run) -> None:
    done = run()
    assert done.exit_code == 3
    assert done.stdout.startswith("DO NOT SEND AS WORDED")
    assert "MOVE, STAY" in done.stdout


def test_it_ends_with_0_only_when_all_can(run: Run) -> None:
    assert run(result=all_on_time(sample_result())).exit_code == 0


def test_an_empty_audience_does_not_end_with_0(run: Run) -> None:
    none = VerdictCounts(total=0)
    empty = sample_result().model_copy(update={"people": none, "parties_by_verdict": none, "parties": ()})
    assert run(result=empty).exit_code == 3


def test_quiet_prints_the_verdict_alone(run: Run) -> None:
    assert run("--quiet").stdout == "DO NOT SEND AS WORDED: 851 of 2,484 can arrive by 18:00 Kyiv (21:30 Kolkata)\n"


def test_the_files_asked_for_are_written(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outputs, "_PICTURE_ZOOM", 0.3)
    names = {"--json": "r.json", "--csv": "r.csv", "--map": "r.html", "--picture": "r.png"}
    options = [word for option, name in names.items() for word in (option, str(tmp_path / name))]
    assert run("--quiet", *options).exit_code == 3
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.csv", "r.html", "r.json", "r.png"]
    assert all(p.stat().st_size > 1000 for p in tmp_path.iterdir())


def test_bad_input_is_told_fault_by_fault_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    faults = [
        Fault("parties.csv", "row 3, column lat", "95 is not a latitude", "a number from -90 to 90"),
        Fault("havens.csv", "row 2, column places", "-1 is negative", "0 or more"),
        Fault("parties.csv", "row 9, column id", "a\x1b[2Jb stands twice", "another id"),
    ]
    done = run("--json", str(tmp_path / "r.json"), result=BadInput(faults))
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "parties.csv, row 3, column lat: 95 is not a latitude; expected a number from -90 to 90",
        "parties.csv, row 9, column id: a [2Jb stands twice; expected another id",
        "havens.csv, row 2, column places: -1 is negative; expected 0 or more",
    ]
    assert list(tmp_path.iterdir()) == []


def test_an_output_without_a_folder_is_refused_before_the_work(run: Run, tmp_path: Path) -> None:
    done = run("--json", str(tmp_path / "no" / "r.json"), "--map", str(tmp_path / "r.html"), result=AssertionError())
    assert done.exit_code == 2
    assert "there is no such folder" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_two_outputs_cannot_have_one_file(run: Run, tmp_path: Path) -> None:
    done = run("--json", str(tmp_path / "r"), "--csv", str(tmp_path / "r"), result=AssertionError())
    assert done.exit_code == 2
    assert "two outputs have the same file" in done.stderr


def test_the_judge_is_asked_only_if_wanted_and_says_so_in_a_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """P14."""
    monkeypatch.setattr(safepassage.planning.judge, "judge", lambda crisis, result: ())
    assert "judge" not in run("--quiet").stdout
    done = run("--quiet", "--judge")
    assert done.exit_code == 3
    assert done.stdout.splitlines()[1:] == ["Checked again by the judge: no objection."]


def test_a_result_that_the_judge_objects_to_is_neither_shown_nor_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P14."""
    objections = Objection("P5", "p7", "is on an edge while it is shut"), Objection("P9", "", "sums differ")
    monkeypatch.setattr(safepassage.planning.judge, "judge", lambda crisis, result: objections)
    done = run("--judge", "--json", str(tmp_path / "r.json"))
    assert done.exit_code == 4
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "DO NOT USE: the judge objects to the result. Please report this.",
        "P5, p7: is on an edge while it is shut",
        "P9, the result: sums differ",
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["havens.csv", "shelters.csv", "Crisis.toml", "alerts/r.json", "network/../parties.csv"]
)
def test_a_file_of_the_crisis_is_never_overwritten(
    name: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("alerts", "network"):
        Path("crisis", folder).mkdir(parents=True)
    Path("crisis/havens.csv").write_text("as it was")
    Path("link.csv").symlink_to("crisis/havens.csv")
    done = run("--csv", "link.csv", "--json", f"crisis/{name}", "--map", "crisis/map.html", result=AssertionError())
    assert done.exit_code == 2
    assert "--json: it is a file of the crisis itself; expected a file that the planner does not read" in done.stderr
    assert "link.csv, option --csv: it is a file of the crisis itself" in done.stderr
    assert "map.html" not in done.stderr
    assert Path("crisis/havens.csv").read_text() == "as it was"
    assert not Path("crisis/map.html").exists()


def test_the_gazetteer_is_never_overwritten(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sudan.tsv.gz").write_text("as it was")
    gazetteer = str(tmp_path / "sudan.tsv.gz")
    done = run("--gazetteer", gazetteer, "--csv", gazetteer, result=AssertionError())
    assert done.exit_code == 2
    assert "option --csv: it is the gazetteer" in done.stderr
    assert (tmp_path / "sudan.tsv.gz").read_text() == "as it was"


def test_the_gazetteer_asked_for_is_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    run("--quiet")
    monkeypatch.setattr(safepassage.planning.io, "read_crisis", lambda *given: asked.append(given) or sample_crisis())
    CliRunner().invoke(main, ["preflight", "crisis", "--advisory", "second", "--gazetteer", "td.tsv.gz", "--quiet"])
    assert asked == [(Path("crisis"), Path("td.tsv.gz"))]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_stdout_ends_with_1_and_a_line() -> None:
    command = [sys.executable, "-m", "safepassage", "places", "resolve", "Kharkiv"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1
    assert done.stderr == "stdout cannot be written (No space left on device).\n"


def test_a_pipe_without_a_reader_ends_with_1_and_no_word() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "safepassage", "places", "resolve", "Kharkiv"]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")


def test_an_error_of_a_file_is_not_taken_for_one_of_stdout(run: Run) -> None:
    done = run(result=FileNotFoundError(errno.ENOENT, "No such file", "city.roads"))
    assert isinstance(done.exception, FileNotFoundError)


def test_an_advisory_must_be_named() -> None:
    done = CliRunner().invoke(main, ["preflight", "crisis"])
    assert done.exit_code == 2
    assert "--advisory" in done.stderr


def test_help_and_version_do_not_load_the_planner() -> None:
    code = "import sys, safepassage.cli; print([m for m in ('numpy', 'numba', 'rich', 'pydantic') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
    version = [sys.executable, "-m", "safepassage", "--version"]
    assert subprocess.run(version, capture_output=True, text=True, check=True).stdout.startswith("safepassage ")
    listed = CliRunner().invoke(main, ["--help"]).stdout
    assert all(name in listed for name in ("preflight", "places", "roads"))


def test_a_command_that_does_not_exist_is_refused() -> None:
    assert CliRunner().invoke(main, ["evacuate"]).exit_code == 2
