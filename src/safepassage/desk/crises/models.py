"""Tables of crises, officers, memberships, tokens and enrolments."""

import math
from hashlib import sha256
from typing import ClassVar
from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from safepassage.desk.core.ids import new_id, reference
from safepassage.desk.crises.access import Role
from safepassage.formats.cap import parse_polygon
from safepassage.formats.countries import COUNTRIES

KM_A_DEGREE = 111.195
HALF_ROUND = 180  # degrees: an area that is wider was drawn over the 180th meridian, or is the world
WIDEST_KM = 4_000  # of a crisis's area: India fits in, the world does not


def known_zone(name: str) -> None:
    """Raises ValidationError unless `name` is a time zone of the IANA database."""
    if name not in available_timezones():
        raise ValidationError(_("%(name)s is no time zone; expected such as Europe/Kyiv"), params={"name": name})


def known_country(code: str) -> None:
    """Raises ValidationError unless `code` is a country of ISO 3166."""
    if code not in COUNTRIES:
        raise ValidationError(_("%(code)s is no country; expected two letters such as IN"), params={"code": code})


def polygon_of_cap(text: str) -> None:
    """Raises ValidationError unless `text` is a polygon as CAP writes it, closed, latitude first, and no continent."""
    try:
        west, south, east, north = parse_polygon(text).bounds
    except ValueError as error:
        raise ValidationError(str(error)) from error
    if east - west > HALF_ROUND:
        raise ValidationError(
            _("It reaches from %(west)s to %(east)s degrees of longitude. An area over the 180th meridian cannot be"
              " held; expected the part on one side of it."),
            params={"west": f"{west:g}", "east": f"{east:g}"},
        )  # fmt: skip
    wide = (east - west) * math.cos(math.radians((south + north) / 2))
    if max(wide, north - south) * KM_A_DEGREE > WIDEST_KM:
        raise ValidationError(
            _("The area is over %(km)s km wide or high; expected where people are in danger, which is drawn smaller."),
            params={"km": f"{WIDEST_KM:,}"},
        )


class Status(models.TextChoices):
    """How serious it is, in CAP's codes. What is not Actual never leaves as Actual."""

    ACTUAL = "Actual", _("Actual")
    EXERCISE = "Exercise", _("Exercise")
    TEST = "Test", _("Test")


MEANINGS = {
    Status.ACTUAL: _("Real people. What you send reaches them."),
    Status.EXERCISE: _("Invented people. Nothing leaves but to exercise addresses."),
    Status.TEST: _("A trial of the desk itself. Nothing leaves but to exercise addresses."),
}


class Officer(AbstractBaseUser):
    """Somebody who works at the desk. Never deleted, as acts name them; deactivated."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(
        _("username"), max_length=64, unique=True, validators=[UnicodeUsernameValidator()], help_text=_("to sign in")
    )
    name = models.CharField(_("name"), max_length=128, help_text=_("as colleagues know them"))
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False)  # of the desk: crises and officers, nothing inside a crisis
    is_for_exercises = models.BooleanField(default=False)  # its password was printed: no power over what is real
    made_at = models.DateTimeField()
    last_login = None  # the ledger says it
    opened_lately = 0  # no column: records of persons in this hour, as `people.openings` counted them for this request

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = BaseUserManager()

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """How the ledger names them."""
        return reference("officer", self.id)


class Crisis(models.Model):
    """One incident: what it is called, where, on which clocks, how serious, how many."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=128)
    status = models.CharField(_("status"), max_length=8, choices=Status)
    zone = models.CharField(_("time zone there"), max_length=64, validators=[known_zone], help_text="Europe/Kyiv")
    home_zone = models.CharField(
        _("time zone at home"), max_length=64, validators=[known_zone], help_text="Asia/Kolkata"
    )
    nationality = models.CharField(
        _("nationality"), max_length=2, validators=[known_country], help_text=_("ISO 3166 code: IN")
    )
    area = models.TextField(
        _("area"),
        blank=True,
        validators=[polygon_of_cap],
        help_text=_("lat,lon lat,lon …, the first again as the last"),
    )
    epoch_at = models.DateTimeField(_("clock begins"), help_text=_("UTC; not after the first thing that happens in it"))
    estimate_low = models.PositiveIntegerField(_("people there, at least"), null=True, blank=True)
    estimate_high = models.PositiveIntegerField(_("people there, at most"), null=True, blank=True)
    key = models.ForeignKey("ledger.DataKey", models.PROTECT, related_name="+", editable=False)
    form_slug = models.CharField(max_length=16, null=True, unique=True, editable=False)  # null: it was never open
    form_is_open = models.BooleanField(default=False, editable=False)  # the public form, at an address with that slug
    made_at = models.DateTimeField(editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="crisis_status_is_of_cap"),
            models.CheckConstraint(
                condition=models.Q(estimate_low__isnull=True, estimate_high__isnull=True)
                | models.Q(
                    estimate_low__isnull=False,  # in SQL a comparison with null passes a check
                    estimate_high__isnull=False,
                    estimate_low__lte=models.F("estimate_high"),
                ),
                name="crisis_estimate_is_a_range",
                violation_error_message=_("The estimate is a range: both ends, the lower one first."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference("crisis", self.id)

    @property
    def status_meaning(self) -> str:
        """What the status means for what an officer does, in a sentence."""
        return str(MEANINGS[Status(self.status)])


class Membership(models.Model):
    """One officer has one role in one crisis."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey(Crisis, models.CASCADE, related_name="memberships")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=16, choices=Role)
    given_by = models.CharField(max_length=80)  # the ledger's name: an officer, or a command
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("crisis", "officer", "role"), name="one_membership_a_role"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_is_known"),
        )


class Token(models.Model):
    """Lets a program act in one crisis with one role. Only a hash of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey(Crisis, models.CASCADE, related_name="tokens")
    role = models.CharField(_("role"), max_length=16, choices=Role)
    name = models.CharField(_("name"), max_length=64, help_text=_("which program, run by whom"))
    secret_hash = models.BinaryField(max_length=32)
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(role__in=Role.values), name="token_role_is_known"),)

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference("token", self.id)

    @property
    def source(self) -> str:
        """What stands as the source of all that it writes: never another's; the same for the token after it."""
        name = slugify(self.name) or sha256(self.name.encode()).hexdigest()[:12]
        return f"api-{name}"[:64]


class Enrolment(models.Model):
    """A right, once, to set a password: for a new officer, or for one locked out, which takes two administrators."""

    class Kind(models.TextChoices):
        """Why."""

        INVITATION = "invitation", _("Invitation")
        RECOVERY = "recovery", _("Recovery")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="enrolments")
    kind = models.CharField(max_length=10, choices=Kind)
    opened_by = models.CharField(max_length=80)  # the ledger's name: an officer, or a command
    confirmed_by = models.CharField(max_length=80, blank=True)
    secret_hash = models.BinaryField(max_length=32, null=True)  # null until confirmed
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(secret_hash__isnull=True)
                | models.Q(kind="invitation")
                | (~models.Q(confirmed_by="") & ~models.Q(confirmed_by=models.F("opened_by"))),
                name="recovery_takes_two",
            ),
        )
