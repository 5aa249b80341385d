"""Tables of advice: requests for release, alerts as issued, the roads they take, recipients, deliveries, receipts.

What is told to somebody is sealed under that person's key, where a line leads under the crisis's; addresses are not
stored here: they are the record's when a message leaves. A delivery is a row of its own from when it is queued.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safepassage.desk.advice.kinds import Kind, MsgType, Standing
from safepassage.desk.advice.states import State, Text
from safepassage.desk.advice.tongues import FIRST, tongue_of
from safepassage.desk.core.ids import new_id, reference
from safepassage.desk.core.keeping import Kept
from safepassage.desk.crises.models import Status
from safepassage.signing.codes import show_code


class Line(models.Model):
    """A connection by which a channel of the crisis sends: who carries it, how fast, and whether it does now."""

    kept = Kept.WITH_THE_CRISIS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=64)  # code of the channel on the ground
    provider = models.CharField(max_length=16)  # a folder of `channels`
    sealed = models.BinaryField()  # its settings, JSON: host, user, password
    segments_per_s = models.FloatField()
    credit = models.FloatField(default=0)  # segments that may leave now; may be below 0 after a long message
    credited_at = models.DateTimeField()
    is_paused = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("crisis", "channel"), name="one_line_a_channel"),
            models.CheckConstraint(condition=models.Q(segments_per_s__gt=0), name="line_moves"),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it, and what its settings are bound to."""
        return reference("line", self.id)


class ExerciseAddress(models.Model):
    """An address that an exercise may write to; to all others nothing leaves that is not Actual (rule D2)."""

    id = models.BigAutoField(primary_key=True)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+")
    digest = models.BinaryField()  # blind index of the address

    class Meta:
        constraints = (models.UniqueConstraint(fields=("crisis", "digest"), name="exercise_address_once"),)


class Alert(models.Model):
    """An advisory as it goes out."""

    class Stage(models.TextChoices):
        """Whether it leaves."""

        READY = "ready", _("not begun")
        SENDING = "sending", _("being sent")
        PAUSED = "paused", _("paused")
        STOPPED = "stopped", _("stopped")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=Status)  # CAP; the crisis's when it was made
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.READY)
    is_urgent = models.BooleanField(default=False)  # before others: a halt, a cancel, an update for who had the old one
    fails_over = models.BooleanField(default=True)  # one road after another; else by all of a recipient's at once
    made_at = models.DateTimeField()

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference("alert", self.id)


class SigningKey(models.Model):
    """A key by which alerts of a crisis are signed, and the certificate that people pin."""

    kept = Kept.WITH_THE_CRISIS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the certificate
    certificate = models.TextField()  # PEM; public
    sealed = models.BinaryField()  # the private key, PEM, under the crisis's key
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_at = models.DateTimeField()

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference("signing_key", self.id)

    @property
    def read_out(self) -> str:
        """The fingerprint in groups of four, as it is read out and compared."""
        return " ".join(self.fingerprint[place : place + 4] for place in range(0, len(self.fingerprint), 4))


class TextKey(models.Model):
    """An Ed25519 key by which texts and lists of codes of a crisis are signed."""

    kept = Kept.WITH_THE_CRISIS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.PROTECT, related_name="+")
    identity = models.CharField(max_length=16, unique=True)  # first digits of the public key's hash: named by each line
    public = models.CharField(max_length=44)  # 32 bytes in base 64
    sealed = models.BinaryField()  # the private key, PEM, under the crisis's key
    begins_at = models.DateTimeField()  # by the crisis's clock, as the end
    ends_at = models.DateTimeField()
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)  # by the crisis's clock: in wrong hands, or thought to be
    revoked_for = models.CharField(max_length=200, blank=True)  # why: anybody may read it

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True) | ~models.Q(revoked_for=""),
                name="text_key_revoked_for_a_reason",
            ),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference("text_key", self.id)


