"""Tables of the picture.

What reports say is sealed under the report's own key, and ends with it; what officers made of it stands under the
crisis's key, as an inquiry will ask for it. In clear are codes, instants, ids, and hashes of whole originals (rule C4).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safepassage.desk.core.grades import GRADES, UNGRADED, Reliability
from safepassage.desk.core.ids import new_id, reference
from safepassage.desk.core.keeping import Kept
from safepassage.desk.picture.kinds import (
    BasisKind,
    ContactChannel,
    DraftKind,
    DraftState,
    PromiseState,
    SourceKind,
    Stance,
    Standing,
)


class Source(models.Model):
    """Where reports come from, and how far it is trusted."""

    kept = Kept.WITH_THE_CRISIS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=SourceKind)
    reliability = models.CharField(_("reliability"), max_length=1, choices=Reliability, default=Reliability.F)
    sealed = models.BinaryField()  # JSON {"name", "address"}
    begun_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # when it was last asked for something new
    failed = models.CharField(max_length=200, blank=True)  # why that came to nothing; no content in it
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=SourceKind.values), name="source_kind_is_known"),
            models.CheckConstraint(
                condition=models.Q(reliability__in=Reliability.values), name="source_reliability_is_of_the_scale"
            ),
        )
        indexes = (models.Index(fields=("crisis", "ended_at"), name="source_of_crisis"),)

    @property
    def reference(self) -> str:
        """How the ledger names it, and what it seals is bound to."""
        return reference("source", self.id)


class Report(models.Model):
    """What came in, byte for byte, and when it was captured. The text that is read is a working copy (rule C4)."""

    kept = Kept.FOR_A_YEAR

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+", db_index=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="reports")
    key = models.ForeignKey("ledger.DataKey", models.PROTECT, related_name="+", db_index=False)
    original = models.BinaryField()  # as it came; empty when forgotten
    sealed = models.BinaryField()  # JSON {"title", "text", "address", "near", "reader"}; empty when forgotten
    sha256 = models.CharField(max_length=64)  # of the original
    size = models.PositiveIntegerField()  # bytes of the original
    dated_on = models.DateField()  # relative days count from it
    captured_at = models.DateTimeField()
    captured_by = models.CharField(max_length=80)  # the ledger's name
    first_like_it = models.ForeignKey("self", models.PROTECT, null=True, related_name="alike")  # told before, nearly
    waiting = models.PositiveIntegerField(default=0)  # drafts nobody has looked at

    class Meta:
        constraints = (models.UniqueConstraint(fields=("crisis", "sha256"), name="one_report_an_original"),)
        indexes = (
            models.Index(fields=("crisis", "-captured_at"), name="report_of_crisis"),
            models.Index(fields=("crisis", "waiting", "-captured_at"), name="report_to_look_at"),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it, and what it seals is bound to."""
        return reference("report", self.id)


class Likeness(models.Model):
    """A part of what a report's text is like: reports that share one may be the same news told again."""

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    band = models.BinaryField(max_length=16)  # blind: equal parts of equal crises have equal digests

    class Meta:
        indexes = (models.Index(fields=("band",), name="likeness_of_band"),)


class Draft(models.Model):
    """What the reader proposes of a report, beside the words it comes from (rule C2)."""

    kept = Kept.WITH_ITS_OWNER

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=12, choices=DraftKind)
    place = models.PositiveIntegerField()  # among the drafts of the report
    sealed = models.BinaryField()  # an item of `safepassage/drafts/1`, under the report's key
    state = models.CharField(max_length=8, choices=DraftState, default=DraftState.WAITS)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    became = models.CharField(max_length=80, blank=True)  # "claim:0192…"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("report", "place"), name="one_draft_a_place"),
            models.CheckConstraint(condition=models.Q(kind__in=DraftKind.values), name="draft_kind_is_known"),
            models.CheckConstraint(
                condition=models.Q(state="waits", decided_at__isnull=True, became="")
                | models.Q(state="rejected", decided_at__isnull=False, became="")
                | (models.Q(state__in=("accepted", "edited"), decided_at__isnull=False) & ~models.Q(became="")),
                name="draft_enters_by_an_officer",
            ),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it, and what it seals is bound to."""
        return reference("report_draft", self.id)


class Claim(models.Model):
    """Something that is said to be so. What officers make of it stands beside it, never in its place (rule C1)."""

    kept = Kept.WITH_THE_CRISIS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+", db_index=False)
    sealed = models.BinaryField()  # JSON {"gist", "about"}
    standing = models.CharField(max_length=9, choices=Standing, default=Standing.OPEN)  # of the newest assessment
    opened_at = models.DateTimeField()
    heard_at = models.DateTimeField()  # the newest statement
    assessed_at = models.DateTimeField(null=True)
    joined = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined_ones")  # says the same; now

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(standing__in=Standing.values), name="claim_standing_is_known"),
            models.CheckConstraint(
                condition=models.Q(joined=None) | ~models.Q(joined=models.F("id")), name="claim_joins_another"
            ),
        )
        indexes = (
            models.Index(fields=("crisis", "standing", "-heard_at"), name="claim_of_crisis"),
            models.Index(fields=("crisis", "-heard_at"), name="claim_heard"),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it, and what it seals is bound to."""
        return reference("claim", self.id)


