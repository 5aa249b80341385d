"""Writes of who may read a crisis's alerts: anybody, at an address that cannot be guessed, or nobody."""

import secrets

from django.db import transaction

from safepassage.desk.advice.models import Publication
from safepassage.desk.advice.signing_keys import text_key_at
from safepassage.desk.core.ids import Actor
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.actions import record
from safepassage.desk.movement.queries import now_of


@transaction.atomic
def publish(crisis: Crisis, *, actor: Actor, is_open: bool) -> Publication:
    """Let anybody read the alerts in force, at one and the same address; or nobody."""
    found, _made = Publication.objects.update_or_create(
        crisis=crisis, defaults={"is_open": is_open}, create_defaults={"is_open": is_open, "slug": secrets.token_hex(8)}
    )
    if is_open:
        text_key_at(crisis, now_of(crisis), actor=actor)  # it can be fetched, and handed out, before it signs anything
    record(actor=actor, verb="advice.publish", subject=crisis.reference, crisis=crisis.id, key=crisis.key_id,
           new={"is_open": is_open})  # fmt: skip
    return found
