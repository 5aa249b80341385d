"""One row or record of a file, understood: who is to be registered, what was said of them, what is wrong."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from safepassage.desk.intake.plan import Plan
from safepassage.desk.people.entries import NewNote, NewPerson
from safepassage.desk.people.records import PersonRecord
from safepassage.desk.people.states import Category
from safepassage.errors import Fault


@dataclass(frozen=True)
class Draft:
    """`record` is None where only notes come in, or where a fault keeps it from being a person."""

    number: int  # of the row or record
    outside_id: str  # at the source; of rows without one a digest of what stands in them
    record: PersonRecord | None = None
    category: Category = Category.NATIONAL
    notes: tuple[NewNote, ...] = ()
    party: str = ""  # what the file calls whom they move with
    warden: str = ""  # what it calls who answers for them
    first_at: datetime | None = None
    keep_until: date | None = None
    faults: tuple[Fault, ...] = ()
    doubts: tuple[Fault, ...] = ()
    is_readable: bool = True  # False: it stays out even if cells that cannot be read are kept as remarks
    is_expired: bool = False
    has_id: bool = True  # False: its source names nobody, and a row in which anything changed is somebody new

    def comes_in(self, plan: Plan) -> bool:
        """Whether it is taken over as the officer has decided."""
        return not self.is_expired and self.is_readable and (plan.keeps_unread or not self.faults)

    def entry(self, party: UUID | None) -> NewPerson:
        """To be registered. Raises ValueError for a draft without a record."""
        if self.record is None:
            raise ValueError("only notes come in with this")
        return NewPerson(self.record, self.category, self.outside_id, party, self.first_at, self.keep_until, self.notes)


@dataclass(frozen=True)
class Setting:
    """What of the crisis the reading of its files rests on."""

    nationality: str
    zone: str
    havens: dict[str, UUID]  # by name, casefolded
