"""Signatures: alerts in CAP, texts in QR and page, check codes in SMS. Needs the extra `safepassage[sign]`."""

from safepassage.signing.alerts import Trust, Verified, sign_alert, verify_alert
from safepassage.signing.codes import (
    CodeEntry,
    CodeList,
    LookedUp,
    Standing,
    check_code,
    look_up,
    newest,
    open_codes,
    open_revocations,
    read_code,
    show_code,
    sign_codes,
    sign_revocations,
)
from safepassage.signing.keys import certify, fingerprint, read_certificates, read_key, write_key
from safepassage.signing.rings import PublicKey, Revocations, Revoked, Ring, key_id, read_ring, write_ring
from safepassage.signing.texts import AlertText, OpenedText, open_text, sign_text

__all__ = [
    "AlertText",
    "CodeEntry",
    "CodeList",
    "LookedUp",
    "OpenedText",
    "PublicKey",
    "Revocations",
    "Revoked",
    "Ring",
    "Standing",
    "Trust",
    "Verified",
    "certify",
    "check_code",
    "fingerprint",
    "key_id",
    "look_up",
    "newest",
    "open_codes",
    "open_revocations",
    "open_text",
    "read_certificates",
    "read_code",
    "read_key",
    "read_ring",
    "show_code",
    "sign_alert",
    "sign_codes",
    "sign_revocations",
    "sign_text",
    "verify_alert",
    "write_key",
    "write_ring",
]
