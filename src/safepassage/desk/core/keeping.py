"""How long what is sealed is kept: each table that holds something sealed says it, as `kept`; a test asks them all."""

from datetime import timedelta
from enum import Enum, auto

KEPT_FOR = timedelta(days=365)  # persons, wardens, work that is done, preflights; an officer may prolong a person's


class Kept(Enum):
    """What ends a row's sealed columns. Chores end whatever has a date."""

    UNTIL_ITS_DATE = auto()  # `keep_until` or `expires_at` of the row
    WITH_ITS_OWNER = auto()  # as long as the row whose key seals it: a person's note, an import's file
    FOR_A_YEAR = auto()  # KEPT_FOR after it was made or done
    WITH_THE_CRISIS = auto()  # as long as the crisis's key: what an inquiry asks for, and no record of a person
    WITH_ITS_KEY = auto()  # acts: never deleted; what they say ends with the key of what it is about
