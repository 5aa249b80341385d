"""The keys by which a crisis's alerts are signed (rule D5): made when first needed, kept sealed, replaced in time."""

from datetime import datetime, timedelta
from typing import NamedTuple, cast

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import transaction

from safepassage.desk.advice.models import SigningKey
from safepassage.desk.core import clock
from safepassage.desk.core.ids import Actor, new_id
from safepassage.desk.core.sealing import seal, unseal
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.actions import record
from safepassage.desk.ledger.queries import open_key
from safepassage.signing.keys import (
    AlertKey,
    certify,
    fingerprint,
    new_alert_key,
    read_certificates,
    read_key,
    write_certificate,
)

BEFORE, LASTS = timedelta(days=1), timedelta(days=365)
LONGEST_NAME = 64  # of a certificate's owner


class Signer(NamedTuple):
    """A key that holds, opened."""

    row: SigningKey
    key: AlertKey
    certificate: x509.Certificate


def signer_at(crisis: Crisis, at: datetime, *, actor: Actor) -> Signer:
    """The newest key that holds at an instant of the crisis's clock; a new one if none does."""
    row = SigningKey.objects.filter(crisis=crisis, begins_at__lte=at, ends_at__gt=at).order_by("-made_at").first()
    row = row or _new(crisis, at, actor)
    key = cast(AlertKey, read_key(unseal(open_key(crisis.key_id), bytes(row.sealed), row.reference), None))
    return Signer(row, key, read_certificates(row.certificate.encode())[0])


@transaction.atomic
def _new(crisis: Crisis, at: datetime, actor: Actor) -> SigningKey:
    key = new_alert_key()
    begins, ends = (at - BEFORE).replace(microsecond=0), (at + LASTS).replace(microsecond=0)
    certificate = certify(key, f"Safe Passage, {crisis.name}"[:LONGEST_NAME], begins, ends)
    row = SigningKey(
        id=new_id(),
        crisis=crisis,
        fingerprint=fingerprint(certificate),
        certificate=write_certificate(certificate).decode(),
        begins_at=begins,
        ends_at=ends,
        made_at=clock.now(),
    )
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    row.sealed = seal(open_key(crisis.key_id), plain, row.reference)
    row.save(force_insert=True)
    new = {"fingerprint": row.fingerprint, "begins_at": begins, "ends_at": ends}
    record(actor=actor, verb="advice.make_signing_key", subject=row.reference, crisis=crisis.id, key=crisis.key_id,
           new=new)  # fmt: skip
    return row
