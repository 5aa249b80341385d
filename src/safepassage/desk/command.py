"""The command `safepassage-desk`: sets up, serves, checks. Django is loaded only when a command is called."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import click

from safepassage.errors import BadInput

BAD_INPUT = 2  # exit code, the same as click's for wrong options
BROKEN = 1
THREADS = 8  # of each process; each holds a connection to the database


class Commands(click.Group):
    """A group that loads Django before a command, and ends with 2 on bad input."""

    def invoke(self, ctx: click.Context) -> object:
        os.umask(0o077)  # whatever is made holds data of people, or keys
        try:
            _load_django()
            return super().invoke(ctx)
        except BadInput as error:
            click.echo(str(error), err=True)
            ctx.exit(BAD_INPUT)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="safepassage", prog_name="safepassage-desk", message="%(prog)s %(version)s")
def main() -> None:
    """The desk: the register, the account, the ledger. Settings come from the environment, as SAFEPASSAGE_…"""


@main.command()
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Processes that answer.")
@click.option(
    "--background", type=click.IntRange(0), default=1, show_default=True,
    help="Processes that do what pages leave to be done; 0: run `worker` yourself.",
)  # fmt: skip
@click.option(
    "--senders", type=click.IntRange(0), default=1, show_default=True,
    help="Processes that send alerts; 0: run `deliver` yourself.",
)  # fmt: skip
def serve(workers: int, background: int, senders: int) -> None:
    """Bring the database up to date and serve the desk, at SAFEPASSAGE_ORIGIN (if unset, http://127.0.0.1:8000)."""
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces

    from safepassage.desk.background import beside

    _set_up()
    origin = urlsplit(settings.ENVIRONMENT.origin)
    behind_proxy = settings.ENVIRONMENT.is_https  # TLS ends at a proxy on this machine
    port = 8000 if behind_proxy else origin.port or 80
    click.echo(f"The desk is at {settings.ENVIRONMENT.origin}", err=True)
    server = Granian(
        "safepassage.desk.wsgi:application",
        address="127.0.0.1" if behind_proxy else str(origin.hostname),
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=4 * THREADS,
        log_access=False,  # addresses of pages name people
    )
    with beside(["worker"] * background + ["deliver"] * senders):
        server.serve()


@main.command()
def check() -> None:
    """Say what is wrong with settings, database and keys; ends with 1 if something is."""
    from django.conf import settings
    from django.core.management import CommandError, call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from safepassage.desk.core.keyring import read_keyring

    read_keyring(settings.KEYRING)
    try:
        call_command("check", databases=["default"], deploy=settings.ENVIRONMENT.is_https)
    except CommandError as error:
        raise click.ClickException(str(error)) from error
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise click.ClickException("The database is not up to date: safepassage-desk serve brings it there.")


@main.command()
@click.argument("username")
@click.option("--name", default="", help="As colleagues know them; needed for a new one.")
def administrator(username: str, name: str) -> None:
    """Make USERNAME an administrator of the desk, or let an administrator in again; prints a link that works once."""
    from django.conf import settings
    from django.urls import reverse

    from safepassage.desk.core.commands import Command
    from safepassage.desk.crises import actions, queries

    _set_up()
    actor = Command("administrator")
    officer = queries.officers().filter(username=username).first()
    if officer is None:
        called = {"username": username, "name": name or username}
        _, text = actions.invite_officer(actor=actor, is_administrator=True, **called)
    elif officer.is_administrator and officer.is_active:
        text = actions.recover_by_command(officer, actor=actor)
    else:
        raise click.ClickException(f"{username} is there, and is no active administrator; choose another username.")
    click.echo(f"{settings.ENVIRONMENT.origin}{reverse('enrol', args=[text])}")


@main.command()
@click.option("--until-empty", is_flag=True, help="End when nothing waits.")
@click.option("--under", type=int, hidden=True, help="End when the process of this id is no longer the parent.")
def worker(until_empty: bool, under: int | None) -> None:
    """Do what pages leave to be done: roads, large preflights. `serve` runs one; run more where processors are free."""
    from safepassage.desk.chores import do_chores
    from safepassage.desk.movement.worker import work

    _set_up()
    work(until_empty=until_empty, under=under, between=do_chores)


@main.command()
@click.option("--until-empty", is_flag=True, help="End when nothing waits that may be sent.")
@click.option("--under", type=int, hidden=True, help="End when this process, which began it, has ended.")
def deliver(until_empty: bool, under: int | None) -> None:
    """Send what is queued of alerts. Any number may run; one that is killed leaves nothing to be sent twice."""
    import signal
    import threading

    from safepassage.desk.advice.sender import deliver as deliver_all
    from safepassage.desk.core.commands import Command

    _set_up()
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    deliver_all(over, actor=Command("deliver"), until_empty=until_empty, under=under)


@main.command()
@click.argument("crisis_dir", type=click.Path(path_type=Path))
@click.option("--administrator", "username", required=True, help="Username of the officer who gets the crisis.")
def load(crisis_dir: Path, username: str) -> None:
    """Make a crisis of the crisis folder CRISIS_DIR, whole or not at all; prints its address. Faults are all told."""
    from django.conf import settings
    from django.urls import reverse

    from safepassage.desk.crises import queries
    from safepassage.desk.movement.actions import load_crisis

    _set_up()
    officer = queries.officers().filter(username=username, is_active=True).first()
    if officer is None:
        raise click.ClickException(f"there is no active officer {username}; first: safepassage-desk administrator")
    crisis = load_crisis(crisis_dir, actor=officer)
    click.echo(f"{settings.ENVIRONMENT.origin}{reverse('crisis', args=[crisis.id])}")


@main.command()
@click.argument("crisis_dir", type=click.Path(path_type=Path))
@click.option("--advisory", default="", help="One of its advisories, to be checked once and stored.")
def exercise(crisis_dir: Path, advisory: str) -> None:
    """Set up an exercise from the crisis folder CRISIS_DIR, once, with invented officers; prints how they sign in."""
    from django.conf import settings
    from django.urls import reverse

    from safepassage.desk import exercise as it

    _set_up()
    crisis = it.set_up(crisis_dir, advisory)
    click.echo(f"The desk: {settings.ENVIRONMENT.origin}{reverse('crisis', args=[crisis.id])}")
    if crisis.form_is_open:
        click.echo(f"Its public form: {settings.ENVIRONMENT.origin}{reverse('public_form', args=[crisis.form_slug])}")
    click.echo("Exercise accounts (invented; none of them gets a role in a real crisis):")
    _print_accounts()


@main.command()
def codes() -> None:
    """Print how the exercise's officers sign in now: username, password, second factor."""
    _print_accounts()


def _print_accounts() -> None:
    from safepassage.desk import exercise as it
    from safepassage.desk.core import clock

    left_s, now_s = it.seconds_left(), int(clock.now().timestamp())
    click.echo(f"  {'username':10}{'password':14}{'code now':10}{f'in {left_s} s':10}role")
    for each in it.accounts():
        now, then = each.code(now_s), each.code(now_s + it.PERIOD_S)
        click.echo(f"  {each.username:10}{each.password:14}{now:10}{then:10}{each.roles}")
    click.echo("Each code works once. More of them: make codes")


@main.command()
@click.argument("crisis_id", type=click.UUID)
@click.argument("crisis_dir", type=click.Path(path_type=Path))
def export(crisis_id: UUID, crisis_dir: Path) -> None:
    """Write the crisis CRISIS_ID as the crisis folder CRISIS_DIR, which has to be new. It holds places, no names."""
    from safepassage.desk.core.commands import Command
    from safepassage.desk.crises import queries
    from safepassage.desk.movement.actions import export_crisis

    crisis = queries.crises().filter(pk=crisis_id).first()
    if crisis is None:
        raise click.ClickException(f"there is no crisis {crisis_id}; its address ends with its id")
    left_out = export_crisis(crisis, crisis_dir, actor=Command("export"))
    for fault in left_out:
        click.echo(f"Left out: {fault}", err=True)
    sys.exit(BAD_INPUT if left_out else 0)


@main.command()
@click.option("--erase", is_flag=True, help="Do it now; a worker does it every day.")
def retention(erase: bool) -> None:
    """Say whose time to be kept has ended, by crisis and number of persons; with --erase, erase them."""
    from safepassage.desk import chores
    from safepassage.desk.core import clock

    _set_up()
    today = clock.now().date()
    for each in chores.ended(today):
        click.echo(f"{each.crisis.id}: {each.persons} persons, {each.wardens} wardens")
    click.echo(f"files of imports: {chores.imports_ended(today)}")
    if erase:
        chores.end_keeping()
    click.echo("Erased." if erase else "Nothing was erased: say --erase.")


@main.group()
def ledger() -> None:
    """The ledger of acts."""


@ledger.command()
@click.option("--noted", multiple=True, metavar="N:HASH", help="An end that was noted earlier; may be given often.")
def verify(noted: tuple[str, ...]) -> None:
    """Find acts that were changed, deleted or put in another order; ends with 1 if any were.

    Prints where the chain ends. Note that outside the database: it proves later that nothing was cut off.
    """
    from safepassage.desk.ledger import queries
    from safepassage.desk.ledger.chain import Link

    try:
        links = [Link.parse(text) for text in noted]
    except ValueError as error:
        raise click.BadParameter("expected such as 17:9f86d0…", param_hint="--noted") from error
    found = queries.verify(links)
    for each in found:
        click.echo(f"act {each.seq}: {each.what}", err=True)
    click.echo(str(queries.head()))
    sys.exit(BROKEN if found else 0)


@main.group()
def keys() -> None:
    """The keys that everything is sealed with."""


@keys.command()
def rotate() -> None:
    """Make a new master key, wrap every data key under it, and forget the old one. May be stopped, and run again."""
    from safepassage.desk.core.commands import Command
    from safepassage.desk.ledger.actions import rotate_keys

    done = rotate_keys(actor=Command("keys rotate"))
    click.echo(f"{done} data keys are wrapped under a new master key; older ones are forgotten.")


def _load_django() -> None:
    try:
        import django
    except ModuleNotFoundError as error:
        raise click.ClickException("The desk needs its extra: pip install 'safepassage[desk]'") from error
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safepassage.desk.settings")
    django.setup()


def _set_up() -> None:
    """Bring the database up to date; nothing happens if it is."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
