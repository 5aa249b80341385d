"""Keys, certificates and alerts for tests of signing; all invented, made anew for each run."""

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from tests.crises import ALERT

from safepassage.signing import certify
from safepassage.signing.keys import AlertKey

SENT = datetime(2022, 3, 2, 7, tzinfo=UTC)  # when ALERT was sent
BEGINS, ENDS = SENT - timedelta(days=30), SENT + timedelta(days=300)
ALERT_BYTES = ALERT.encode()


def signer(kind: str = "rsa", whose: str = "An invented embassy") -> tuple[AlertKey, x509.Certificate]:
    """A key, RSA or ECDSA, and its certificate; the same for the same owner."""
    return _made(kind, whose)


@cache
def _made(kind: str, whose: str) -> tuple[AlertKey, x509.Certificate]:
    ecdsa = kind == "ecdsa"
    key = ec.generate_private_key(ec.SECP256R1()) if ecdsa else rsa.generate_private_key(65537, 2048)
    return key, certify(key, whose, BEGINS, ENDS)
