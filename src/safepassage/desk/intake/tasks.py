"""What a worker does of an import: the trial, and registering. A task's row holds ids."""

from uuid import UUID

from django_tasks import task

from safepassage.desk.crises import queries as crises
from safepassage.desk.crises.models import Officer
from safepassage.desk.intake import actions
from safepassage.desk.intake.models import Import

AT_ONCE_BYTES = 150_000  # of a file; a larger one is left to a worker


def try_or_ask(row: Import, *, actor: Officer) -> None:
    """Try a small file now, have a worker try a large one. Raises NotNow."""
    if row.size <= AT_ONCE_BYTES:
        actions.try_import(row.pk, actor=actor)
    else:
        try_import.enqueue(import_id=str(row.pk), officer_id=str(actor.pk))


def run_or_ask(row: Import, *, actor: Officer) -> None:
    """Register a small file now, have a worker register a large one."""
    if row.size <= AT_ONCE_BYTES:
        actions.run(row.pk, actor=actor)
    else:
        run_import.enqueue(import_id=str(row.pk), officer_id=str(actor.pk))


@task()
def try_import(import_id: str, officer_id: str) -> None:
    """See what registering a file would do."""
    actions.try_import(UUID(import_id), actor=crises.officers().get(pk=UUID(officer_id)))


@task()
def run_import(import_id: str, officer_id: str) -> None:
    """Register the rest of a file."""
    actions.run(UUID(import_id), actor=crises.officers().get(pk=UUID(officer_id)))