class Statement(models.Model):
    """What one source says to a claim. Never changed."""

    kept = Kept.WITH_THE_CRISIS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+", db_index=False)
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="statements")
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="statements")
    stance = models.CharField(max_length=24, choices=Stance)
    grade = models.CharField(max_length=2, default=UNGRADED)
    said_on = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)
    sealed = models.BinaryField()  # JSON {"claimant", "quote"}

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(stance__in=Stance.values), name="statement_stance_is_known"),
            models.CheckConstraint(condition=models.Q(grade__in=GRADES), name="statement_grade_is_of_the_scale"),
        )
        indexes = (models.Index(fields=("crisis", "-entered_at"), name="statement_entered"),)

    @property
    def reference(self) -> str:
        """What it seals is bound to."""
        return reference("statement", self.id)


class Assessment(models.Model):
    """What an officer made of a claim, and why. Never changed: a new one follows."""

    kept = Kept.WITH_THE_CRISIS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+", db_index=False)
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="assessments")
    standing = models.CharField(max_length=9, choices=Standing)
    at = models.DateTimeField()
    officer = models.ForeignKey("crises.Officer", models.PROTECT, related_name="+")
    made_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")  # the claim it was joined with
    sealed = models.BinaryField()  # JSON {"reason"}

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(standing__in=("relied_on", "unclear", "fallen")), name="assessment_says_something"
            ),
        )
        indexes = (models.Index(fields=("crisis", "-at"), name="assessment_made"),)

    @property
    def reference(self) -> str:
        """What it seals is bound to."""
        return reference("assessment", self.id)


class Joining(models.Model):
    """That an officer joined a claim with another that says the same, or parted them again, and why. Never changed."""

    kept = Kept.WITH_THE_CRISIS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+", db_index=False)
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="joinings")
    into = models.ForeignKey(Claim, models.CASCADE, null=True, related_name="+")  # null: parted
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    sealed = models.BinaryField()  # JSON {"reason"}

    class Meta:
        indexes = (models.Index(fields=("crisis", "-at"), name="joining_made"),)

    @property
    def reference(self) -> str:
        """What it seals is bound to."""
        return reference("joining", self.id)


class ToldApart(models.Model):
    """That an officer looked at two claims which may say the same, and said that they do not. Never proposed again."""

    kept = Kept.WITH_THE_CRISIS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+")
    first = models.ForeignKey(Claim, models.CASCADE, related_name="+")  # the lower id
    second = models.ForeignKey(Claim, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    sealed = models.BinaryField()  # JSON {"reason"}

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="told_apart_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="told_apart_are_two_in_order"
            ),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it, and what it seals is bound to."""
        return reference("told_apart", self.id)


class Contact(models.Model):
    """Who spoke with whom, when and how."""

    kept = Kept.WITH_THE_CRISIS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+", db_index=False)
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="contacts")
    channel = models.CharField(max_length=8, choices=ContactChannel)
    on = models.DateField()
    sealed = models.BinaryField()  # JSON {"parties", "about"}
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(channel__in=ContactChannel.values), name="contact_channel_is_known"
            ),
        )
        indexes = (
            models.Index(fields=("crisis", "-on", "-entered_at"), name="contact_of_crisis"),
            models.Index(fields=("crisis", "-entered_at"), name="contact_entered"),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it, and what it seals is bound to."""
        return reference("contact", self.id)


