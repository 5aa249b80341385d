"""advisories/NAME.toml: what officers intend to tell people; and what the places that it names may be."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field, ValidationInfo, model_validator

from safepassage.planning.model.fields import FARTHEST_M, Identifier, Instant, Language, Polygon, Row, Text, Words
from safepassage.planning.model.words import Means


class AskedHaven(Row):
    """[[havens]] of an advisory: a place as the text names it, and which haven that is."""

    asked: Text = Field(description="the name in the advisory's own spelling")
    haven_id: Identifier | None = Field(
        None, description="id in havens.csv; empty = the one haven so called, else the best candidate, with a warning"
    )
    said_m: float | None = Field(
        None, gt=0, le=FARTHEST_M, description="the distance that the text states, in metres; warned of if nobody's"
    )


class Candidate(Row):
    """A place that a name may mean, from the gazetteer."""

    name: str
    lat: float
    lon: float
    country: str
    distance_m: float | None
    score: float
    exact: bool = Field(False, description="the gazetteer has the name in this spelling")


class Assignment(Row):
    """[[assign]] of an advisory: all parties of a place, or one party, to one haven."""

    place: str | None = None
    party: Identifier | None = None
    haven_id: Identifier

    @model_validator(mode="after")
    def _either(self, _: ValidationInfo) -> "Assignment":
        if (self.place is None) == (self.party is None):
            raise ValueError("both or neither of place and party are given; expected one of them")
        return self


class Advisory(Row):
    """advisories/NAME.toml: what officers intend to tell people."""

    kind: Literal["Move", "Shelter", "Avoid", "Halt", "All clear"]
    issuer: str = Field("", description="who issues it; kept on record, not checked")
    issued_at: Instant
    deadline_at: Instant
    deadline_kind: Literal["arrive_by", "leave_by"] = "arrive_by"
    leave_by_at: Instant | None = Field(None, description="a second deadline, to leave by; two kinds are warned of")
    havens: tuple[AskedHaven, ...] = Field(min_length=1)
    area: Polygon | None = Field(None, description="CAP polygon of the audience; empty = the crisis area")
    means: tuple[Means, ...] = Field((Means.FOOT, Means.VEHICLE), min_length=1, description="means that people may use")
    text: dict[Language, Text] = Field(min_length=1, description="the words as sent, by language tag")
    fallback: str = Field("", description="what to do if a haven is full or the way is shut")
    documents: Words = Field((), description="documents that people are told to carry")
    supersedes: Identifier | None = Field(
        None, description="name of the advisory that it replaces; kept on record, not checked"
    )
    assign: tuple[Assignment, ...] = ()


@dataclass(frozen=True)
class NamedPlaces:
    """What one asked haven may mean: what the gazetteer answered, and the haven that bears the name."""

    asked: str
    candidates: tuple[Candidate, ...]  # best first
    ambiguous: bool
    haven_id: str | None = None  # of the one haven so called; None: there is none, or the advisory itself gives one
    covered: bool = True  # the gazetteer knows places about the haven, so that a name it does not know says something
