"""Tables of the ground. Columns are named as the files of the crisis folder name them; `code` is the id there.

A row keeps its id while it is changed; how it stood before goes to `Former`. Nothing is deleted: it ends.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from safepassage.desk.core.ids import new_id, reference
from safepassage.desk.core.keeping import Kept
from safepassage.desk.ground import checks
from safepassage.desk.ground.kinds import Kind


def latitude() -> models.FloatField:
    """A column of degrees north."""
    return models.FloatField(_("latitude"), validators=checks.latitude)


def longitude() -> models.FloatField:
    """A column of degrees east."""
    return models.FloatField(_("longitude"), validators=checks.longitude)


def count(words: str) -> models.PositiveIntegerField:
    """A column of a number that may be unknown."""
    return models.PositiveIntegerField(words, null=True, blank=True)


def grade() -> models.CharField:
    """A column of an Admiralty grade, empty if nobody graded it."""
    return models.CharField(_("grade"), max_length=2, blank=True, validators=[checks.graded])


class OnGround(models.Model):
    """A thing on the ground of a crisis, as the desk knows it now.

    Fields named in SEALED are no columns: they are JSON in `sealed`, under the crisis's key, as they may name people.
    `queries.things` opens them.
    """

    kept = Kept.WITH_THE_CRISIS
    SEALED: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+", editable=False)
    code = models.CharField(_("short name"), max_length=80, validators=[checks.trimmed])
    sealed = models.BinaryField(null=True)
    begun_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True
        constraints = (
            models.UniqueConstraint(
                fields=("crisis", "code"), condition=models.Q(ended_at=None), name="one_%(class)s_a_code"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("changed_at")),
                name="%(class)s_ends_last",
            ),
        )

    def __str__(self) -> str:
        return getattr(self, "name", "") or self.code

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference(self.what, self.id)

    @property
    def what(self) -> Kind:
        """Which kind of thing it is."""
        return next(kind for kind, table in TABLES.items() if isinstance(self, table))

    def clean(self) -> None:
        """Refuse, with ValidationError, a window that ends before it begins."""
        begin, end = getattr(self, "begin", None), getattr(self, "end", None)
        if begin and end and begin >= end:
            raise ValidationError(_("The end comes before the begin."))


class Haven(OnGround):
    """A temporary safe haven: where people are sent to, with what it has for them."""

    class Heating(models.TextChoices):
        """Whether it is heated."""

        YES = "yes", _("Heated")
        NO = "no", _("Not heated")

    name = models.CharField(_("name"), max_length=500)
    lat = latitude()
    lon = longitude()
    places = count(_("places, people"))
    food = count(_("food tonight, people"))
    shelter = count(_("under cover from shelling, people"))
    heating = models.CharField(_("heating"), max_length=3, blank=True, choices=Heating)
    staff = count(_("staff of ours"))
    onward_seats = count(_("seats onward promised for the next day"))
    grade = grade()
    evidence_at = models.DateTimeField(_("newest evidence"), null=True, blank=True)
    nearest_objective = models.CharField(_("nearest military objective"), max_length=500, blank=True)
    nearest_objective_m = models.FloatField(
        _("how far that is, metres"), null=True, blank=True, validators=[MinValueValidator(0)]
    )


class Shelter(OnGround):
    """Where one can stand fast under fire; it promises no travel onward."""

    name = models.CharField(_("name"), max_length=500)
    lat = latitude()
    lon = longitude()
    places = count(_("places, people"))


class AssemblyPoint(OnGround):
    """Where parties gather before transport."""

    name = models.CharField(_("name"), max_length=500)
    lat = latitude()
    lon = longitude()
    places = count(_("places, people"))


class Closure(OnGround):
    """An area or ways: shut, or counted as exposure."""

    class Effect(models.TextChoices):
        """What it does to whoever comes there."""

        CLOSURE = "closure", _("Closure: shut")
        CONTROL = "control", _("Control: front line, counted as exposure")
        HAZARD = "hazard", _("Hazard: counted as exposure")

    kind = models.CharField(_("kind"), max_length=8, choices=Effect)
    name = models.CharField(_("name"), max_length=500, blank=True)
    begin = models.DateTimeField(
        _("begins"), null=True, blank=True, help_text=_("empty: from the crisis clock's epoch")
    )
    end = models.DateTimeField(_("ends"), null=True, blank=True, help_text=_("empty: no end known"))
    exposure = models.FloatField(
        _("risk of one second there, against 1 for the worst known"), default=0.0, validators=[MinValueValidator(0)]
    )
    ways = models.JSONField(_("OSM ids of ways"), default=list, blank=True, validators=[checks.whole_numbers])
    grade = grade()
    evidence_at = models.DateTimeField(_("newest evidence"), null=True, blank=True)
    geometry = models.JSONField(_("GeoJSON geometry"), null=True, blank=True, validators=[checks.geometry])

    def clean(self) -> None:
        """Refuse, with ValidationError, one that is nowhere."""
        super().clean()
        if not self.geometry and not self.ways:
            raise ValidationError(_("It needs a geometry, or ways, or both."))


class Curfew(OnGround):
    """Hours in which nobody may be out, each day of a span."""

    SEALED = ("source",)

    begins = models.TimeField(_("begins, local time"))
    ends = models.TimeField(_("ends, local time"), help_text=_("no later than it begins: on the next day"))
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day on which it begins"))
    area = models.TextField(_("area"), blank=True, validators=[checks.outline], help_text=_("empty: everywhere"))
    grade = grade()

    def clean(self) -> None:
        """Refuse, with ValidationError, a span of days that ends before it begins."""
        if self.first_on and self.last_on and self.last_on < self.first_on:
            raise ValidationError(_("The last day comes before the first."))


class Corridor(OnGround):
    """A window in which passage was promised; it needs a promise of each side that controls a part of the way."""

    SEALED = ("commitments",)
    commitments: list[dict[str, Any]]

    name = models.CharField(_("name"), max_length=500, blank=True)
    begin = models.DateTimeField(_("begins"))
    end = models.DateTimeField(_("ends"))
    sides = models.JSONField(_("sides that control the way"), default=list, blank=True, validators=[checks.texts])
    havens = models.JSONField(_("havens it leads to"), default=list, blank=True, validators=[checks.texts])
    notified = models.BooleanField(_("humanitarian notification was made"), default=False)

    def clean(self) -> None:
        """Refuse, with ValidationError, promises of strangers."""
        super().clean()
        checks.promises(getattr(self, "commitments", []), self.sides)


class Crossing(OnGround):
    """A checkpoint or border post on the nearest road."""

    name = models.CharField(_("name"), max_length=500, blank=True)
    lat = latitude()
    lon = longitude()


class Train(OnGround):
    """A train that people may be told to take."""

    name = models.CharField(_("name"), max_length=500, blank=True)


class AccessRule(OnGround):
    """Who is refused where: whoever meets every condition that is given."""

    SEALED = ("source",)

    class Where(models.TextChoices):
        """What refuses."""

        HAVEN = "haven", _("Haven")
        CROSSING = "crossing", _("Crossing")
        TRAIN = "train", _("Train")

    class Sex(models.TextChoices):
        """As documents say it."""

        FEMALE = "F", _("Women")
        MALE = "M", _("Men")
        OTHER = "X", _("X")

    at = models.CharField(_("where"), max_length=8, choices=Where)
    of = models.CharField(_("short name of the haven, crossing or train"), max_length=80)
    sex = models.CharField(_("sex"), max_length=1, blank=True, choices=Sex)
    age_from = count(_("from this age"))
    age_below = count(_("below this age"))
    nationality = models.JSONField(_("nationalities refused"), default=list, blank=True, validators=[checks.texts])
    nationality_not = models.JSONField(
        _("all but these nationalities"), default=list, blank=True, validators=[checks.texts]
    )
    lacks = models.CharField(_("who lacks this document"), max_length=80, blank=True)
    begin = models.DateTimeField(_("begins"), null=True, blank=True)
    end = models.DateTimeField(_("ends"), null=True, blank=True)
    grade = grade()

    def clean(self) -> None:
        """Refuse, with ValidationError, ages that nobody has."""
        super().clean()
        if self.age_from is not None and self.age_below is not None and self.age_from >= self.age_below:
            raise ValidationError(_("Nobody is of such an age."))


class Channel(OnGround):
    """A road that messages take."""

    class Medium(models.TextChoices):
        """What kind of message it carries."""

        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")
        VOICE = "voice", _("Voice")
        PAGE = "page", _("Page")
        POSTER = "poster", _("Poster")

    kind = models.CharField(_("kind"), max_length=6, choices=Medium)
    segments_per_s = models.FloatField(_("segments a second"), validators=[MinValueValidator(0.001)])
    latency_s = models.PositiveIntegerField(_("seconds from sent until delivered"), default=0)
    reach = models.FloatField(
        _("share that arrives"), default=1.0, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )

    def clean(self) -> None:
        """Refuse, with ValidationError, a short name with spaces: lists of channels are written with spaces between."""
        checks.word(self.code)


TABLES: dict[Kind, type[OnGround]] = {
    Kind.HAVEN: Haven,
    Kind.SHELTER: Shelter,
    Kind.ASSEMBLY_POINT: AssemblyPoint,
    Kind.CLOSURE: Closure,
    Kind.CURFEW: Curfew,
    Kind.CORRIDOR: Corridor,
    Kind.CROSSING: Crossing,
    Kind.TRAIN: Train,
    Kind.ACCESS_RULE: AccessRule,
    Kind.CHANNEL: Channel,
}


class Former(models.Model):
    """How a thing stood before it was changed: its fields as JSON, sealed under the crisis's key."""

    kept = Kept.WITH_THE_CRISIS

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+")
    thing = models.UUIDField()
    sealed = models.BinaryField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("thing", "from_at"), name="one_former_at_a_time"),)
        indexes = (models.Index(fields=("crisis", "until_at"), name="former_of_crisis"),)


class Roads(models.Model):
    """The road file of a crisis. It lies in the data directory under its hash; here stands which it was, and when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64, validators=[RegexValidator("^[0-9a-f]{64}$")])
    size = models.BigIntegerField()  # bytes
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("crisis",), condition=models.Q(ended_at=None), name="one_road_file"),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference("roads", self.id)
