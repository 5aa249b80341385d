"""Key files and certificates: PEM, private keys encrypted under a passphrase."""

import os
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from safepassage.errors import BadInput, Fault

AlertKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey  # signs CAP
PrivateKey = AlertKey | ed25519.Ed25519PrivateKey  # the last signs texts and lists
SHORTEST_RSA = 2048  # bits


def read_key(data: bytes, passphrase: bytes | None, file: str = "key.pem") -> PrivateKey:
    """Read a private key: RSA, ECDSA on a NIST curve, or Ed25519. Raises BadInput, which never holds the passphrase."""
    expected = "a private key in PEM: RSA, ECDSA or Ed25519"
    try:
        key = load_pem_private_key(data, passphrase)
    except TypeError as error:
        encrypted = passphrase is None
        wrong = "it is encrypted" if encrypted else "it is not encrypted, but a passphrase is given"
        raise _bad(file, wrong, "its passphrase" if encrypted else "no passphrase, or a key that needs it") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        wrong = "no key can be read from it" if passphrase is None else "the passphrase is wrong, or it is no key"
        raise _bad(file, wrong, expected) from error
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey):
        raise _bad(file, "it is a key of another kind", expected)
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < SHORTEST_RSA:
        raise _bad(file, f"its RSA key has {key.key_size} bits", f"{SHORTEST_RSA} or more")
    return key


def new_alert_key(*, rsa_key: bool = False) -> AlertKey:
    """A new key: ECDSA on P-256, or RSA of 3072 bits."""
    return rsa.generate_private_key(65537, 3072) if rsa_key else ec.generate_private_key(ec.SECP256R1())


def write_key(path: Path, key: PrivateKey, passphrase: bytes | None) -> None:
    """Write a private key, encrypted where a passphrase is given, for its owner alone. Never writes over a file."""
    encryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(opened, "wb") as stream:  # noqa: PTH123 (a descriptor)
            stream.write(content)
    except OSError as error:
        raise _bad(str(path), f"cannot be written ({error.strerror})", "the name of a new file") from error


def read_certificates(data: bytes, file: str = "cert.pem") -> tuple[x509.Certificate, ...]:
    """Read one or more certificates in PEM."""
    try:
        return tuple(x509.load_pem_x509_certificates(data))
    except ValueError as error:
        raise _bad(file, "no certificate can be read from it", "certificates in PEM") from error


def certify(key: AlertKey, name: str, begins: datetime, ends: datetime) -> x509.Certificate:
    """A certificate that a key gives itself, to be pinned by those who verify. name: who signs, up to 64 characters."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, SHA256())
    )


def write_certificate(certificate: x509.Certificate) -> bytes:
    """The certificate in PEM."""
    return certificate.public_bytes(Encoding.PEM)


def owner(certificate: x509.Certificate) -> str:
    """Whom the certificate names."""
    return certificate.subject.rfc4514_string()


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate, 64 hexadecimal digits: what is read out over another road to pin it."""
    return certificate.fingerprint(SHA256()).hex()


def _bad(file: str, wrong: str, expected: str) -> BadInput:
    return BadInput([Fault(file, "", wrong, expected)])
