"""Key files: encrypted, for their owner alone, never written over; what is wrong is told without their secrets."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.signing.signers import signer

from safepassage.errors import BadInput
from safepassage.signing import fingerprint, read_certificates, read_key, write_key


@pytest.mark.parametrize("passphrase", [None, b"correct horse"])
def test_a_key_is_written_for_its_owner_alone_and_read(tmp_path: Path, passphrase: bytes | None) -> None:
    for number, key in enumerate((Ed25519PrivateKey.generate(), signer("ecdsa")[0], signer("rsa")[0])):
        path = tmp_path / f"{number}.pem"
        write_key(path, key, passphrase)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert (b"ENCRYPTED" in path.read_bytes()) == bool(passphrase)
        assert read_key(path.read_bytes(), passphrase).public_key() == key.public_key()


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(b"precious")
    with pytest.raises(BadInput, match="expected the name of a new file"):
        write_key(path, signer()[0], None)
    assert path.read_bytes() == b"precious"


def pem(key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("make", "passphrase", "words"),
    [
        (lambda: b"no key", None, "no key can be read from it; expected a private key in PEM"),
        (lambda: b"", b"secret words", "the passphrase is wrong, or it is no key"),
        (lambda: pem(signer()[0]), b"secret words", "it is not encrypted, but a passphrase is given"),
        (lambda: pem(dsa.generate_private_key(1024)), None, "it is a key of another kind"),
        (lambda: pem(rsa.generate_private_key(65537, 1024)), None, "its RSA key has 1024 bits; expected 2048 or more"),
    ],
)
def test_what_is_wrong_with_a_key_is_told(make, passphrase: bytes | None, words: str) -> None:
    with pytest.raises(BadInput, match=words) as refused:
        read_key(make(), passphrase)
    assert "secret words" not in str(refused.value)


def test_a_wrong_or_missing_passphrase_is_told(tmp_path: Path) -> None:
    write_key(tmp_path / "key.pem", signer("ecdsa")[0], b"right")
    data = (tmp_path / "key.pem").read_bytes()
    with pytest.raises(BadInput, match="it is encrypted; expected its passphrase"):
        read_key(data, None)
    with pytest.raises(BadInput, match="the passphrase is wrong"):
        read_key(data, b"wrong")


def test_certificates_are_read_and_named_by_their_fingerprint() -> None:
    certificate = signer()[1]
    (read,) = read_certificates(certificate.public_bytes(Encoding.PEM))
    assert fingerprint(read) == fingerprint(certificate)
    assert len(fingerprint(read)) == 64
    with pytest.raises(BadInput, match="no certificate can be read"):
        read_certificates(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")
