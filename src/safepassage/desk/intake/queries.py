"""Reads of imports, scoped to a crisis; what is sealed of them is opened here."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from safepassage.desk.core.sealing import unseal
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground.queries import havens_of
from safepassage.desk.intake import feeds, tables
from safepassage.desk.intake.drafts import Draft, Setting
from safepassage.desk.intake.models import Import, Part
from safepassage.desk.intake.plan import Findings, Plan
from safepassage.desk.intake.words import Kind, Step
from safepassage.desk.ledger.queries import opened_key
from safepassage.desk.people import queries as people
from safepassage.desk.people.newer import Newer, Said

GOING_ON = (Step.MAPPED, Step.CHECKING, Step.RUNNING)


def imports_of(crisis: Crisis) -> QuerySet[Import]:
    """The crisis's imports, the newest first."""
    return Import.objects.filter(crisis=crisis).select_related("made_by").order_by("-made_at", "-id")


def import_of(crisis: Crisis, import_id: UUID) -> Import:
    """One. Raises Import.DoesNotExist, for one of another crisis too."""
    return Import.objects.select_related("crisis", "made_by", "key").get(crisis=crisis, pk=import_id)


def to_forget(today: date) -> QuerySet[Import]:
    """Those whose files have been kept long enough."""
    return Import.objects.filter(forgotten_at=None, keep_until__lt=today)


def plan_of(row: Import) -> Plan:
    """How the file is to be read. Raises KeyDestroyed when it was forgotten."""
    return Plan.model_validate_json(unseal(opened_key(row.key), bytes(row.sealed), row.reference))


def content_of(row: Import) -> bytes:
    """The bytes of the file. Raises KeyDestroyed, Part.DoesNotExist when it was forgotten."""
    return _opened(row, Part.objects.get(of=row, what=Part.What.FILE))


def findings_of(row: Import) -> Findings | None:
    """What the last trial found; None before it, and when it was forgotten."""
    part = row.parts.filter(what=Part.What.FINDINGS).first()
    return Findings.model_validate_json(_opened(row, part)) if part else None


def part_context(row: Import, what: str) -> str:
    """What a part is bound to."""
    return f"{row.reference} {what}"


def table_of(row: Import, plan: Plan) -> tables.Table:
    """The list, opened. Raises BadInput."""
    return tables.open_table(content_of(row), plan)


def setting_of(crisis: Crisis) -> Setting:
    """What of the crisis its files are read by."""
    havens = {name.casefold(): pk for pk, name in havens_of(crisis).items()}
    return Setting(crisis.nationality, crisis.zone, havens)


def drafts_of(row: Import, plan: Plan) -> Iterator[Draft]:
    """What the file holds, in its order; always the same. Raises BadInput, also after it has given some."""
    read = feeds.drafts if row.kind == Kind.PFIF else tables.drafts
    return read(content_of(row), plan, setting_of(row.crisis))


def who_is_there(row: Import, drafts: Sequence[Draft]) -> dict[str, UUID]:
    """Ids on the register, by outside id, of those drafts whose persons are there already; erased ones too."""
    wanted = list(dict.fromkeys(draft.outside_id for draft in drafts if draft.outside_id))
    found = people.persons_from(row.crisis, row.source, wanted)
    if row.kind == Kind.PFIF:
        own = {each: pk for each in wanted if (pk := feeds.own_id(each, settings.ENVIRONMENT.host))}
        there = people.persons_of(row.crisis).filter(pk__in=own.values())
        living = set(there.values_list("pk", flat=True))
        found |= {each: pk for each, pk in own.items() if pk in living}
    return found


def newer_list(row: Import, plan: Plan) -> Newer:
    """The file, as what it says of people who are known counts."""
    return Newer(row.source, plan.as_of, plan.grade)


def said_of_known(drafts: Sequence[Draft], ids: Mapping[str, UUID]) -> list[Said]:
    """What drafts say of those who are there, by outside id; of somebody in the file twice, what stands there last."""
    said = {ids[each.outside_id]: each for each in drafts if each.record and each.outside_id in ids}
    return [Said(pk, each.outside_id, each.record) for pk, each in said.items() if each.record]


def faulty_rows(row: Import, findings: Findings) -> Iterator[list[str]]:
    """The file of faults: what stood in each faulty row, where it stood, what is wrong with it."""
    told = {each.number: each.told for each in findings.faulty}
    if row.kind == Kind.PFIF:
        yield from ([str(number), "; ".join(lines)] for number, lines in told.items())
        return
    table = table_of(row, plan_of(row))
    width = len(table.header)
    for each in table.rows():
        if each.number in told:
            cells = (*each.cells, *[""] * (width - len(each.cells)))
            yield [*cells, str(each.number), "; ".join(told[each.number])]


def heads_of_faults(row: Import) -> list[str]:
    """What names the columns of the file of faults."""
    if row.kind == Kind.PFIF:
        return ["record in the file that was sent", tables.ADDED[1]]
    return [*table_of(row, plan_of(row)).header, *tables.ADDED]


def _opened(row: Import, part: Part) -> bytes:
    return zlib.decompress(unseal(opened_key(row.key), bytes(part.sealed), part_context(row, part.what)))
