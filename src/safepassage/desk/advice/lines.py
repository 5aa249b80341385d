"""Who carries a channel of the crisis, and how fast; and to which addresses an exercise may write."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from pydantic import ValidationError

from safepassage.desk.advice.door import address_digest
from safepassage.desk.advice.models import ExerciseAddress, Line
from safepassage.desk.advice.providers import PROVIDERS
from safepassage.desk.core import clock
from safepassage.desk.core.ids import Actor
from safepassage.desk.core.sealing import seal
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis, Status
from safepassage.desk.ledger.actions import record, take_turn
from safepassage.desk.ledger.queries import open_key


class NewLine(NamedTuple):
    """A line, as an administrator sets it up."""

    channel: str  # code of a channel on the ground
    provider: str  # a name of PROVIDERS
    segments_per_s: float
    settings: Mapping[str, Any]  # of the provider


@transaction.atomic
def put_line(crisis: Crisis, new: NewLine, *, actor: Actor) -> Line:
    """Let a channel be carried so from now on; what waits on it goes by the new way. Raises NotNow."""
    take_turn()
    if new.provider == "null" and crisis.status == Status.ACTUAL:
        raise NotNow("nothing leaves by it, and this crisis is actual")
    try:
        settings = PROVIDERS[new.provider].settings.model_validate(new.settings)
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise NotNow(said) from error
    line = Line.objects.filter(crisis=crisis, channel=new.channel).first() or Line(crisis=crisis, channel=new.channel)
    line.provider, line.segments_per_s = new.provider, new.segments_per_s
    line.credit, line.credited_at = min(line.credit, new.segments_per_s), clock.now()
    told = {"line": line.pk, "segments_per_s": new.segments_per_s}  # to a provider that has to know it
    settings = settings.model_copy(update={name: told[name] for name in told if name in type(settings).model_fields})
    line.sealed = seal(open_key(crisis.key_id), settings.model_dump_json().encode(), line.reference)
    line.save()
    said_of_it = {"channel": new.channel, "provider": new.provider, "segments_per_s": new.segments_per_s}
    _record(crisis, actor, "put_line", line.reference, said_of_it)
    return line


@transaction.atomic
def list_address(crisis: Crisis, address: str, *, actor: Actor) -> None:
    """Let an exercise write to an address: E.164, or of e-mail. All others get nothing that is not Actual (rule D2)."""
    take_turn()
    digest = address_digest(open_key(crisis.key_id), address)
    if not ExerciseAddress.objects.filter(crisis=crisis, digest=digest).exists():
        ExerciseAddress.objects.create(crisis=crisis, digest=digest)
        _record(crisis, actor, "list_address", crisis.reference, {"address": address})


@transaction.atomic
def forget_addresses(crisis: Crisis, *, actor: Actor) -> None:
    """Let an exercise write to nobody."""
    take_turn()
    number, _ = ExerciseAddress.objects.filter(crisis=crisis).delete()
    _record(crisis, actor, "forget_addresses", crisis.reference, {"number": number})


def lines_of(crisis: Crisis) -> QuerySet[Line]:
    """By their channels."""
    return Line.objects.filter(crisis=crisis).select_related("crisis__key").order_by("channel")


def number_listed(crisis: Crisis) -> int:
    """To how many addresses an exercise may write."""
    return ExerciseAddress.objects.filter(crisis=crisis).count()


def _record(crisis: Crisis, actor: Actor, verb: str, subject: str, new: Mapping[str, Any]) -> None:
    record(actor=actor, verb=f"advice.{verb}", subject=subject, crisis=crisis.id, key=crisis.key_id, new=new)
