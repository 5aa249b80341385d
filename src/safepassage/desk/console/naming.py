"""What the ledger's references are called on a page: officers and programs by name, persons by number."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from safepassage.desk.console.deeds import KINDS
from safepassage.desk.crises import queries as crises
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import queries as people
from safepassage.desk.people.numbers import called, shown


def names_of(crisis: Crisis, references: Collection[str]) -> dict[str, str]:
    """By reference. What has no name is its kind and the end of its id."""
    found = {name: _by_kind(name) for name in references}
    officers = crises.officers().filter(pk__in=_ids("officer", references))
    found |= {each.reference: each.name or each.username for each in officers}
    found |= {each.reference: each.name for each in crises.tokens_of(crisis).filter(pk__in=_ids("token", references))}
    for kind, rows in (("warden", people.wardens_of(crisis)), ("party", people.parties_of(crisis))):
        found |= {
            each.reference: f"{KINDS[kind]} {called(each.code)}" for each in rows.filter(pk__in=_ids(kind, references))
        }
    return found | {each.reference: shown(each.number) for each in people.persons_called(crisis, references)}


def _ids(kind: str, references: Collection[str]) -> list[UUID]:
    return [UUID(name.partition(":")[2]) for name in references if name.startswith(f"{kind}:")]


def _by_kind(reference: str) -> str:
    kind, _colon, row_id = reference.partition(":")
    if kind == "crisis":
        return _("the crisis")
    if kind == "form":
        return _("the public form")
    return f"{KINDS.get(kind, kind.replace('_', ' '))} {row_id if len(row_id) < 36 else '…' + row_id[-6:]}".strip()
