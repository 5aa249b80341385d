"""Tables of persons, parties, wardens, notes, and of the account.

Whatever names, describes or locates somebody is in a `sealed` column, under the data key of that person or warden; the
clear columns are codes, flags, instants and ids. A test walks all of them.
"""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from safepassage.desk.core.grades import GRADES, UNGRADED
from safepassage.desk.core.ids import new_id, reference
from safepassage.desk.core.keeping import Kept
from safepassage.desk.people.states import SAYS_NOTHING_OF_WHERE, Aside, Category, State
from safepassage.desk.people.timeline import FOREVER, NOWHERE

TRAITS = ("set_aside", "state", "contested", "minor", "medical", "category", "haven", "warden", "source")  # of a Line
THERE = models.Q(erased_at=None)
LOCATED = ("state", "category", "located_at", "version", "id", "number")  # what is read of somebody in an area
UNLOCATED = models.Q(cell=None, erased_at=None)
CODE = RegexValidator("^[a-z0-9][a-z0-9_-]{0,63}$", _("Small letters, digits, - and _; no name of a person."))


class Warden(models.Model):
    """A volunteer who relays to a set of parties and answers for them."""

    kept = Kept.UNTIL_ITS_DATE

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.PROTECT, related_name="+")
    code = models.CharField(max_length=64, validators=[CODE])  # the list's name of them, such as "metro-2"
    key = models.ForeignKey("ledger.DataKey", models.PROTECT, related_name="+")
    sealed = models.BinaryField()  # WardenRecord
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")  # if registered too
    silent_since = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    keep_until = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("crisis", "code"), name="warden_code_is_one"),)

    @property
    def reference(self) -> str:
        """How the ledger names it, and what its record is bound to."""
        return reference("warden", self.id)


class Party(models.Model):
    """People who move together. Split only by an officer, who says why."""

    class Means(models.TextChoices):
        """How it moves."""

        FOOT = "foot", _("On foot")
        VEHICLE = "vehicle", _("By vehicle of its own")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.PROTECT, related_name="+")
    code = models.CharField(max_length=64, validators=[CODE])
    warden = models.ForeignKey(Warden, models.PROTECT, null=True, related_name="parties")
    means = models.CharField(max_length=8, choices=Means, default=Means.FOOT)
    seats = models.PositiveSmallIntegerField(default=0)  # of its own vehicle
    urgent = models.CharField(max_length=64, blank=True, validators=[CODE])  # urgent class of the crisis
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("crisis", "code"), name="party_code_is_one"),
            models.CheckConstraint(condition=models.Q(means__in=("foot", "vehicle")), name="party_means_is_known"),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference("party", self.id)


class Person(models.Model):
    """Somebody on the register. The clear columns are what counting and lists need; all else is sealed."""

    kept = Kept.UNTIL_ITS_DATE

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=12, unique=True)  # told to callers; random, with a check digit
    key = models.ForeignKey("ledger.DataKey", models.PROTECT, related_name="+", db_index=False)
    sealed = models.BinaryField()  # PersonRecord; empty when erased
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="members")
    category = models.CharField(max_length=12, choices=Category)
    source = models.CharField(max_length=64, validators=[CODE])  # what registered them: "web-form", "warden-list"
    state = models.CharField(max_length=16, choices=State)
    state_at = models.DateTimeField()  # source date of what gives the state
    haven = models.UUIDField(default=NOWHERE)  # a haven's or assembly point's id, when in it or on the way to it
    cell = models.BigIntegerField(null=True)  # the coarse H3 cell of the record's position, which itself is sealed
    located_at = models.DateTimeField(null=True)  # when that position was true
    heard_at = models.DateTimeField(null=True)  # last contact; null: never
    contested = models.BooleanField(default=False)
    minor = models.BooleanField(default=False)
    medical = models.BooleanField(default=False)
    set_aside = models.CharField(max_length=16, blank=True, choices=Aside)
    first_at = models.DateTimeField()  # when they were first heard of
    registered_at = models.DateTimeField()
    keep_until = models.DateField()
    erased_at = models.DateTimeField(null=True)
    version = models.BigIntegerField()  # number of the act that last changed the row: grows in the order of commits

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="person_state_is_of_a1"),
            models.CheckConstraint(condition=models.Q(category__in=Category.values), name="person_category_is_known"),
            models.CheckConstraint(
                condition=models.Q(set_aside__in=["", *Aside.values]), name="person_set_aside_is_known"
            ),
        )
        indexes = (
            # Asked for some ids of a crisis, SQLite would go through all of it: of a million, 10 s for 2,000.
            models.Index(fields=("crisis", "id"), name="person_by_id"),
            models.Index(fields=("crisis", "version"), name="person_by_version"),
            models.Index(fields=("crisis", "first_at"), name="person_by_first"),
            models.Index(fields=("crisis", "heard_at"), name="person_by_contact"),
            models.Index(fields=("crisis", "set_aside", "state", "state_at"), condition=THERE, name="person_by_state"),
            models.Index(
                fields=("crisis", "set_aside", "state_at", "state", "contested"), condition=THERE, name="person_by_date"
            ),
            models.Index(  # all that an area needs but points: no row is read
                fields=("crisis", "set_aside", "cell", *LOCATED),
                name="person_by_cell",
            ),
            models.Index(fields=("crisis", "set_aside", "cell"), condition=UNLOCATED, name="person_unlocated"),
            models.Index(fields=("keep_until",), condition=THERE, name="person_to_erase"),
        )

    @property
    def reference(self) -> str:
        """How the ledger names them, and what their record is bound to."""
        return reference("person", self.id)