class Promise(models.Model):
    """A commitment: what was promised, by whom, for which area and window."""

    kept = Kept.WITH_THE_CRISIS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="promises")
    state = models.CharField(max_length=9, choices=PromiseState, default=PromiseState.PROMISED)
    begins_at = models.DateTimeField(null=True)  # of the window promised
    ends_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)  # when it holds no longer unless it is renewed; null: nobody said
    notified = models.BooleanField(default=False)  # humanitarian notification was made
    grade = models.CharField(max_length=2, blank=True)  # empty: nobody graded it
    sealed = models.BinaryField()  # JSON {"by", "to", "what", "area", "evidence"}
    entered_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=PromiseState.values), name="promise_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(begins_at__isnull=True)
                | models.Q(ends_at__isnull=True)
                | models.Q(begins_at__lt=models.F("ends_at")),
                name="promise_window_begins_before_it_ends",
            ),
            models.CheckConstraint(condition=models.Q(grade__in=("", *GRADES)), name="promise_grade_is_of_the_scale"),
        )
        indexes = (
            models.Index(fields=("crisis", "state", "expires_at"), name="promise_of_crisis"),
            models.Index(fields=("state", "expires_at"), name="promise_to_expire"),
            models.Index(fields=("crisis", "-entered_at"), name="promise_entered"),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it, and what it seals is bound to."""
        return reference("promise", self.id)


class PromiseChange(models.Model):
    """That a promise came to stand otherwise, when, and why. Never changed."""

    kept = Kept.WITH_THE_CRISIS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+", db_index=False)
    promise = models.ForeignKey(Promise, models.CASCADE, related_name="changes")
    state = models.CharField(max_length=9, choices=PromiseState)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)  # the ledger's name: an officer, or the worker when it expired
    sealed = models.BinaryField()  # JSON {"reason"}

    class Meta:
        indexes = (models.Index(fields=("crisis", "-at"), name="promise_change_made"),)

    @property
    def reference(self) -> str:
        """What it seals is bound to."""
        return reference("promise_change", self.id)


class Occurrence(models.Model):
    """Something that happened, as an officer took it from a report: an advisory, a death, shelling, a count."""

    kept = Kept.WITH_THE_CRISIS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+", db_index=False)
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="occurrences")
    kind = models.CharField(max_length=12, choices=DraftKind)
    on = models.DateField()
    grade = models.CharField(max_length=2, default=UNGRADED)
    sealed = models.BinaryField()  # JSON {"what", "place"}
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=("advisories", "casualties", "events", "counts")),
                name="occurrence_kind_is_known",
            ),
            models.CheckConstraint(condition=models.Q(grade__in=GRADES), name="occurrence_grade_is_of_the_scale"),
        )
        indexes = (
            models.Index(fields=("crisis", "-on", "-entered_at"), name="occurrence_of_crisis"),
            models.Index(fields=("crisis", "kind", "-entered_at"), name="occurrence_entered"),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it, and what it seals is bound to."""
        return reference("occurrence", self.id)


class Basis(models.Model):
    """That something on the ground rests on a claim or a promise (rule C3)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+", db_index=False)
    thing = models.CharField(max_length=80)  # "corridor:0192…"
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="bases")
    promise = models.ForeignKey(Promise, models.PROTECT, null=True, related_name="bases")
    side = models.CharField(max_length=200, blank=True)  # of a corridor: whose promise it is, as the corridor names it
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(claim__isnull=True, promise__isnull=False)
                | models.Q(claim__isnull=False, promise__isnull=True),
                name="basis_is_one_of_two",
            ),
            models.UniqueConstraint(
                fields=("thing", "claim"), condition=models.Q(ended_at=None), name="thing_rests_on_a_claim_once"
            ),
            models.UniqueConstraint(
                fields=("thing", "promise"), condition=models.Q(ended_at=None), name="thing_rests_on_a_promise_once"
            ),
        )
        indexes = (models.Index(fields=("crisis", "ended_at", "thing"), name="basis_of_thing"),)

    @property
    def kind(self) -> BasisKind:
        """Which of the two."""
        return BasisKind.CLAIM if self.claim_id else BasisKind.PROMISE

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference("basis", self.id)
