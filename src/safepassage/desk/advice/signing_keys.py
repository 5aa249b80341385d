"""The keys by which a crisis's alerts are signed (rule D5): made when first needed, kept sealed, replaced in time.

One signs CAP, with its certificate; one, Ed25519, texts for QR and page and the lists that check codes are found on.
"""

from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import transaction
from django.db.models import QuerySet

from safepassage.desk.advice.models import SigningKey, TextKey
from safepassage.desk.core import clock
from safepassage.desk.core.ids import Actor, new_id
from safepassage.desk.core.sealing import seal, unseal
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.actions import record
from safepassage.desk.ledger.queries import open_key
from safepassage.signing.keys import (
    AlertKey,
    PrivateKey,
    certify,
    fingerprint,
    new_alert_key,
    read_certificates,
    read_key,
    write_certificate,
)
from safepassage.signing.rings import PublicKey, Revocations, Revoked, Ring, key_id

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


# --- Of texts and lists ----------------------------------------------------------------------------------------------


def text_key_at(crisis: Crisis, at: datetime, *, actor: Actor) -> Ed25519PrivateKey:
    """The newest key for texts that holds at an instant of the crisis's clock; a new one if none does."""
    return opened_text_key(_text_keys_at(crisis, at).first() or _new_text_key(crisis, at, actor))


def text_key_there(crisis: Crisis, at: datetime) -> Ed25519PrivateKey | None:
    """The same, but none is made: for who only reads."""
    row = _text_keys_at(crisis, at).first()
    return opened_text_key(row) if row else None


def opened_text_key(row: TextKey) -> Ed25519PrivateKey:
    """The private key. Raises Unreadable, KeyDestroyed."""
    plain = unseal(open_key(row.crisis.key_id), bytes(row.sealed), row.reference)
    return cast(Ed25519PrivateKey, read_key(plain, None))


def ring_of(crisis: Crisis, *, revoked: bool = True) -> Ring:
    """All keys that ever signed texts for a crisis; the revoked ones too, of which a list says which they are."""
    rows = TextKey.objects.filter(crisis=crisis).order_by("-made_at", "-id")
    return Ring(tuple(map(_public, rows if revoked else rows.filter(revoked_at=None))))


def revocations_of(crisis: Crisis, at: datetime) -> Revocations:
    """The keys for texts that count for nothing."""
    rows = TextKey.objects.filter(crisis=crisis, revoked_at__isnull=False).order_by("made_at", "id")
    gone = tuple(Revoked(key=each.identity, since=each.revoked_at, reason=each.revoked_for) for each in rows)
    return Revocations(as_of=at, revoked=gone)


@transaction.atomic
def replace_text_key(crisis: Crisis, at: datetime, *, actor: Actor, revoked_for: str = "") -> TextKey:
    """A new key signs from now on. With a reason, all older ones count for nothing. at: by the crisis's clock."""
    row = _new_text_key(crisis, at, actor)
    if revoked_for.strip():
        older = TextKey.objects.filter(crisis=crisis, revoked_at=None).exclude(pk=row.pk)
        gone = list(older.values_list("identity", flat=True))
        if not older.update(revoked_at=at, revoked_for=revoked_for.strip()[:200]):
            raise NotNow("there is no older key to revoke")
        record(actor=actor, verb="advice.revoke_text_keys", subject=row.reference, crisis=crisis.id,
               key=crisis.key_id, new={"revoked": gone}, reason=revoked_for)  # fmt: skip
    return row


def _text_keys_at(crisis: Crisis, at: datetime) -> QuerySet[TextKey]:
    there = TextKey.objects.filter(crisis=crisis, begins_at__lte=at, ends_at__gt=at, revoked_at=None)
    return there.select_related("crisis").order_by("-made_at", "-id")


def _public(row: TextKey) -> PublicKey:
    return PublicKey(Ed25519PublicKey.from_public_bytes(b64decode(row.public)), row.begins_at, row.ends_at)


def _new_text_key(crisis: Crisis, at: datetime, actor: Actor) -> TextKey:
    key, (begins, ends) = Ed25519PrivateKey.generate(), _period(at)
    row = TextKey(
        id=new_id(),
        crisis=crisis,
        identity=key_id(key.public_key()),
        public=b64encode(key.public_key().public_bytes_raw()).decode(),
        begins_at=begins,
        ends_at=ends,
        made_at=clock.now(),
    )
    _put_down(row, key, "make_text_key", {"identity": row.identity}, actor)
    return row


# --- Of CAP ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def _new(crisis: Crisis, at: datetime, actor: Actor) -> SigningKey:
    key, (begins, ends) = new_alert_key(), _period(at)
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
    _put_down(row, key, "make_signing_key", {"fingerprint": row.fingerprint}, actor)
    return row


# --- Of both ---------------------------------------------------------------------------------------------------------


def _period(at: datetime) -> tuple[datetime, datetime]:
    """From when until when a new key holds."""
    return (at - BEFORE).replace(microsecond=0), (at + LASTS).replace(microsecond=0)


def _put_down(row: SigningKey | TextKey, key: PrivateKey, verb: str, named: dict[str, str], actor: Actor) -> None:
    """Keep a new key, sealed, as an act."""
    crisis = row.crisis
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    row.sealed = seal(open_key(crisis.key_id), plain, row.reference)
    row.save(force_insert=True)
    new = named | {"begins_at": row.begins_at, "ends_at": row.ends_at}
    record(actor=actor, verb=f"advice.{verb}", subject=row.reference, crisis=crisis.id, key=crisis.key_id, new=new)
