"""The command `safepassage check`: a code or a signed text stands, or it does not, as of the list."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safepassage.cli import main
from safepassage.signing import (
    AlertText,
    CodeEntry,
    CodeList,
    PublicKey,
    Revocations,
    Revoked,
    Ring,
    check_code,
    show_code,
    sign_codes,
    sign_revocations,
    sign_text,
    write_ring,
)

NOW = datetime.now(UTC).replace(microsecond=0)
KEY, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
RING = Ring(
    tuple(PublicKey(key.public_key(), NOW - timedelta(days=9), NOW + timedelta(days=9)) for key in (KEY, OTHER))
)
TEXT = AlertText(
    "advice-7", "embassy@example.org", NOW, NOW + timedelta(hours=9), "Exercise", "Alert", "en",
    "From Kharkiv to Pisochyn by 18:00.\nNot on the road by 14:55? Do not start.",
)  # fmt: skip
SEALED = sign_text(TEXT, KEY)
CODE = check_code(SEALED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "keys.json").write_bytes(write_ring(RING))
    write_list(tmp_path)
    return tmp_path


def write_list(folder: Path, **changes: object) -> None:
    entry = CodeEntry(
        code=CODE,
        identifier="advice-7",
        sent=NOW,
        expires=TEXT.expires,
        status="Exercise",
        text=TEXT.text,
        state="in force",
    )
    codes = CodeList(as_of=NOW, codes=(entry.model_copy(update=changes),))
    (folder / "codes.txt").write_text(sign_codes(codes, KEY) + "\n")


def run(folder: Path, what: str, *options: object, codes: bool = True) -> Result:
    files = ("--keys", folder / "keys.json", *(("--codes", folder / "codes.txt") if codes else ()))
    return CliRunner().invoke(main, ["check", what, *map(str, (*files, *options))])


def test_a_code_in_force_shows_the_text_to_compare(folder: Path) -> None:
    done = run(folder, show_code(CODE).lower())
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        f"IN FORCE as of {NOW.isoformat()}: {show_code(CODE)}, Exercise.",
        "Compare every word with what you were sent:",
        *TEXT.text.splitlines(),
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "cancelled"}, "CANCELLED as of"),
        ({"state": "replaced", "replaced_by": "0123456789"}, "Exercise. Replaced by 01234-56789."),
        ({"expires": NOW - timedelta(seconds=1)}, "EXPIRED as of"),
    ],
)
def test_what_does_not_stand_ends_with_2(folder: Path, changes: dict[str, object], words: str) -> None:
    write_list(folder, **changes)
    for what in (CODE, SEALED):
        done = run(folder, what)
        assert done.exit_code == 2
        assert words in done.stdout


def test_an_unknown_code_is_not_to_be_acted_on(folder: Path) -> None:
    done = run(folder, "00000-00000")
    assert done.exit_code == 2
    assert done.stdout.startswith(f"NOT KNOWN as of {NOW.isoformat()}. It may be forged, mistyped, or newer")


def test_a_signed_text_is_shown_and_says_what_it_cannot_know(folder: Path) -> None:
    done = run(folder, SEALED, codes=False)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[0].endswith(": Exercise Alert advice-7 of embassy@example.org.")
    assert done.stdout.splitlines()[2:4] == TEXT.text.splitlines()
    assert "cancelled or replaced since is not known" in done.stdout
    assert "IN FORCE as of" in run(folder, SEALED).stdout


def test_what_is_forged_mistyped_or_of_a_revoked_key_ends_with_2(folder: Path) -> None:
    assert "it was changed" in run(folder, SEALED[:-9] + ("B" if SEALED[-9] == "A" else "A") + SEALED[-8:]).stderr
    assert "code: 'ABC' is no check code; expected ten letters" in run(folder, "ABC").stderr
    assert "A code proves nothing by itself" in run(folder, CODE, codes=False).stderr
    gone = Revocations(as_of=NOW, revoked=(Revoked(key=RING.keys[0].id, since=NOW, reason="stolen"),))
    (folder / "revoked.txt").write_text(sign_revocations(gone, OTHER))
    for what, codes in ((CODE, True), (SEALED, False)):
        refused = run(folder, what, "--revoked", folder / "revoked.txt", codes=codes)
        assert refused.exit_code == 2
        assert "is not known, or is revoked" in refused.stderr
