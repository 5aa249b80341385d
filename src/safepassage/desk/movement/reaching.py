"""By which channels of the crisis somebody is told, by what their record says."""

from collections.abc import Mapping
from typing import NamedTuple

from safepassage.desk.people.records import PersonRecord, WardenRecord

BY_PHONE, BY_EMAIL = frozenset({"sms", "voice"}), frozenset({"email"})  # kinds of channel


class Reaching(NamedTuple):
    """The channels of a crisis: of which kind each is."""

    kinds: Mapping[str, str]

    def channels_of(self, record: PersonRecord | WardenRecord) -> tuple[str, ...]:
        """Those that the record names; if it names none of the crisis's, what their phones and addresses allow."""
        named = tuple(dict.fromkeys(name for name in record.channels if name in self.kinds))
        allowed = (BY_PHONE if record.phones else frozenset()) | (BY_EMAIL if record.emails else frozenset())
        return named or tuple(name for name, kind in self.kinds.items() if kind in allowed)
