"""The words of the picture: where reports come from, stances, what officers make of claims, how promises stand."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SourceKind(TextChoices):
    """How reports of a source come in."""

    PASTE = "paste", _("Pasted by an officer")
    FILE = "file", _("Files")
    MAIL = "mail", _("Mail, from a maildir")
    FEED = "feed", _("News feed, RSS or Atom")
    CAP = "cap", _("Feed of CAP alerts")


FETCHED = (SourceKind.MAIL, SourceKind.FEED, SourceKind.CAP)  # by workers, from an address


class DraftState(TextChoices):
    """What an officer made of a draft (rule C2)."""

    WAITS = "waits", _("Nobody has looked at it")
    ACCEPTED = "accepted", _("Accepted as read")
    EDITED = "edited", _("Accepted with changes")
    REJECTED = "rejected", _("Rejected")


class DraftKind(TextChoices):
    """Which list of `safepassage/drafts/1` it stands in."""

    ADVISORY = "advisories", _("Advisory")
    CONTACT = "contacts", _("Contact")
    CLAIM = "claims", _("Claim")
    CASUALTY = "casualties", _("Casualty")
    EVENT = "events", _("Event")
    COUNT = "counts", _("Count")


HAPPENED = (DraftKind.ADVISORY, DraftKind.CASUALTY, DraftKind.EVENT, DraftKind.COUNT)  # become occurrences


class Stance(TextChoices):
    """What a source says to a claim; as the reader of reports names it."""

    ASSERTS = "asserts", _("says so")
    DENIES = "denies", _("denies it")
    UNVERIFIED = "unverified", _("cannot verify it")
    ACCUSES = "accuses_disinformation", _("calls it disinformation")


class Standing(TextChoices):
    """What an officer makes of a claim, with a reason; never by vote (rule C1)."""

    OPEN = "open", _("Not assessed")
    RELIED_ON = "relied_on", _("Relied on")
    UNCLEAR = "unclear", _("Cannot be told")
    FALLEN = "fallen", _("Not relied on: it has fallen")


class PromiseState(TextChoices):
    """How a promise stands."""

    PROMISED = "promised", _("Promised")
    CONFIRMED = "confirmed", _("Confirmed on the ground")
    EXPIRED = "expired", _("Expired")
    BROKEN = "broken", _("Broken")


STANDS = (PromiseState.PROMISED, PromiseState.CONFIRMED)  # of what rests on it, nothing is shaken


class ContactChannel(TextChoices):
    """How people spoke."""

    CALL = "call", _("Phone or video call")
    MEETING = "meeting", _("Meeting")
    LETTER = "letter", _("Letter, note or message")
    OTHER = "other", _("Some other way")


class BasisKind(TextChoices):
    """What something on the ground may rest on (rule C3)."""

    CLAIM = "claim", _("Claim")
    PROMISE = "promise", _("Promise")


FOLLOW_UP_WITHIN = timedelta(hours=24)  # decided; an officer may say another time