class Mark(models.Model):
    """A blind index: equal phones, documents, e-mail addresses or outside ids of a crisis have equal digests."""

    class Kind(models.TextChoices):
        """Of what."""

        PHONE = "phone"
        DOCUMENT = "document"
        EMAIL = "email"
        OUTSIDE = "outside"  # source and the id there: the same record comes in once

    id = models.BigAutoField(primary_key=True)
    crisis = models.ForeignKey("crises.Crisis", models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=8, choices=Kind)
    digest = models.BinaryField(max_length=16)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("crisis", "digest"), condition=models.Q(kind="outside"), name="outside_id_comes_in_once"
            ),
        )
        indexes = (models.Index(fields=("crisis", "kind", "digest"), name="mark_of_value"),)


class Note(models.Model):
    """One dated, sourced statement about one person. Never changed; what is wrong is answered by another note."""

    kept = Kept.WITH_ITS_OWNER

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="notes")
    sealed = models.BinaryField()  # NoteRecord, under the person's key
    source_at = models.DateTimeField()  # when it was true
    entered_at = models.DateTimeField()  # when the desk knew
    entered_by = models.CharField(max_length=80)  # the ledger's name of whoever did
    source = models.CharField(max_length=64, validators=[CODE])
    grade = models.CharField(max_length=2, default=UNGRADED)
    state = models.CharField(max_length=16, blank=True, choices=State)  # that it asserts; "" for none
    haven = models.UUIDField(default=NOWHERE)
    is_settling = models.BooleanField(default=False)  # an officer weighed all that was said before
    mark = models.BinaryField(max_length=16, null=True, unique=True)  # blind index of source and the id there

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(grade__in=GRADES), name="note_grade_is_of_the_scale"),
            models.CheckConstraint(
                condition=models.Q(state__in=["", *State.values]) & ~models.Q(state=State.NEVER_TRIED),
                name="note_asserts_a_state_of_a1",
            ),
            models.CheckConstraint(
                condition=models.Q(haven=NOWHERE) | ~models.Q(state__in=["", *SAYS_NOTHING_OF_WHERE]),
                name="note_of_a_haven_has_a_state",
            ),
        )
        indexes = (models.Index(fields=("person", "source_at"), name="note_of_person"),)

    @property
    def reference(self) -> str:
        """How the ledger names it, and what its record is bound to."""
        return reference("note", self.id)


