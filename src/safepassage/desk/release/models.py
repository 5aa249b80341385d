"""Tables of exports, of what was fetched, and of standing authorities. What is in a file is nowhere kept."""

from django.db import models

from safepassage.desk.core.ids import new_id, reference
from safepassage.desk.core.keeping import Kept
from safepassage.desk.crises.access import Role
from safepassage.desk.release.words import FEW, Audience, Basis, Format, State


class StandingAuthority(models.Model):
    """That a role may take a haven's manifest for some days: given by one officer, confirmed by another."""

    kept = Kept.WITH_THE_CRISIS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+")
    haven = models.UUIDField()
    role = models.CharField(max_length=16, choices=Role)  # who holds it
    begins_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sealed = models.BinaryField()  # JSON {"reason"}, under the crisis's key
    given_by = models.ForeignKey("crises.Officer", models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("crises.Officer", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="authority_role_is_known"),
            models.CheckConstraint(
                condition=models.Q(begins_at__lt=models.F("expires_at")), name="authority_begins_before_it_expires"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (
                    models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                    & ~models.Q(confirmed_by=models.F("given_by"))
                ),
                name="authority_takes_two",
            ),
        )
        indexes = (models.Index(fields=("crisis", "expires_at"), name="authority_of_crisis"),)

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference("authority", self.id)


class Export(models.Model):
    """That a file of persons was asked for, on what ground it may be fetched, and until when."""

    kept = Kept.WITH_THE_CRISIS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+")
    format = models.CharField(max_length=16, choices=Format)
    audience = models.CharField(max_length=8, choices=Audience)
    basis = models.CharField(max_length=16, choices=Basis)
    state = models.CharField(max_length=16, choices=State)
    sealed = models.BinaryField()  # Content, under the crisis's key
    persons = models.PositiveIntegerField()  # whom the selection held when it was asked for
    asked_by = models.ForeignKey("crises.Officer", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    authority = models.ForeignKey(StandingAuthority, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey("crises.Officer", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.BinaryField(null=True)  # why yes or no, or why the glass was broken; sealed under the same key
    expires_at = models.DateTimeField()  # until then it waits, or may be fetched
    downloads = models.PositiveSmallIntegerField(default=0)
    most_downloads = models.PositiveSmallIntegerField()
    reviewed_by = models.ForeignKey("crises.Officer", models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    finding = models.BinaryField(null=True)  # of the review, sealed under the same key

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(format__in=Format.values), name="export_format_is_known"),
            models.CheckConstraint(condition=models.Q(audience__in=Audience.values), name="export_audience_is_known"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="export_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(basis="few", persons__lte=FEW)
                | models.Q(basis="two", state="open", decided_by__isnull=False)
                | models.Q(basis="two", state__in=("waiting", "refused", "withdrawn"))
                | models.Q(basis="break_glass", decision__isnull=False)
                | models.Q(basis="authority", authority__isnull=False),
                name="export_stands_on_a_basis",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
                name="export_is_decided_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True) | ~models.Q(reviewed_by=models.F("asked_by")),
                name="export_is_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(downloads__lte=models.F("most_downloads")), name="export_is_fetched_so_often"
            ),
        )
        indexes = (
            models.Index(fields=("crisis", "asked_at"), name="export_of_crisis"),
            models.Index(fields=("asked_by", "asked_at"), name="export_of_officer"),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference("export", self.id)


class Download(models.Model):
    """One time that an export was fetched. Whom it held stands in the ledger, batch by batch."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    export = models.ForeignKey(Export, models.CASCADE, related_name="fetched")
    begun_at = models.DateTimeField()
    persons = models.PositiveIntegerField(default=0)  # who had been read for it when it ended, or broke off
    ended_at = models.DateTimeField(null=True)  # null: it is under way, or broke off
