"""How many records an officer opens in an hour. Nobody is kept from one, as lives hang on it; others are asked to look.

Programs are held to a limit of their own (`api.actions`), files to that of exports.
"""

from django.conf import settings

from safepassage.desk.core import clock
from safepassage.desk.core.counting import count
from safepassage.desk.core.ids import Actor
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Crisis, Officer
from safepassage.desk.people.models import Opening
from safepassage.desk.queue.actions import open_item
from safepassage.desk.queue.work import Kind, Urgency, Work

HOUR_S = 3600


def count_opened(crisis: Crisis, persons: int, *, actor: Actor) -> None:
    """Count that an officer opened records; above the limit, once an hour, another officer is asked what for.

    `actor.opened_lately` becomes the count, for the page that shows the records.
    """
    if not isinstance(actor, Officer) or not persons:
        return
    now_s = int(clock.now().timestamp())
    opened = count(Opening, f"{crisis.id.hex}/{actor.id.hex}", now_s // HOUR_S, persons)
    actor.opened_lately, most = opened, settings.MOST_OPENED_AN_HOUR
    if opened - persons <= most < opened:
        why = f"{actor.name} opened more than {most} records within an hour. Ask what for; an auditor sees which."
        work = Work(Kind.REVIEW_OPENING, actor.reference, Role.APPROVER, Urgency.SOON, why)
        open_item(crisis, work, actor=actor)