class ReleaseRequest(models.Model):
    """That an officer asks another to let an advisory to move out, in exactly these words (rules D1, D2)."""

    kept = Kept.WITH_THE_CRISIS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)  # of the advisory
    draft = models.ForeignKey("movement.Draft", models.SET_NULL, null=True, related_name="+")
    preflight = models.ForeignKey("movement.StoredPreflight", models.SET_NULL, null=True, related_name="+")
    replaces = models.ForeignKey("advice.Issued", models.PROTECT, null=True, related_name="+")
    is_override = models.BooleanField(default=False)  # without a preflight: the engine fails, or the shelter is lost
    said = models.JSONField()  # the advisory, as it was when it was asked for
    rest = models.CharField(max_length=500)  # what is done for those who cannot go, as their text says it
    people = models.PositiveIntegerField()  # whom it is for
    unserved = models.PositiveIntegerField()  # of these, whom it cannot serve: the number that the approver types
    reach = models.JSONField()  # by channel: how many persons, segments, the longest text; numbers alone
    languages = models.JSONField(default=list)  # in which it goes out, the first first: persons, SMS, the longest
    sealed = models.BinaryField(null=True)  # why it is an override, under the crisis's key
    writers = models.JSONField()  # who wrote on it, as the ledger names them
    asked_by = models.ForeignKey("crises.Officer", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    standing = models.CharField(max_length=9, choices=Standing, default=Standing.WAITING)
    decided_by = models.ForeignKey("crises.Officer", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.BinaryField(null=True)  # why, under the crisis's key

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
                name="release_takes_two",
            ),
            models.CheckConstraint(
                condition=~models.Q(standing="approved") | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="release_is_approved_by_somebody",
            ),
            models.CheckConstraint(condition=models.Q(standing__in=Standing.values), name="release_standing_is_known"),
            models.UniqueConstraint(
                fields=("draft",), condition=models.Q(standing="waiting"), name="one_waiting_release_of_an_advisory"
            ),
        )
        indexes = (models.Index(fields=("crisis", "-asked_at"), name="release_of_crisis"),)

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference("request", self.id)


class Clearing(models.Model):
    """That a second reader read an advisory in one further language, exactly these words and fixed sentences."""

    id = models.BigAutoField(primary_key=True)
    draft = models.ForeignKey("movement.Draft", models.CASCADE, related_name="+")
    language = models.CharField(max_length=35)  # BCP 47
    digest = models.CharField(max_length=64)  # SHA-256 of what was read
    read_by = models.ForeignKey("crises.Officer", models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("draft", "language", "digest"), name="words_are_cleared_once"),)


class Issued(models.Model):
    """An alert as issued: signed, as anybody may have it; what it replaces; who is to look at it after."""

    kept = Kept.WITH_THE_CRISIS

    alert = models.OneToOneField(Alert, models.PROTECT, primary_key=True, related_name="issued")
    request = models.OneToOneField(ReleaseRequest, models.PROTECT, null=True, related_name="issued")
    kind = models.CharField(max_length=8, choices=Kind)
    msg_type = models.CharField(max_length=6, choices=MsgType)
    identifier = models.CharField(max_length=80, unique=True)
    sender = models.CharField(max_length=120)
    sent_at = models.DateTimeField()  # by the crisis's clock, as the three of CAP are
    expires_at = models.DateTimeField()
    headline = models.CharField(max_length=160)
    text = models.TextField()  # what all may read; each person's line is not in it
    language = models.CharField(max_length=35, default=FIRST)  # of these two
    others = models.JSONField(default=list)  # the same in further languages: language, headline, text
    original = models.BinaryField()  # CAP 1.2, signed, byte for byte
    sealed_text = models.TextField(blank=True)  # the text as a signed line, for QR and page; none: older than these
    code = models.CharField(max_length=10, blank=True)  # check code of that line, which each message ends with
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    issued_by = models.ForeignKey("crises.Officer", models.PROTECT, related_name="+")  # who let it out
    issued_at = models.DateTimeField()
    alone_by = models.ForeignKey("crises.Officer", models.PROTECT, null=True, related_name="+")  # sent or stopped it
    reviewed_by = models.ForeignKey("crises.Officer", models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    finding = models.BinaryField(null=True)  # what was found, under the crisis's key

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True) | ~models.Q(reviewed_by=models.F("alone_by")),
                name="review_is_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(msg_type="Alert") | models.Q(replaces__isnull=False),
                name="update_and_cancel_name_what_they_replace",
            ),
            models.UniqueConstraint(fields=("code",), condition=~models.Q(code=""), name="a_code_stands_for_one_alert"),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference("alert", self.alert_id)

    @property
    def code_read_out(self) -> str:
        """The check code in two halves, as messages have it."""
        return show_code(self.code)

    @property
    def direction(self) -> str:
        """How its words run."""
        return tongue_of(self.language).direction

    @property
    def in_others(self) -> list[dict[str, str]]:
        """The same in further languages, each with how it runs."""
        return [each | {"direction": tongue_of(each["language"]).direction} for each in self.others]


