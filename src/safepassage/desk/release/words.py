"""What kinds of export there are, for whom, on what ground; how many persons and for how long. Decided, decision 19."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

FEW = 50  # persons whom an officer may take on their own word
FEW_WITHIN = timedelta(hours=24)  # different persons, of all exports of an officer in that time
WAITS_FOR = timedelta(hours=24)  # what nobody has said yes to by then is asked for anew
LASTS_ALONE = timedelta(hours=1)  # how long a file may be fetched that one officer answers for
LASTS_APPROVED = timedelta(hours=4)
MOST_DOWNLOADS = 3  # lines break
MOST_PRINTS = 5  # printers jam
MORE_THAN_APPROVED = 0.05  # that many more persons than were counted are still what was approved
REVIEWED_WITHIN = timedelta(minutes=30)
MOST_UNREVIEWED = 2  # that an officer took alone in a crisis: the next one waits for a review of these
LONGEST_AUTHORITY = timedelta(days=7)
MOST_ON_A_ROSTER = 1_000  # persons; paper is handed out by haven, warden or party
MOST_IN_A_SHEET = 1_000_000  # persons; Excel's limit


class Format(TextChoices):
    """What is made."""

    CSV = "csv", _("CSV table")
    XLSX = "xlsx", _("Excel workbook")
    PFIF = "pfif", _("PFIF 1.4, for other registers of persons")
    HXL = "hxl", _("HXL table, without names")
    ACCOUNT = "hxl_account", _("HXL account: numbers only, nobody in it")
    ROSTER = "roster", _("Roster to print, with QR codes")


class Audience(TextChoices):
    """For whom. Whoever is outside gets only those who agreed, and nobody whose next of kin have to be told first."""

    OURS = "ours", _("Our own officers, posts and missions")
    STATES = "states", _("Other states' missions: only who agreed to that")
    PUBLIC = "public", _("The public: only who agreed to be found; no sensitive columns")


class Basis(TextChoices):
    """Why it may be made."""

    FEW = "few", _("Few persons, on the officer's own word")
    TWO = "two", _("Many persons: a second officer decides")
    BREAK_GLASS = "break_glass", _("Many persons, taken alone in an emergency")
    AUTHORITY = "authority", _("Manifest under a standing authority")


class State(TextChoices):
    """Where an export stands."""

    WAITING = "waiting", _("Waits for a second officer")
    OPEN = "open", _("May be fetched")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
