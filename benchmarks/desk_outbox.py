"""The outbox: a million deliveries queued; how many a second one worker takes, sends to a null channel, and settles.

`python -m benchmarks.desk_outbox [sqlite|postgresql] [recipients] [sent]` measures one size on one database.
"""

import threading
from time import perf_counter, process_time
from typing import Any

from benchmarks.desk_database import asked, database, on_both, peak_mb, say
from benchmarks.measuring import spent

RECIPIENTS, SENT = 1_000_000, 20_000
MOST_QUEUE_S = {"sqlite": 5.0, "postgresql": 20.0}
LEAST_A_SECOND = {"sqlite": 10_000, "postgresql": 8_000}


def main() -> bool:
    """Measure on both databases; True if every target is met."""
    return on_both("desk_outbox", RECIPIENTS, SENT)


def measure(engine: str, recipients: int, sent: int) -> None:
    """Print what queueing and sending take on one database."""
    with database(engine):
        from tests.desk import cast
        from tests.desk.advice import alerts

        crisis = cast.crisis(cast.officer("bench"), status="Actual")
        line = alerts.line(crisis, rate=1e9)
        print(f"The outbox on {engine}:", flush=True)
        _send(engine, line, alerts.alert(crisis, [line], alerts.people_with_phones(crisis, sent)))
        _queue(engine, alerts.alert(crisis, [line], _nobodies(crisis, recipients)), recipients)
        print(f"  most memory: {peak_mb():.0f} MB", flush=True)


def _nobodies(crisis: Any, count: int) -> list[Any]:
    """Ids of rows of the register without anybody in them: queueing looks at none."""
    from safepassage.desk.core import clock
    from safepassage.desk.core.bulk import insert_rows
    from safepassage.desk.core.ids import new_id
    from safepassage.desk.people.models import Person

    now = clock.now()
    said = {"crisis": crisis, "key_id": crisis.key_id, "sealed": b"", "category": "national", "source": "bench",
            "state": "never_tried", "state_at": now, "first_at": now, "registered_at": now,
            "keep_until": now.date(), "version": 0}  # fmt: skip
    ids = [new_id() for _ in range(count)]
    insert_rows(Person, (Person(id=each, number=f"n{i}", **said) for i, each in enumerate(ids)))
    return ids


def _queue(engine: str, alert: Any, recipients: int) -> None:
    from tests.desk import cast

    from safepassage.desk.advice.queueing import queue_deliveries

    taken = spent(lambda: queue_deliveries(alert, actor=cast.SETUP))
    say(f"queueing {recipients:,}", taken, MOST_QUEUE_S[engine], "s")


def _send(engine: str, line: Any, alert: Any) -> None:
    from tests.desk import cast

    from safepassage.desk.advice.alerts import set_stage
    from safepassage.desk.advice.models import Alert
    from safepassage.desk.advice.outbox import take
    from safepassage.desk.advice.queueing import queue_deliveries
    from safepassage.desk.advice.sender import open_channel, send_batch

    queue_deliveries(alert, actor=cast.SETUP)
    set_stage(alert, Alert.Stage.SENDING, actor=cast.SETUP)
    channel, over, done = open_channel(line), threading.Event(), 0
    begun, begun_cpu = perf_counter(), process_time()
    while batch := take(line):
        send_batch(batch, channel, over, actor=cast.SETUP)
        done += len(batch.deliveries)
    wall, cpu = perf_counter() - begun, process_time() - begun_cpu
    rate, least = done / wall, LEAST_A_SECOND[engine]
    met = "met" if rate >= least else "MISSED"
    print(f"  taken, sent, settled: {rate:,.0f} a second; at least {least:,}: {met} ({cpu / done * 1e6:.0f} µs of the "
          "processor each, beside the database's own)", flush=True)  # fmt: skip


if __name__ == "__main__":
    measure(*asked(RECIPIENTS, SENT))
