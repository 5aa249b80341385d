"""What takes longer than a page may: asked for here, done by `worker`. A task's row holds ids and advisories' names."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from safepassage.desk.crises import queries as crises
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis, Officer
from safepassage.desk.ledger.actions import record
from safepassage.desk.movement import road_actions
from safepassage.desk.movement.actions import run_preflight
from safepassage.desk.movement.models import RoadBuild
from safepassage.desk.movement.road_builds import stands
from safepassage.desk.queue.actions import open_item
from safepassage.desk.queue.work import Kind, Urgency, Work
from safepassage.errors import BadInput


@transaction.atomic
def ask_for_preflight(crisis: Crisis, advisory: str, *, actor: Officer) -> None:
    """Have an advisory checked by a worker."""
    check_advisory.enqueue(crisis_id=str(crisis.id), advisory=advisory, officer_id=str(actor.id))
    said = {"crisis": crisis.id, "key": crisis.key_id, "new": {"advisory": advisory}}
    record(actor=actor, verb="movement.ask_for_preflight", subject=crisis.reference, **said)


def asked_for(crisis: Crisis) -> list[str]:
    """The advisories that wait for a worker, or are being checked; the longest waiting first."""
    unfinished = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    waiting = DBTaskResult.objects.filter(task_path=check_advisory.module_path, status__in=unfinished)
    of_crisis = waiting.filter(args_kwargs__kwargs__crisis_id=str(crisis.id)).order_by("enqueued_at")
    return [row.args_kwargs["kwargs"]["advisory"] for row in of_crisis]


@task()
def check_advisory(crisis_id: str, advisory: str, officer_id: str) -> str:
    """Check an advisory and store the result; its id. What is wrong with the crisis becomes work for a duty officer."""
    crisis, officer = crises.crises().get(pk=UUID(crisis_id)), crises.officers().get(pk=UUID(officer_id))
    try:
        return str(run_preflight(crisis, advisory, actor=officer).id)
    except BadInput as error:  # not left to the task's row: faults may say where somebody is
        reason = _("A preflight could not be made")
        work = Work(Kind.REQUEST, crisis.reference, Role.DUTY_OFFICER, Urgency.SOON, reason, f"{advisory}\n{error}")
        return open_item(crisis, work, actor=officer).reference


@transaction.atomic
def ask_for_roads(crisis: Crisis, upload: road_actions.Upload, *, actor: Officer) -> RoadBuild:
    """Have an uploaded map made into roads by a worker. Raises BadInput, NotNow as `road_actions.keep_map` does."""
    build = road_actions.keep_map(crisis, upload)
    _wait(build, actor)
    build.save(force_insert=True)
    said = {"crisis": crisis.id, "key": crisis.key_id, "new": {"name": build.name, "size": build.size}}
    record(actor=actor, verb="movement.ask_for_roads", subject=build.reference, **said)
    return build


@transaction.atomic
def build_again(build: RoadBuild, *, actor: Officer) -> None:
    """Try once more to build what workers were killed over. Raises NotNow if that is not so, or its map is gone."""
    row = RoadBuild.objects.select_for_update().select_related("crisis").get(pk=build.pk)
    if not stands(row).can_be_tried_again:
        raise NotNow("there is nothing to try again; upload the map")
    row.step, row.counted = RoadBuild.Step.WAITING, 0
    _wait(row, actor)
    row.save(force_update=True)
    said = {"crisis": row.crisis_id, "key": row.crisis.key_id}
    record(actor=actor, verb="movement.build_again", subject=row.reference, **said)


@task()
def make_roads(build_id: str, officer_id: str) -> str:
    """Make roads of an uploaded map; how it ended."""
    return road_actions.build(UUID(build_id), actor=crises.officers().get(pk=UUID(officer_id))).step


def _wait(build: RoadBuild, actor: Officer) -> None:
    build.task = make_roads.enqueue(build_id=str(build.id), officer_id=str(actor.id)).id
