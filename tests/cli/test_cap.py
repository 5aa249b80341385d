"""The command `safepassage cap`: what it prints, how it ends, what it leaves behind."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.crises import ALERT

from safepassage.cli import main
from safepassage.cli.cap import PASSPHRASE
from safepassage.signing import fingerprint, read_certificates


def run(*arguments: object, passphrase: str = "") -> Result:
    return CliRunner().invoke(main, ["cap", *map(str, arguments)], env={PASSPHRASE: passphrase})


@pytest.fixture
def alert(tmp_path: Path) -> Path:
    path = tmp_path / "alert.xml"
    path.write_text(ALERT)
    return path


@pytest.fixture
def now(tmp_path: Path) -> Path:
    """An alert that is sent within the time of a certificate made now."""
    day = datetime.now(UTC)
    path = tmp_path / "now.xml"
    text = ALERT.replace("2022-03-02T09:00:00+02:00", f"{day:%Y-%m-%dT%H:%M:%S}-00:00")
    path.write_text(text.replace("2022-03-02T13:00:00+02:00", f"{day + timedelta(hours=9):%Y-%m-%dT%H:%M:%S}-00:00"))
    return path


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = run("key", "--name", "An invented embassy", "--key", key, "--cert", cert, passphrase="well kept")
    assert made.exit_code == 0, made.output
    assert "cert.pem: CN=An invented embassy, until 20" in made.stdout
    return key, cert


def test_a_sound_alert_is_told_in_short(alert: Path) -> None:
    done = run("validate", alert)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        f"{alert}: sound CAP 1.2.",
        "  Exercise Alert small-1 of embassy@example.org, sent 2022-03-02T09:00:00+02:00",
        "  en-US: Stay in shelter, until 2022-03-02T13:00:00+02:00",
    ]


def test_all_faults_of_all_files_are_told_and_it_ends_with_2(alert: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.xml"
    bad.write_text(ALERT.replace("small-1", "small 1").replace(">Public<", ">Private<"))
    done = run("validate", bad, alert, tmp_path / "none.xml")
    assert done.exit_code == 2
    assert f"{alert}: sound CAP 1.2." in done.stdout
    assert [line.split(": ")[0] for line in done.stderr.splitlines()] == [
        f"{bad}, line 2, addresses",
        f"{bad}, line 3, identifier",
        f"{tmp_path}/none.xml",
    ]


def test_what_is_printed_does_not_drive_the_terminal(alert: Path) -> None:
    alert.write_text(ALERT.replace("Stay in shelter", "Stay \u202e in \u200b shelter"))
    assert "Stay   in   shelter" in run("validate", alert).stdout


def test_an_alert_is_signed_and_verified(now: Path, keys: tuple[Path, Path], tmp_path: Path) -> None:
    key, cert = keys
    signed = tmp_path / "signed.xml"
    done = run("sign", now, "--key", key, "--cert", cert, "-o", signed, passphrase="well kept")
    assert done.exit_code == 0, done.output
    verified = run("verify", signed, "--cert", cert)
    assert verified.exit_code == 0, verified.output
    assert verified.stdout.startswith(
        f"{signed}: signed by CN=An invented embassy, unchanged.\n  Exercise Alert small-1"
    )
    assert run("validate", signed).exit_code == 0


def test_a_changed_alert_ends_with_2(now: Path, keys: tuple[Path, Path], tmp_path: Path) -> None:
    key, cert = keys
    signed = run("sign", now, "--key", key, "--cert", cert, passphrase="well kept").stdout_bytes
    (tmp_path / "changed.xml").write_bytes(signed.replace(b"Stay in shelter", b"Go to the station"))
    done = run("verify", tmp_path / "changed.xml", "--cert", cert)
    assert done.exit_code == 2
    assert "changed.xml: it was changed after it was signed; expected" in done.stderr
    assert done.stdout == ""


def test_a_certificate_is_pinned_by_fingerprint_or_revoked(now: Path, keys: tuple[Path, Path], tmp_path: Path) -> None:
    key, cert = keys
    run("sign", now, "--key", key, "--cert", cert, "-o", tmp_path / "s.xml", passphrase="well kept")
    again = ("key", "--name", "B", "--key", tmp_path / "k2", "--cert", tmp_path / "c2", "--no-passphrase", "--rsa")
    other = run(*again).stdout.splitlines()[1].split()[1]
    own = fingerprint(read_certificates(cert.read_bytes())[0])
    colons = ":".join(own[i : i + 2] for i in range(0, 64, 2)).upper()
    assert run("verify", tmp_path / "s.xml", "--fingerprint", colons).exit_code == 0
    assert run("verify", tmp_path / "s.xml", "--fingerprint", other).exit_code == 2
    assert run("verify", tmp_path / "s.xml", "--cert", cert, "--revoked", own).exit_code == 2
    assert run("verify", tmp_path / "s.xml", "--fingerprint", "abc").exit_code == 2
    assert "Say whose signature is believed" in run("verify", tmp_path / "s.xml").stderr


def test_a_passphrase_may_come_from_a_file_and_is_never_shown(
    now: Path, keys: tuple[Path, Path], tmp_path: Path
) -> None:
    key, cert = keys
    word = tmp_path / "word"
    word.write_text("well kept\n")
    assert run("sign", now, "--key", key, "--cert", cert, "--passphrase-file", word).exit_code == 0
    for given, words in (("wrong word", "the passphrase is wrong"), ("", "it is encrypted; expected its passphrase")):
        refused = run("sign", now, "--key", key, "--cert", cert, passphrase=given)
        assert refused.exit_code == 2
        assert words in refused.stderr
        assert not given or given not in refused.output


def test_a_key_is_encrypted_unless_said_otherwise_and_nothing_is_written_over(tmp_path: Path) -> None:
    arguments = ("key", "--name", "A", "--key", tmp_path / "k", "--cert", tmp_path / "c")
    assert "Give the passphrase" in run(*arguments).stderr
    assert run(*arguments, "--no-passphrase").exit_code == 0
    before = (tmp_path / "k").read_bytes()
    refused = run(*arguments, "--no-passphrase")
    assert (refused.exit_code, before) == (2, (tmp_path / "k").read_bytes())


def test_what_is_no_sound_cap_is_not_signed(alert: Path, keys: tuple[Path, Path]) -> None:
    key, cert = keys
    done = run("sign", alert, "--key", key, "--cert", cert, passphrase="well kept")  # of 2022
    assert done.exit_code == 2
    assert "the certificate did not hold when the alert was sent" in done.stderr
