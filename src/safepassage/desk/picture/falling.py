"""What happens when a claim or a promise falls: what rests on it is before somebody at once (rule C3)."""

from safepassage.desk.core.ids import Actor
from safepassage.desk.crises.access import Role
from safepassage.desk.picture.models import Claim, Promise
from safepassage.desk.picture.queries import things_on
from safepassage.desk.queue.actions import open_item
from safepassage.desk.queue.work import Kind, Urgency, Work


def tell_of_fall(row: Claim | Promise, *, actor: Actor, why: str) -> None:
    """Open work for whoever plans, in the transaction of the fall; nothing, if nothing rests on it."""
    if things := things_on(row):
        reason = f"{len(things)} on the ground rested on what has fallen: {why}"
        open_item(row.crisis, Work(Kind.SHAKEN, row.reference, Role.DUTY_OFFICER, Urgency.LIFE, reason), actor=actor)
