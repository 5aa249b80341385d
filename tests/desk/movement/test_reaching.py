"""Who is told by which channels. Everybody is invented."""

import pytest

from safepassage.desk.movement.reaching import Reaching
from safepassage.desk.people.records import PersonRecord, WardenRecord

REACHING = Reaching({"kyiv-sms": "sms", "calls": "voice", "mail": "email", "wall": "poster"})
PHONES, EMAILS = ("+380501234567",), ("asha@example.org",)


@pytest.mark.parametrize("of", [PersonRecord, WardenRecord])
@pytest.mark.parametrize(
    ("said", "channels"),
    [
        ({}, ()),
        ({"phones": PHONES}, ("kyiv-sms", "calls")),
        ({"emails": EMAILS}, ("mail",)),
        ({"phones": PHONES, "emails": EMAILS}, ("kyiv-sms", "calls", "mail")),
        ({"phones": PHONES, "channels": ("calls",)}, ("calls",)),  # no smartphone, say
        ({"phones": PHONES, "channels": ("telegram",)}, ("kyiv-sms", "calls")),  # the crisis has no such channel
        ({"channels": ("telegram", "wall")}, ("wall",)),
    ],
)
def test_channels_that_a_record_names_count_else_what_its_phones_and_addresses_allow(of, said, channels):
    name = {"full_name": "Asha Invented"} if of is PersonRecord else {"name": "W. Invented"}
    assert REACHING.channels_of(of(**name, **said)) == channels
