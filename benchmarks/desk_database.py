"""A desk's database to measure on, SQLite or PostgreSQL, in a process of its own so that memory is its own."""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measuring import Spent

ENGINES = ("sqlite", "postgresql")


def on_both(module: str, *sizes: int) -> bool:
    """Run `python -m benchmarks.MODULE ENGINE SIZES…` for each engine; True if every target is met."""
    met = [_met(module, engine, *map(str, sizes)) for engine in ENGINES]  # both, even if one misses
    return all(met)


@contextmanager
def database(engine: str) -> Iterator[dict[str, Any]]:
    """An empty database with the desk's tables, used until the end. Its settings."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        run, own = Path(folder), Path(folder) / "own"
        run.chmod(0o755)  # under root PostgreSQL runs as a user of its own
        own.mkdir()
        os.environ["DJANGO_SETTINGS_MODULE"] = "safepassage.desk.settings"
        os.environ["SAFEPASSAGE_DATA_DIR"] = str(run / "data")
        import django
        from django.test.utils import setup_test_environment

        django.setup()
        setup_test_environment(debug=False)  # the tests' browser calls itself "testserver"
        from tests.desk.databases import ENGINES as MADE
        from tests.desk.databases import use

        with MADE[engine](run, own) as made:
            use(made.shared)
            yield made.shared


def asked(*sizes: int) -> tuple[Any, ...]:
    """Engine and sizes of the command line; what is not given there is as it is here."""
    given = sys.argv[1:]
    return (given[0] if given else "sqlite", *(int(each) for each in given[1:]), *sizes[max(0, len(given) - 1) :])


def say(what: str, taken: Spent, most: float, unit: str = "s") -> None:
    """Print a figure, of the clock and of the processor; its target, and whether it is met."""
    wall, cpu = (each * {"s": 1, "ms": 1_000}[unit] for each in taken)
    met = "met" if wall <= most else "MISSED"
    print(f"  {what}: {wall:.3g} {unit} (processor {cpu:.3g}); at most {most:g} {unit}: {met}", flush=True)


def peak_mb() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _met(module: str, *given: str) -> bool:
    """Every figure is shown as soon as it is there."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *given]
    is_met = True
    with subprocess.Popen(command, text=True, stdout=subprocess.PIPE) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            is_met &= "MISSED" not in line
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)
    return is_met
