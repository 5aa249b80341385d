"""Tables of imports. File, mapping and findings are sealed under a key of the import's own, which ends with it."""

from django.db import models

from safepassage.desk.core.ids import new_id, reference
from safepassage.desk.core.keeping import Kept
from safepassage.desk.intake.words import Kind, Step
from safepassage.desk.people.models import CODE


class Import(models.Model):
    """One file that comes in: from which source, where it stands, how many rows are done."""

    kept = Kept.UNTIL_ITS_DATE

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+")
    source = models.CharField(max_length=64, validators=[CODE])  # of the persons in it: "warden-list"
    kind = models.CharField(max_length=8, choices=Kind)
    step = models.CharField(max_length=8, choices=Step, default=Step.UPLOADED)
    key = models.ForeignKey("ledger.DataKey", models.PROTECT, related_name="+")
    sealed = models.BinaryField()  # Plan: the file's name, how it is read, what its columns are
    size = models.PositiveIntegerField()  # bytes of the file
    entries = models.PositiveIntegerField(default=0)  # rows or records, as the trial counted them
    entries_done = models.PositiveIntegerField(default=0)  # by the trial, or by registering: the cursor
    registered = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)  # who were on the register already
    completed = models.PositiveIntegerField(default=0)  # of those: whose record it added to, or mended
    otherwise = models.PositiveIntegerField(default=0)  # of those: of whom it said otherwise than their record
    noted = models.PositiveIntegerField(default=0)  # new statements about those
    left_out = models.PositiveIntegerField(default=0)  # faulty, or expired
    alike = models.PositiveIntegerField(default=0)  # pairs for an officer to look at
    made_by = models.ForeignKey("crises.Officer", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    moved_at = models.DateTimeField()  # when it was last worked on
    ended_at = models.DateTimeField(null=True)
    keep_until = models.DateField()  # then the key is destroyed, and file, mapping and findings with it
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("crisis", "-made_at"), name="import_of_crisis"),
            models.Index(fields=("keep_until",), condition=models.Q(forgotten_at=None), name="import_to_forget"),
        )
        constraints = (
            models.CheckConstraint(condition=models.Q(step__in=Step.values), name="import_step_is_known"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="import_kind_is_known"),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it, and what its plan is bound to."""
        return reference("import", self.id)


class Part(models.Model):
    """What is large of an import, apart from the row that moves with every batch."""

    kept = Kept.WITH_ITS_OWNER

    class What(models.TextChoices):
        """Which."""

        FILE = "file"
        FINDINGS = "findings"

    id = models.BigAutoField(primary_key=True)
    of = models.ForeignKey(Import, models.CASCADE, related_name="parts")
    what = models.CharField(max_length=8, choices=What)
    sealed = models.BinaryField()  # under the import's key, deflated

    class Meta:
        constraints = (models.UniqueConstraint(fields=("of", "what"), name="import_part_is_one"),)
