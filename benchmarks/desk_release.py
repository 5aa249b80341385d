"""From an officer's yes to a Move for many: until the first message is out, and until all of them are queued.

`python -m benchmarks.desk_release [sqlite|postgresql] [persons]` measures one size on one database: two channels, the
real gate with a preflight, a worker in a process of its own that waited before. Persons are invented, four a party.
"""

import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.desk_database import asked, database, on_both, say
from benchmarks.measuring import spent

PERSONS, A_PARTY = 20_000, 4
MOST_OUT_S, MOST_QUEUED_S = 2.0, 10.0
PARTY = "i{0},Hostel,50.0050,36.2300,2022-03-02T13:30:00+02:00,B2,adult,foot,0,sms email,en,,,,12,4,20,"
PERSON = "n{0},i{1},sheltering,F,20,IN,passport,,"
HAVENS = """\
id,name,lat,lon,places,food,shelter,heating,staff,onward_seats,grade,evidence_at,nearest_objective,nearest_objective_m
pisochyn,Pisochyn,49.9516,36.1026,30000,30000,30000,yes,2,0,B2,2022-03-02T13:00:00+02:00,,
babai,Babai,49.8963,36.1931,10000,,,,,,C3,2022-03-02T12:30:00+02:00,,
bezliudivka,Bezliudivka,49.8679,36.2835,,,,,,,,,,
"""
CHANNELS = """\
[[channel]]
id = "sms"
kind = "sms"
segments_per_s = 1000.0
latency_s = 10

[[channel]]
id = "email"
kind = "email"
segments_per_s = 100.0
latency_s = 60
"""


def main() -> bool:
    """Measure on both databases; True if every target is met."""
    return on_both("desk_release", PERSONS)


def measure(engine: str, persons: int) -> None:
    """Print how long both take on one database."""
    with database(engine), tempfile.TemporaryDirectory() as folder:
        request, approver = _asked(Path(folder), persons)
        from safepassage.desk.advice.gate import approve
        from safepassage.desk.advice.models import Delivery

        print(f"A Move for {persons:,} by two channels on {engine}, {request.unserved:,} of them to stay:", flush=True)
        with _worker():
            time.sleep(2)
            begun = perf_counter()
            queued = spent(lambda: approve(request, request.unserved, actor=approver))
            while not Delivery.objects.filter(sent_at__isnull=False).exists():
                time.sleep(0.005)
            out_s = perf_counter() - begun
        say(f"from approved to all {Delivery.objects.count():,} queued", queued, MOST_QUEUED_S)
        say("from approved to the first out", queued._replace(wall=out_s), MOST_OUT_S)


def _asked(folder: Path, persons: int) -> tuple[Any, Any]:
    """A request that waits, and who may say yes."""
    from tests.crises import PARTIES, PERSONS, write_small_crisis
    from tests.desk import cast
    from tests.desk.advice import alerts

    from safepassage.desk.advice.gate import ask_for_release
    from safepassage.desk.advice.lines import NewLine, put_line
    from safepassage.desk.crises.access import Role
    from safepassage.desk.movement.actions import load_crisis, run_preflight
    from safepassage.desk.movement.queries import drafts_of

    parties = [PARTIES.splitlines()[0], *(PARTY.format(i) for i in range(persons // A_PARTY))]
    each = [PERSONS.splitlines()[0], *(PERSON.format(i, i // A_PARTY) for i in range(persons))]
    files = {"parties.csv": parties, "persons.csv": each}
    write_small_crisis(
        folder / "small", **{name: "\n".join(lines) + "\n" for name, lines in files.items()},
        **{"havens.csv": HAVENS, "channels.toml": CHANNELS},
    )  # fmt: skip
    crisis = load_crisis(folder / "small", actor=cast.officer("author"))
    duty = cast.member(crisis, cast.officer("duty"), Role.DUTY_OFFICER)
    approver = cast.member(crisis, cast.officer("approver"), Role.APPROVER)
    alerts.let_through(crisis, *_given_addresses(crisis))
    mail = {"host": "127.0.0.1", "port": 9, "sender": "desk@example.org", "subject": "Advice", "is_encrypted": False}
    put_line(crisis, NewLine("sms", "null", 1e6, {}), actor=cast.SETUP)
    put_line(crisis, NewLine("email", "email", 1e6, mail), actor=cast.SETUP)
    run_preflight(crisis, "second", actor=duty)
    return ask_for_release(drafts_of(crisis).get(), "A bus is being looked for.", actor=duty), approver


def _given_addresses(crisis: Any) -> list[str]:
    """Everybody gets a number and a mail address of nobody's, written past the desk's own acts; the numbers."""
    from django.db import transaction
    from tests.desk.advice.alerts import phone

    from safepassage.desk.core.sealing import seal
    from safepassage.desk.people.models import Person
    from safepassage.desk.people.queries import open_keys, persons_of, record_of

    there = list(persons_of(crisis))
    keys = open_keys(crisis, [person.pk for person in there])
    with transaction.atomic():
        for i, person in enumerate(there):
            key = keys[person.pk]
            to = {"phones": (phone(i),), "emails": (f"p{i}@example.org",)}
            record = record_of(person, key).model_copy(update=to)
            sealed = seal(key, record.to_json(), person.reference)
            Person.objects.filter(pk=person.pk).update(sealed=sealed)
    return [phone(i) for i in range(len(there))]


@contextmanager
def _worker() -> Iterator[None]:
    """Sends, in a process of its own, until it is killed."""
    from django.db import connection
    from tests.desk import cast

    from safepassage.desk.advice.sender import deliver

    connection.close()
    if not (process := os.fork()):
        try:
            deliver(threading.Event(), actor=cast.SETUP)
        finally:
            os._exit(0)
    try:
        yield
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


if __name__ == "__main__":
    measure(*asked(PERSONS))
