"""What workers do again and again, in one place: escalating, balancing, the end of keeping, verifying."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from django.core.cache import cache
from django.core.management import call_command

from safepassage.desk.api.actions import forget_ended as forget_answers
from safepassage.desk.core import clock
from safepassage.desk.core.commands import Command
from safepassage.desk.crises.models import Crisis
from safepassage.desk.crises.queries import crises
from safepassage.desk.intake.actions import forget_ended
from safepassage.desk.intake.queries import to_forget
from safepassage.desk.ledger.actions import verify_chain
from safepassage.desk.movement.actions import forget_preflights
from safepassage.desk.people import retention
from safepassage.desk.people.queries import to_erase
from safepassage.desk.picture.fetching import fetch_sources
from safepassage.desk.picture.promises import expire_promises
from safepassage.desk.picture.reports import forget_reports
from safepassage.desk.queue.actions import escalate, forget_done
from safepassage.desk.release.actions import close_expired

ACTOR = Command("worker")
KEPT_AFTER_DONE = timedelta(days=30)  # tasks that are done, and wrong tries to sign in


class Chore(NamedTuple):
    """Something done every so often, by one worker of all."""

    name: str
    every: timedelta
    do: Callable[[], object]


def do_chores() -> list[str]:
    """Do what is due; which. Of several workers one takes each turn; what it leaves half done, the next turn does."""
    done = []
    for chore in CHORES:
        every_s = int(chore.every.total_seconds())
        turn = int(clock.now().timestamp()) // every_s
        if cache.add(f"chore-{chore.name}-{turn}", True, timeout=2 * every_s):
            chore.do()
            done.append(chore.name)
    return done


class Ended(NamedTuple):
    """What the end of keeping takes, or would take, today."""

    crisis: Crisis
    persons: int
    wardens: int


def ended(today: date) -> list[Ended]:
    """Crises with somebody whose time has ended; closed ones too."""
    found = [Ended(c, to_erase(c, today).count(), len(retention.wardens_to_erase(c, today))) for c in crises()]
    return [each for each in found if each.persons or each.wardens]


def imports_ended(today: date) -> int:
    """How many imports' files are to be forgotten."""
    return to_forget(today).count()


def end_keeping() -> None:
    """All that has a time to be kept (see core.keeping), and sessions, tasks done, tries to sign in."""
    today = clock.now().date()
    for crisis in crises():
        retention.ask_about_ending(crisis, today=today, actor=ACTOR)
        retention.erase_ended(crisis, today=today, actor=ACTOR)
    forget_ended(actor=ACTOR, today=today)
    forget_done(actor=ACTOR, today=today)
    forget_preflights(actor=ACTOR, today=today)
    forget_reports(actor=ACTOR, today=today)
    forget_answers()
    call_command("clearsessions")
    call_command("prune_db_task_results", "--min-age-days", str(KEPT_AFTER_DONE.days), verbosity=0)
    call_command("axes_reset_logs", "--age", str(KEPT_AFTER_DONE.days), verbosity=0)


def _escalate_all() -> None:
    for crisis in crises().filter(closed_at=None):
        close_expired(crisis, actor=ACTOR)
        escalate(crisis, actor=ACTOR)


def _balance_all() -> None:
    for crisis in crises().filter(closed_at=None):
        retention.open_unbalanced(crisis, actor=ACTOR)


CHORES = (
    Chore("escalate", timedelta(minutes=1), _escalate_all),
    Chore("expire-promises", timedelta(minutes=1), lambda: expire_promises(actor=ACTOR)),
    Chore("fetch-sources", timedelta(minutes=2), lambda: fetch_sources(actor=ACTOR)),
    Chore("balance", timedelta(minutes=10), _balance_all),
    Chore("end-keeping", timedelta(days=1), end_keeping),
    Chore("verify-ledger", timedelta(days=1), lambda: verify_chain(actor=ACTOR)),
)
