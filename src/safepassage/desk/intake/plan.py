"""How a file is to be read and what was found in it: what is sealed of an import. No tables."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from safepassage.desk.core.grades import UNGRADED
from safepassage.desk.people.records import Country, Grade

FIND_HEADER = -1
NO_HEADER = 0
LEFT_OUT = "-"  # a column that is not taken over at all; "" keeps it as a remark under its header


class Plan(BaseModel):
    """What an officer says of a file; what is not said is found out."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    name: str  # of the file, as its sender called it
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header: int = FIND_HEADER  # number of the row that names the columns
    columns: dict[int, str] = Field(default_factory=dict)  # from 0: a field of roster_columns.FIELDS, LEFT_OUT or ""
    region: Country  # of phones without a country's code
    date_order: Literal["", "DMY", "MDY"] = ""
    as_of: AwareDatetime  # when what it says was so, where a row does not say
    taken_at: AwareDatetime  # when the file came in: nothing in it was so later
    today: date  # there, then: on which ages and two-digit years are understood
    grade: Grade = UNGRADED
    keeps_unread: bool = False  # rows with cells that cannot be read come in, those cells as a remark


class Row(BaseModel):
    """A row or record with something to tell: what is wrong with it, or what was left as a text."""

    number: int
    told: list[str]


class Twin(BaseModel):
    """Somebody in the file who may be on the register already."""

    number: int
    person: str  # id
    score: int
    reasons: list[str]


class Findings(BaseModel):
    """What a trial found: nobody is registered by it."""

    entries: int = 0
    new: int = 0
    without_id: int = 0  # of those: rows that name no id of their source's
    known: int = 0  # on the register already, or twice in the file
    completed: int = 0  # of those: whose record it adds to, or mends
    otherwise: int = 0  # of those: of whom it says otherwise than their record, for an officer to weigh
    news: list[Row] = Field(default_factory=list)  # in words, the first rows
    notes: int = 0  # statements about those who are known
    expired: int = 0  # records that their source has asked to be erased by now
    faulty: list[Row] = Field(default_factory=list)
    unread: int = 0  # of those: rows that could come in with what could not be read kept as a remark
    doubts: list[Row] = Field(default_factory=list)
    doubtful: int = 0  # rows with doubts, beyond those kept too
    twins: list[Twin] = Field(default_factory=list)
    alike: int = 0  # rows with somebody alike on the register
    broken: Annotated[list[str], Field(description="what keeps the file from being read to its end")] = []
