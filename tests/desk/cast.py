"""Who and what the desk's tests speak of. Everybody is invented."""

from datetime import UTC, datetime
from typing import Any

from django.test import Client

from safepassage.desk.core import clock
from safepassage.desk.core.commands import Command
from safepassage.desk.crises import actions, sessions
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Crisis, Officer
from safepassage.desk.ledger.models import Act
from safepassage.desk.ledger.queries import content

PASSWORD = "correct horse battery"
SETUP = Command("tests")
FIELDS = {
    "name": "Springfield",
    "status": "Exercise",
    "zone": "Europe/Kyiv",
    "home_zone": "Asia/Kolkata",
    "nationality": "IN",
    "area": "",
    "epoch_at": datetime(2022, 3, 1, 22, tzinfo=UTC),
    "estimate_low": 2_500,
    "estimate_high": 4_000,
}


def officer(username: str, *, is_administrator: bool = False) -> Officer:
    """An officer with PASSWORD."""
    made, _ = actions.invite_officer(
        actor=SETUP, username=username, name=username.title(), is_administrator=is_administrator
    )
    made.set_password(PASSWORD)
    made.save()
    return made


def crisis(administrator: Officer, **fields: Any) -> Crisis:
    """A crisis with its administrator."""
    return actions.create_crisis(actor=administrator, fields=FIELDS | fields)


def member(where: Crisis, who: Officer, *roles: Role) -> Officer:
    """The officer, now with these roles."""
    for role in roles:
        actions.add_member(where, who, role, actor=SETUP)
    return who


def sign_in(client: Client, who: Officer) -> Client:
    """A session as after sign-in with both factors; the way there has tests of its own."""
    client.force_login(who)
    now = int(clock.now().timestamp())
    session = client.session
    session.update({sessions.BEGAN: now, sessions.SEEN: now, sessions.HAS_SECOND_FACTOR: True})
    session.save()
    return client


def last_act() -> tuple[Act, dict[str, Any] | None]:
    """The newest act and what it says."""
    act = Act.objects.select_related("key").latest("seq")
    return act, content(act)