class Merge(models.Model):
    """Two records of one person: `gone` is set aside, its notes count for `kept`. Undone by ending it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kept = models.ForeignKey(Person, models.PROTECT, related_name="merged")
    gone = models.ForeignKey(Person, models.PROTECT, related_name="merged_into")
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("gone",), condition=models.Q(undone_at=None), name="merged_into_one"),
            models.CheckConstraint(condition=~models.Q(kept=models.F("gone")), name="not_merged_into_itself"),
        )


class TakenOver(models.Model):
    """What the kept record of a merge took over of the other, so that undoing the merge gives it back."""

    kept = Kept.WITH_ITS_OWNER

    merge = models.OneToOneField(Merge, models.CASCADE, primary_key=True, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")  # the kept one, under whose key it is sealed
    sealed = models.BinaryField()  # JSON by field: what stood there, what does since

    @property
    def reference(self) -> str:
        """What its seal is bound to."""
        return reference("taken-over", self.merge_id)


class Likeness(models.Model):
    """Two records that may be of one person. What an officer said of them stays; nothing is merged by itself."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("To be compared")
        MERGED = "merged", _("One person: merged")
        DIFFERENT = "different", _("Different people")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.PROTECT, related_name="+", db_index=False)
    first = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)  # the lower id
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    score = models.SmallIntegerField()  # decibans; of a pair that was decided on, as it was then
    reasons = models.CharField(max_length=240)  # codes of likeness.Reason, the weightiest first
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)  # the ledger's name of whoever did; there is the reason

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="likeness_of_a_pair_is_one"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="likeness_is_in_order"),
            models.CheckConstraint(
                condition=models.Q(state__in=("open", "merged", "different")), name="likeness_state_is_known"
            ),
        )
        indexes = (
            models.Index(fields=("crisis", "-score"), condition=models.Q(state="open"), name="likeness_to_compare"),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference("likeness", self.id)


class Consent(models.Model):
    """What a person agreed to, or did not; the newest of a purpose holds."""

    class Purpose(models.TextChoices):
        """What for."""

        REGISTER = "register", _("Being on the register")
        CONTACT = "contact", _("Being sent messages")
        SHARE_FAMILY = "share_family", _("Telling next of kin")
        SHARE_STATES = "share_states", _("Telling other states' missions")
        PUBLISH = "publish", _("Being found by the public")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=16, choices=Purpose)
    given = models.BooleanField()
    said_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("person", "purpose", "said_at"), name="consent_of_person"),)


class Headcount(models.Model):
    """Evidence without names: "about 500 at the metro". Beside the account, never in it."""

    kept = Kept.WITH_THE_CRISIS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.PROTECT, related_name="+")
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    source_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    haven = models.UUIDField(default=NOWHERE)
    grade = models.CharField(max_length=2, default=UNGRADED)
    sealed = models.BinaryField()  # JSON {"place", "source", "text"}, under the crisis's key

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(low__lte=models.F("high")), name="headcount_is_a_range"),
            models.CheckConstraint(condition=models.Q(grade__in=GRADES), name="headcount_grade_is_of_the_scale"),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it, and what its record is bound to."""
        return reference("headcount", self.id)


class Tombstone(models.Model):
    """What is left of an erased person: that there was one. Their place in the account stays, without a name."""

    class Why(models.TextChoices):
        """Why they were erased."""

        RETENTION = "retention", _("The time to keep it ended")
        ASKED = "asked", _("They asked for it")
        MISTAKE = "mistake", _("Entered by mistake")

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="tombstone")
    erased_at = models.DateTimeField()
    why = models.CharField(max_length=16, choices=Why)


class Line(models.Model):
    """One line of a crisis's account: all records that are alike in everything it is told by. Never changed."""

    id = models.AutoField(primary_key=True)
    crisis = models.ForeignKey("crises.Crisis", models.PROTECT, related_name="+", db_index=False)
    set_aside = models.CharField(max_length=16, blank=True, choices=Aside)
    state = models.CharField(max_length=16, choices=State)
    contested = models.BooleanField()
    minor = models.BooleanField()
    medical = models.BooleanField()
    category = models.CharField(max_length=12, choices=Category)
    haven = models.UUIDField()
    warden = models.UUIDField()
    source = models.CharField(max_length=64, validators=[CODE])

    class Meta:
        constraints = (models.UniqueConstraint(fields=("crisis", *TRAITS), name="line_is_one"),)


class Standing(models.Model):
    """That a person stood in a line of the account from an instant until another, as the desk knew in some span.

    Instants are microseconds since 1970, half-open. For each person, what is known at one instant covers all time from
    when they were first heard of, without gap or overlap.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="standings")
    line = models.ForeignKey(Line, models.PROTECT, related_name="standings", db_index=False)
    from_us = models.BigIntegerField()
    until_us = models.BigIntegerField(default=FOREVER)
    known_from_us = models.BigIntegerField()
    known_until_us = models.BigIntegerField(default=FOREVER)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(from_us__lt=models.F("until_us")), name="standing_lasts"),
            models.CheckConstraint(
                condition=models.Q(known_from_us__lt=models.F("known_until_us")), name="standing_was_known"
            ),
            models.UniqueConstraint(
                fields=("person",),
                condition=models.Q(until_us=FOREVER, known_until_us=FOREVER),
                name="person_stands_in_one_line",
            ),
        )
        indexes = (
            models.Index(
                fields=("line", "from_us", "until_us", "known_from_us", "known_until_us"), name="standing_in_line"
            ),
        )


class Opening(models.Model):
    """How many persons' records an officer opened in a crisis in an hour; only the last hour of each is kept."""

    who = models.CharField(primary_key=True, max_length=65)  # crisis and officer
    hour = models.BigIntegerField()  # since 1970
    persons = models.PositiveIntegerField()
