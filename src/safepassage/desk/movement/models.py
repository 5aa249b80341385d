"""Tables of movement: what the planner assumes, advisories and alerts as handed down, preflights, road builds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safepassage.desk.core.ids import new_id, reference
from safepassage.desk.core.keeping import Kept


class Assumptions(models.Model):
    """What the planner takes for true of a crisis, beyond what is said of it: limits, speeds, delays, spreads, snow.

    `said` is crisis.toml without what stands in the crisis's own row. Without a `now` in its clock, it is the present.
    """

    crisis = models.OneToOneField("crises.Crisis", models.CASCADE, primary_key=True, related_name="+")
    said = models.JSONField()
    changed_at = models.DateTimeField()


class Draft(models.Model):
    """An advisory as officers mean to send it: the fields of advisories/NAME.toml. Here until `advice` is there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    said = models.JSONField()
    naive = models.JSONField(default=list)  # instants that were given without a zone, as rule P1 warns of them
    faults = models.JSONField(default=list)  # why it could not be checked, when last tried: where, wrong, expected
    changed_at = models.DateTimeField()
    report = models.ForeignKey("picture.Report", models.PROTECT, null=True, related_name="+")  # that told of it

    class Meta:
        constraints = (models.UniqueConstraint(fields=("crisis", "name"), name="one_draft_a_name"),)

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference("draft", self.id)


class StandingAlert(models.Model):
    """A CAP alert of others that is in force, byte for byte as issued, so that its signature stays good."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+")
    original = models.BinaryField()
    received_at = models.DateTimeField()


class StoredPreflight(models.Model):
    """The result of a preflight and its drawings, sealed under the crisis's key; in clear only numbers and hashes."""

    kept = Kept.FOR_A_YEAR

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+")
    advisory = models.CharField(max_length=80)
    seed = models.BigIntegerField()
    versions = models.JSONField()  # of the packages that shape the result
    inputs_sha256 = models.CharField(max_length=64)  # of the hashes of all inputs
    people = models.PositiveIntegerField()
    on_time = models.PositiveIntegerField()
    not_located = models.PositiveIntegerField()
    stops = models.PositiveIntegerField()  # warnings that say stop
    sealed = models.BinaryField()  # `safepassage/preflight/1`, JSON, deflated
    summary = models.BinaryField()  # the same without parties, and the causes in words; JSON, deflated
    picture = models.BinaryField()  # SVG, deflated
    page = models.BinaryField()  # HTML with the map, deflated
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("crisis", "-made_at"), name="preflight_of_crisis"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(people__gte=models.F("on_time") + models.F("not_located")),
                name="preflight_counts_fit",
            ),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference("preflight", self.id)


class RestsOn(models.Model):
    """That a preflight was found with a thing on the ground in mind (rule C3)."""

    id = models.BigAutoField(primary_key=True)
    preflight = models.ForeignKey(StoredPreflight, models.CASCADE, related_name="rests_on")
    thing = models.CharField(max_length=80)  # "haven:0192…", as the ledger names it
    people = models.PositiveIntegerField()  # for whom it counts: those sent to the haven; all, of a closure

    class Meta:
        indexes = (models.Index(fields=("thing", "preflight"), name="preflight_resting_on"),)


class RoadBuild(models.Model):
    """An uploaded map that becomes the crisis's roads. The map is no personal data; it lies there until it is done."""

    class Step(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting for a worker")
        READING = "reading", _("reading points and ways")
        JOINING = "joining", _("joining ways into a network")
        WRITING = "writing", _("checking it against the area, and writing it")
        DONE = "done", _("done: these roads are in use")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)  # of the file, as its owner called it
    size = models.BigIntegerField()  # bytes
    task = models.UUIDField(null=True)  # the row of django-tasks
    step = models.CharField(max_length=8, choices=Step, default=Step.WAITING)
    counted = models.PositiveIntegerField(default=0)  # ways or lines so far, in this step
    said = models.TextField(blank=True)  # what is wrong with the map, or what is left out of the roads
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField()  # when a worker last said how far it is

    class Meta:
        indexes = (models.Index(fields=("crisis", "-asked_at"), name="road_build_of_crisis"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(step__in=("waiting", "reading", "joining", "writing", "done", "failed")),
                name="road_build_step_is_known",
            ),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference("road_build", self.id)
