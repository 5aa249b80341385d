"""The command `safepassage cap`: judge, sign and verify CAP alerts. Signing needs the extra `safepassage[sign]`."""

import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from safepassage.cli.signing import content, needs_signing, shown
from safepassage.cli.writing import write_whole
from safepassage.errors import BadInput, Fault
from safepassage.formats.cap import Alert, faults_of, read_alert

PASSPHRASE = "SAFEPASSAGE_KEY_PASSPHRASE"
_FILES = click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
_PATH = click.Path(path_type=Path)


@click.group()
def cap() -> None:
    """Judge, sign and verify alerts in CAP, the Common Alerting Protocol."""


@cap.command()
@_FILES
def validate(files: tuple[Path, ...]) -> None:
    """Judge each FILE: its form, and its sense. Ends with 2 and every fault if one is not as CAP 1.1 or 1.2 has it."""
    _for_each(files, _validated)


@cap.command()
@click.argument("file", type=_PATH)
@click.option("--key", "key_file", required=True, type=_PATH, help="The private key, PEM: RSA or ECDSA.")
@click.option("--cert", "cert_file", required=True, type=_PATH, help="Its certificate, PEM.")
@click.option("--passphrase-file", type=_PATH, help=f"Holds the key's passphrase; else the variable {PASSPHRASE}.")
@click.option("-o", "--output", type=_PATH, help="The file to write; else standard output.")
@needs_signing
def sign(file: Path, key_file: Path, cert_file: Path, passphrase_file: Path | None, output: Path | None) -> None:
    """Sign the alert FILE: an enveloped XML signature with SHA-256."""
    from safepassage.signing import read_certificates, read_key, sign_alert
    from safepassage.signing.keys import owner

    key = read_key(content(key_file), _passphrase(passphrase_file), str(key_file))
    certificate = read_certificates(content(cert_file), str(cert_file))[0]
    data = content(file)
    if faults := faults_of(data, str(file)):
        raise BadInput(faults)
    signed = sign_alert(data, key, certificate, str(file))
    if output is None:
        click.echo(signed, nl=False)
    else:
        write_whole({output: signed})
        click.echo(f"{output}: signed by {owner(certificate)}.")


@cap.command()
@_FILES
@click.option("--cert", "cert_files", multiple=True, type=_PATH, help="A certificate that is believed, PEM.")
@click.option("--fingerprint", "fingerprints", multiple=True, metavar="HEX", help="SHA-256 of one that is believed.")
@click.option("--revoked", multiple=True, metavar="HEX", help="SHA-256 of a certificate that is not believed any more.")
@needs_signing
def verify(
    files: tuple[Path, ...], cert_files: tuple[Path, ...], fingerprints: tuple[str, ...], revoked: tuple[str, ...]
) -> None:
    """Verify each FILE against certificates that you name; those in a file prove nothing.

    Ends with 2 if one is not signed, not signed whole, by somebody else, or was changed. Shown is what was signed.
    """
    from safepassage.signing import Trust, read_certificates, verify_alert
    from safepassage.signing.keys import owner

    if not cert_files and not fingerprints:
        raise click.UsageError("Say whose signature is believed: --cert FILE, or --fingerprint HEX.")
    trust = Trust(
        certificates=tuple(each for path in cert_files for each in read_certificates(content(path), str(path))),
        fingerprints={_plain(each) for each in fingerprints},
        revoked={_plain(each) for each in revoked},
    )

    def verified(data: bytes, file: str) -> Iterable[str]:
        found = verify_alert(data, trust, file)
        alert = found.read()
        yield f"{file}: signed by {owner(found.certificate)}, unchanged."
        yield from _told(alert)

    _for_each(files, verified)


@cap.command("key")
@click.option("--name", required=True, help="Who signs, as it will stand in the certificate.")
@click.option("--key", "key_file", required=True, type=_PATH, help="The private key to write, PEM.")
@click.option("--cert", "cert_file", required=True, type=_PATH, help="The certificate to write, PEM: to be handed out.")
@click.option("--days", type=click.IntRange(1, 1100), default=365, show_default=True, help="How long it holds.")
@click.option("--begins", type=click.DateTime(["%Y-%m-%d"]), help="From when, in UTC; else an hour ago.")
@click.option("--rsa", is_flag=True, help="RSA of 3072 bits; else ECDSA on P-256.")
@click.option("--passphrase-file", type=_PATH, help=f"Holds the key's passphrase; else the variable {PASSPHRASE}.")
@click.option("--no-passphrase", is_flag=True, help="Leave the key unencrypted: for exercises only.")
@needs_signing
def make_key(
    name: str,
    key_file: Path,
    cert_file: Path,
    days: int,
    begins: datetime | None,
    rsa: bool,
    passphrase_file: Path | None,
    no_passphrase: bool,
) -> None:
    """Make a key for signing alerts, and a certificate for it."""
    from safepassage.signing import certify, fingerprint, write_key
    from safepassage.signing.keys import new_alert_key, owner, write_certificate

    passphrase = _passphrase(passphrase_file)
    if passphrase is None and not no_passphrase:
        raise click.UsageError(f"Give the passphrase: --passphrase-file, or {PASSPHRASE}. Or say --no-passphrase.")
    if not 0 < len(name) <= 64:
        raise click.BadParameter("expected 1 to 64 characters", param_hint="--name")
    if cert_file.exists():
        raise BadInput([Fault(str(cert_file), "", "it exists already", "the name of a new file")])
    key = new_alert_key(rsa_key=rsa)
    first = begins.replace(tzinfo=UTC) if begins else datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    certificate = certify(key, name, first, first + timedelta(days=days))
    write_key(key_file, key, None if no_passphrase else passphrase)
    write_whole({cert_file: write_certificate(certificate)})
    click.echo(f"{cert_file}: {owner(certificate)}, until {certificate.not_valid_after_utc:%Y-%m-%d %H:%M} UTC.")
    click.echo(f"SHA-256: {fingerprint(certificate)}")


def _validated(data: bytes, file: str) -> Iterable[str]:
    if faults := faults_of(data, file):
        raise BadInput(faults)
    alert = read_alert(data, file)
    yield f"{file}: sound CAP {alert.version}."
    yield from _told(alert)


def _for_each(files: tuple[Path, ...], told: Callable[[bytes, str], Iterable[str]]) -> None:
    """Tell of each file; at the end all faults of all of them."""
    faults: list[Fault] = []
    for path in files:
        try:
            for line in told(content(path), str(path)):
                click.echo(shown(line))
        except BadInput as error:
            faults += error.faults
    if faults:
        raise BadInput(faults)


def _told(alert: Alert) -> Iterable[str]:
    yield f"  {alert.status} {alert.msg_type} {alert.identifier} of {alert.sender}, sent {alert.sent.isoformat()}"
    for info in alert.infos:
        until = f", until {info.expires.isoformat()}" if info.expires else ""
        yield f"  {info.language}: {info.headline or info.event}{until}"


def _passphrase(file: Path | None) -> bytes | None:
    """Never an argument: others on the machine see those."""
    if file is not None:
        return content(file).rstrip(b"\r\n") or None
    return os.environ.get(PASSPHRASE, "").encode() or None


def _plain(fingerprint: str) -> str:
    plain = fingerprint.replace(":", "").lower()
    if len(plain) != 64 or not set(plain) <= set("0123456789abcdef"):
        raise click.BadParameter(f"{fingerprint!r} is no SHA-256; expected 64 hexadecimal digits")
    return plain
