"""Writes of crises, officers, memberships and tokens. Each is atomic and records its act last."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.db import transaction

from safepassage.desk.core import clock
from safepassage.desk.core.ids import Actor, new_id
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Crisis, Enrolment, Membership, Officer, Status, Token
from safepassage.desk.crises.seconds import bound_to
from safepassage.desk.crises.secrets import hashed, new_secret, new_slug, shown
from safepassage.desk.ledger.actions import make_key, record
from safepassage.errors import SafePassageError

ENROLMENT_LASTS = timedelta(hours=24)
CRISIS_FIELDS = (
    "name",
    "status",
    "zone",
    "home_zone",
    "nationality",
    "area",
    "epoch_at",
    "estimate_low",
    "estimate_high",
)


class NotNow(SafePassageError):
    """A write that the state of things does not allow: somebody was first, or a rule forbids it."""


# --- Crises ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_crisis(*, actor: Officer, fields: Mapping[str, Any]) -> Crisis:
    """A new crisis; whoever makes it is its first administrator.

    fields: CRISIS_FIELDS, validated; `id` if it is given.
    """
    now = clock.now()
    crisis = Crisis.objects.create(key=make_key(), made_at=now, **fields)
    _record(actor, "create_crisis", crisis.reference, crisis, new=_state(crisis))
    _give_role(crisis, actor, Role.ADMINISTRATOR, actor=actor)  # the only role that anybody gives to themselves
    return crisis


@transaction.atomic
def change_crisis(crisis: Crisis, *, actor: Actor, fields: Mapping[str, Any]) -> Crisis:
    """Change what is said of a crisis. Its status stays: an exercise does not become real, nor the other way."""
    locked = Crisis.objects.select_for_update().get(pk=crisis.pk)
    if fields.get("status", locked.status) != locked.status:
        raise NotNow("the status of a crisis does not change; make another crisis")
    old = _state(locked)
    for name in CRISIS_FIELDS:
        setattr(locked, name, fields.get(name, getattr(locked, name)))
    locked.save()
    _record(actor, "change_crisis", locked.reference, locked, old=old, new=_state(locked))
    return locked


@transaction.atomic
def open_form(crisis: Crisis, *, actor: Actor) -> Crisis:
    """Let people register themselves at a public address, the same as before if there was one."""
    locked = Crisis.objects.select_for_update().get(pk=crisis.pk)
    if not locked.form_is_open:
        locked.form_slug, locked.form_is_open = locked.form_slug or new_slug(), True
        locked.save(update_fields=("form_slug", "form_is_open"))
        _record(actor, "open_form", locked.reference, locked, new={"slug": locked.form_slug})
    return locked


@transaction.atomic
def close_form(crisis: Crisis, *, actor: Actor) -> Crisis:
    """Take no more registrations at the public address. Nothing happens if it is closed."""
    if Crisis.objects.filter(pk=crisis.pk, form_is_open=True).update(form_is_open=False):
        _record(actor, "close_form", crisis.reference, crisis)
    return Crisis.objects.get(pk=crisis.pk)


@transaction.atomic
def close_crisis(crisis: Crisis, *, actor: Actor, reason: str) -> None:
    """End the work on a crisis: the public form closes, tokens end, nothing is changed any more (see access.GOES_ON).

    Raises NotNow if it is closed.
    """
    now = clock.now()
    if not Crisis.objects.filter(pk=crisis.pk, closed_at=None).update(closed_at=now, form_is_open=False):
        raise NotNow("it is closed already")
    tokens = Token.objects.filter(crisis=crisis, revoked_at=None, expires_at__gt=now).update(revoked_at=now)
    said = {"new": {"closed_at": now, "tokens": tokens}, "reason": reason}
    _record(actor, "close_crisis", crisis.reference, crisis, **said)


@transaction.atomic
def reopen_crisis(crisis: Crisis, *, actor: Actor, reason: str) -> None:
    """Let work on a closed crisis go on. Its form stays closed, its tokens have ended. Raises NotNow if it is open."""
    if not Crisis.objects.filter(pk=crisis.pk, closed_at__isnull=False).update(closed_at=None):
        raise NotNow("it is open already")
    _record(actor, "reopen_crisis", crisis.reference, crisis, old={"closed_at": crisis.closed_at}, reason=reason)


# --- Members and tokens ----------------------------------------------------------------------------------------------


@transaction.atomic
def add_member(crisis: Crisis, officer: Officer, role: Role, *, actor: Actor) -> Membership:
    """Give an officer a role in a crisis. Nothing happens if they have it.

    Raises NotNow for an account that is for exercises, in a crisis that is none, and to whoever would give themselves
    a role: who gives rights has none but that.
    """
    if officer.reference == actor.reference:
        raise NotNow("nobody gives themselves a role; another administrator of the crisis has to")
    return _give_role(crisis, officer, role, actor=actor)


@transaction.atomic
def remove_member(membership: Membership, *, actor: Actor) -> None:
    """Take a role from an officer. Raises NotNow for the last administrator, and if it was taken already."""
    crisis, role = membership.crisis, membership.role
    administrators = Membership.objects.select_for_update().filter(crisis=crisis, role=Role.ADMINISTRATOR)
    if role == Role.ADMINISTRATOR and len(administrators) == 1:
        raise NotNow("a crisis keeps at least one administrator")
    deleted, _ = Membership.objects.filter(pk=membership.pk).delete()
    if not deleted:
        raise NotNow("the role was taken away already")
    _record(actor, "remove_member", membership.officer.reference, crisis, old={"role": role})


@transaction.atomic
def make_token(crisis: Crisis, *, actor: Officer, role: Role, name: str, lasts: timedelta) -> tuple[Token, str]:
    """A token for a program, and the one text that shows it; the text is not kept."""
    secret, now = new_secret(), clock.now()
    token = Token.objects.create(
        crisis=crisis,
        role=role,
        name=name,
        secret_hash=hashed(secret),
        made_by=actor,
        made_at=now,
        expires_at=now + lasts,
    )
    said = {"name": name, "role": role, "expires_at": token.expires_at}
    _record(actor, "make_token", token.reference, crisis, new=said)
    return token, shown(token.id, secret)


@transaction.atomic
def revoke_token(token: Token, *, actor: Actor) -> None:
    """End a token at once. Nothing happens if it ended already."""
    now = clock.now()
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        _record(actor, "revoke_token", token.reference, token.crisis, new={"revoked_at": now})


# --- Officers --------------------------------------------------------------------------------------------------------


@transaction.atomic
def invite_officer(*, actor: Actor, username: str, name: str, is_administrator: bool = False) -> tuple[Officer, str]:
    """A new officer, and the text of a link to set the first password with, once.

    Only the command line makes administrators: an administrator who could invite another would be two. Whom an account
    for exercises invites is for exercises too.
    """
    officer = Officer(
        username=username,
        name=name,
        is_administrator=is_administrator,
        is_for_exercises=_is_for_exercises(actor),
        made_at=clock.now(),
    )
    officer.set_unusable_password()
    officer.save()
    said = {"username": username, "name": name, "is_administrator": is_administrator}
    _record(actor, "invite_officer", officer.reference, new=said)
    return officer, _open(officer, Enrolment.Kind.INVITATION, actor)


@transaction.atomic
def enlist_for_exercises(
    *, actor: Actor, username: str, name: str, password: str, totp_secret: str, is_administrator: bool = False
) -> Officer:
    """An invented officer who can sign in at once, but never gets a role in a real crisis.

    totp_secret: base32, for an authenticator app.
    """
    called = {"username": username, "name": name, "is_administrator": is_administrator}
    officer = Officer(**called, is_for_exercises=True, made_at=clock.now())
    officer.set_password(password)
    officer.save()
    factor = {"type": Authenticator.Type.TOTP, "data": {"secret": encrypt(totp_secret)}}
    Authenticator.objects.create(user=officer, **factor)
    _record(actor, "enlist_for_exercises", officer.reference, new=called)
    return officer


@transaction.atomic
def deactivate_officer(officer: Officer, *, actor: Actor) -> None:
    """Shut an officer out, from the next request on. Nothing happens if they are. Raises NotNow."""
    _require_power(actor, officer)
    if Officer.objects.filter(pk=officer.pk, is_active=True).update(is_active=False):
        _record(actor, "deactivate_officer", officer.reference)


@transaction.atomic
def open_recovery(officer: Officer, *, actor: Actor, reason: str) -> Enrolment:
    """An administrator asks that an officer who lost a factor may set a new password. A second one has to confirm.

    Raises NotNow.
    """
    _require_power(actor, officer)
    now = clock.now()
    recovery = Enrolment.objects.create(
        officer=officer,
        kind=Enrolment.Kind.RECOVERY,
        opened_by=actor.reference,
        opened_at=now,
        expires_at=now + ENROLMENT_LASTS,
    )
    _record(actor, "open_recovery", officer.reference, reason=reason)
    return recovery


@transaction.atomic
def confirm_recovery(recovery: Enrolment, *, actor: Officer) -> str:
    """The second administrator agrees; the text of the link.

    Raises NotNow for the officer and for whoever is no second one to the first administrator, and if it is too late.
    """
    _require_power(actor, recovery.officer)
    if actor == recovery.officer or recovery.opened_by in bound_to(actor):
        raise NotNow("a recovery takes two administrators, neither of them the officer, nor let in by the other")
    secret = new_secret()
    waiting = Enrolment.objects.filter(pk=recovery.pk, secret_hash=None, expires_at__gt=clock.now())
    if not waiting.update(secret_hash=hashed(secret), confirmed_by=actor.reference):
        raise NotNow("the recovery was confirmed already, or has expired")
    _record(actor, "confirm_recovery", recovery.officer.reference)
    return shown(recovery.id, secret)


@transaction.atomic
def recover_by_command(officer: Officer, *, actor: Actor) -> str:
    """The link for an officer when there are no two administrators; whoever runs commands holds the keys anyway."""
    _record(actor, "recover_by_command", officer.reference)
    return _open(officer, Enrolment.Kind.INVITATION, actor)


@transaction.atomic
def enrol(enrolment: Enrolment, *, password: str) -> None:
    """Set the password that an enrolment allows, once; second factors go, and so do all sessions. Raises NotNow."""
    now = clock.now()
    unused = Enrolment.objects.filter(pk=enrolment.pk, used_at=None, expires_at__gt=now)
    if not unused.update(used_at=now):
        raise NotNow("the link was used already, or has expired")
    officer = enrolment.officer
    officer.set_password(password)  # sessions and trusted screens hang on the password's hash
    officer.save(update_fields=("password",))
    Authenticator.objects.filter(user=officer).delete()
    _record(officer, "enrol", officer.reference, new={"kind": enrolment.kind})


@transaction.atomic
def note_sign_in(*, actor: Officer, methods: list[str]) -> None:
    """That an officer signed in, and by which means."""
    _record(actor, "note_sign_in", actor.reference, new={"methods": methods})


@transaction.atomic
def note_password_change(*, actor: Officer) -> None:
    """That an officer chose another password."""
    _record(actor, "note_password_change", actor.reference)


@transaction.atomic
def note_second_factor(*, actor: Officer, kind: str, is_added: bool) -> None:
    """That an officer added or removed a second factor."""
    verb = "add_second_factor" if is_added else "remove_second_factor"
    _record(actor, verb, actor.reference, new={"kind": kind})


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _give_role(crisis: Crisis, officer: Officer, role: Role, *, actor: Actor) -> Membership:
    if officer.is_for_exercises and crisis.status == Status.ACTUAL:
        raise NotNow("an account for exercises has no role in a real crisis")
    membership, is_new = Membership.objects.get_or_create(
        crisis=crisis, officer=officer, role=role, defaults={"given_by": actor.reference, "made_at": clock.now()}
    )
    if is_new:
        _record(actor, "add_member", officer.reference, crisis, new={"role": role})
    return membership


def _is_for_exercises(actor: Actor) -> bool:
    return isinstance(actor, Officer) and actor.is_for_exercises


def _require_power(actor: Actor, officer: Officer) -> None:
    """Raises NotNow for an account for exercises, whose password lies in a file, over an officer who is real."""
    if _is_for_exercises(actor) and not officer.is_for_exercises:
        raise NotNow("an account for exercises lets in and shuts out only accounts for exercises")


def _open(officer: Officer, kind: Enrolment.Kind, actor: Actor) -> str:
    secret, now = new_secret(), clock.now()
    enrolment = Enrolment.objects.create(
        id=new_id(),
        officer=officer,
        kind=kind,
        opened_by=actor.reference,
        secret_hash=hashed(secret),
        opened_at=now,
        expires_at=now + ENROLMENT_LASTS,
    )
    return shown(enrolment.id, secret)


def _state(crisis: Crisis) -> dict[str, Any]:
    return {name: getattr(crisis, name) for name in CRISIS_FIELDS}


def _record(actor: Actor, verb: str, subject: str, crisis: Crisis | None = None, **said: Any) -> None:
    where = {"crisis": crisis.id, "key": crisis.key_id} if crisis else {}
    record(actor=actor, verb=f"crises.{verb}", subject=subject, **where, **said)