class Publication(models.Model):
    """Whether a crisis's alerts in force are there for anybody to read, and under which address."""

    crisis = models.OneToOneField("crises.Crisis", models.CASCADE, primary_key=True, related_name="+")
    slug = models.CharField(max_length=16, unique=True)  # random
    is_open = models.BooleanField(default=True)


class Road(models.Model):
    """One of the lines by which an alert goes out, the lowest rank first."""

    id = models.BigAutoField(primary_key=True)
    alert = models.ForeignKey(Alert, models.CASCADE, related_name="roads")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()
    bit = models.PositiveIntegerField()  # 1 << rank, for `Recipient.roads`

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("alert", "rank"), name="one_road_a_rank"),
            models.UniqueConstraint(fields=("alert", "line"), name="one_road_a_line"),
        )


class Recipient(models.Model):
    """Somebody whom an alert is for, with the very words that were approved for them."""

    kept = Kept.WITH_ITS_OWNER

    id = models.BigAutoField(primary_key=True)
    alert = models.ForeignKey(Alert, models.CASCADE, related_name="recipients")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()  # in the send order (rule D7)
    roads = models.PositiveIntegerField()  # bits of those that reach them
    leaves_by = models.DateTimeField(null=True)  # when the first text would come too late (rule D3)
    sealed = models.BinaryField()  # under the person's key; JSON: text by the names of `Text`

    class Meta:
        constraints = (models.UniqueConstraint(fields=("alert", "person"), name="recipient_once"),)


class Delivery(models.Model):
    """One text to one recipient by one road: the outbox. Its end is told in `state`, whatever process dies (D6)."""

    id = models.BigAutoField(primary_key=True)
    # Rows are made of those of recipients and roads: to check a million of them again takes longer than to make them.
    recipient = models.ForeignKey(
        Recipient, models.CASCADE, related_name="deliveries", db_index=False, db_constraint=False
    )
    road = models.ForeignKey(Road, models.CASCADE, related_name="deliveries", db_index=False, db_constraint=False)
    text = models.CharField(max_length=5, choices=Text, default=Text.FIRST)
    again = models.PositiveSmallIntegerField(default=0)  # counted up where an officer sends once more
    place = models.PositiveIntegerField()
    state = models.PositiveSmallIntegerField(choices=State, default=State.QUEUED)
    expires_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)  # waits after a passing error
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)  # of the batch that a worker took
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)  # when a channel said that it took it
    told_at = models.DateTimeField(null=True)  # when it was there, by the channel's proof
    why = models.CharField(max_length=80, blank=True)  # it failed, in the program's words

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("recipient", "road", "text", "again"), name="delivery_once"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="delivery_state_is_known"),
        )
        indexes = (
            models.Index(fields=("road", "place"), condition=models.Q(state=State.QUEUED), name="delivery_queued"),
            models.Index(
                fields=("leased_until",), condition=models.Q(state__in=(State.TAKEN, State.SENDING)),
                name="delivery_leased",
            ),
            models.Index(
                fields=("expires_at",),
                condition=models.Q(state=State.QUEUED, expires_at__isnull=False),
                name="delivery_expiring",
            ),
        )  # fmt: skip


class Part(models.Model):
    """A piece of a delivery as a provider took it, by the name that its receipts will have."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="parts")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=80)  # the provider's id

    class Meta:
        constraints = (models.UniqueConstraint(fields=("line", "name"), name="part_once"),)


class Receipt(models.Model):
    """What a provider says of a part. It may come before the part is known here, long after, or forty-six times."""

    id = models.BigAutoField(primary_key=True)
    line = models.ForeignKey(Line, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=80)  # the provider's id of the part
    says = models.PositiveSmallIntegerField(choices=State)
    at = models.DateTimeField()  # by the provider's clock, no later than when it came in
    came_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("line", "name", "says"), name="receipt_once"),)
