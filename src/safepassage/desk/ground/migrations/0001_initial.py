"""Things on the ground, how they stood before, road files."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import safepassage.desk.core.ids
import safepassage.desk.ground.checks


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("crises", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=80,
                        validators=[django.core.validators.RegexValidator("^\\S(.*\\S)?$", "No space at either end.")],
                        verbose_name="short name",
                    ),
                ),
                ("sealed", models.BinaryField(null=True)),
                ("begun_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                (
                    "at",
                    models.CharField(
                        choices=[("haven", "Haven"), ("crossing", "Crossing"), ("train", "Train")],
                        max_length=8,
                        verbose_name="where",
                    ),
                ),
                ("of", models.CharField(max_length=80, verbose_name="short name of the haven, crossing or train")),
                (
                    "sex",
                    models.CharField(
                        blank=True, choices=[("F", "Women"), ("M", "Men"), ("X", "X")], max_length=1, verbose_name="sex"
                    ),
                ),
                ("age_from", models.PositiveIntegerField(blank=True, null=True, verbose_name="from this age")),
                ("age_below", models.PositiveIntegerField(blank=True, null=True, verbose_name="below this age")),
                (
                    "nationality",
                    models.JSONField(
                        blank=True,
                        default=list,
                        validators=[safepassage.desk.ground.checks.texts],
                        verbose_name="nationalities refused",
                    ),
                ),
                (
                    "nationality_not",
                    models.JSONField(
                        blank=True,
                        default=list,
                        validators=[safepassage.desk.ground.checks.texts],
                        verbose_name="all but these nationalities",
                    ),
                ),
                ("lacks", models.CharField(blank=True, max_length=80, verbose_name="who lacks this document")),
                ("begin", models.DateTimeField(blank=True, null=True, verbose_name="begins")),
                ("end", models.DateTimeField(blank=True, null=True, verbose_name="ends")),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-F][1-6]$", "A letter A to F and a digit 1 to 6, such as B2."
                            )
                        ],
                        verbose_name="grade",
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("crisis", "code"), name="one_accessrule_a_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("changed_at")), _connector="OR"
                        ),
                        name="accessrule_ends_last",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssemblyPoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=80,
                        validators=[django.core.validators.RegexValidator("^\\S(.*\\S)?$", "No space at either end.")],
                        verbose_name="short name",
                    ),
                ),
                ("sealed", models.BinaryField(null=True)),
                ("begun_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                ("name", models.CharField(max_length=500, verbose_name="name")),
                (
                    "lat",
                    models.FloatField(
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "lon",
                    models.FloatField(
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                ("places", models.PositiveIntegerField(blank=True, null=True, verbose_name="places, people")),
                (
                    "crisis",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("crisis", "code"),
                        name="one_assemblypoint_a_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("changed_at")), _connector="OR"
                        ),
                        name="assemblypoint_ends_last",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=80,
                        validators=[django.core.validators.RegexValidator("^\\S(.*\\S)?$", "No space at either end.")],
                        verbose_name="short name",
                    ),
                ),
                ("sealed", models.BinaryField(null=True)),
                ("begun_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sms", "SMS"),
                            ("email", "E-mail"),
                            ("voice", "Voice"),
                            ("page", "Page"),
                            ("poster", "Poster"),
                        ],
                        max_length=6,
                        verbose_name="kind",
                    ),
                ),
                (
                    "segments_per_s",
                    models.FloatField(
                        validators=[django.core.validators.MinValueValidator(0.001)], verbose_name="segments a second"
                    ),
                ),
                ("latency_s", models.PositiveIntegerField(default=0, verbose_name="seconds from sent until delivered")),
                (
                    "reach",
                    models.FloatField(
                        default=1.0,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1),
                        ],
                        verbose_name="share that arrives",
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("crisis", "code"), name="one_channel_a_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("changed_at")), _connector="OR"
                        ),
                        name="channel_ends_last",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=80,
                        validators=[django.core.validators.RegexValidator("^\\S(.*\\S)?$", "No space at either end.")],
                        verbose_name="short name",
                    ),
                ),
                ("sealed", models.BinaryField(null=True)),
                ("begun_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("closure", "Closure: shut"),
                            ("control", "Control: front line, counted as exposure"),
                            ("hazard", "Hazard: counted as exposure"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=500, verbose_name="name")),
                (
                    "begin",
                    models.DateTimeField(
                        blank=True, help_text="empty: from the crisis clock's epoch", null=True, verbose_name="begins"
                    ),
                ),
                (
                    "end",
                    models.DateTimeField(blank=True, help_text="empty: no end known", null=True, verbose_name="ends"),
                ),
                (
                    "exposure",
                    models.FloatField(
                        default=0.0,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="risk of one second there, against 1 for the worst known",
                    ),
                ),
                (
                    "ways",
                    models.JSONField(
                        blank=True,
                        default=list,
                        validators=[safepassage.desk.ground.checks.whole_numbers],
                        verbose_name="OSM ids of ways",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-F][1-6]$", "A letter A to F and a digit 1 to 6, such as B2."
                            )
                        ],
                        verbose_name="grade",
                    ),
                ),
                ("evidence_at", models.DateTimeField(blank=True, null=True, verbose_name="newest evidence")),
                (
                    "geometry",
                    models.JSONField(
                        blank=True,
                        null=True,
                        validators=[safepassage.desk.ground.checks.geometry],
                        verbose_name="GeoJSON geometry",
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("crisis", "code"), name="one_closure_a_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("changed_at")), _connector="OR"
                        ),
                        name="closure_ends_last",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Corridor",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=80,
                        validators=[django.core.validators.RegexValidator("^\\S(.*\\S)?$", "No space at either end.")],
                        verbose_name="short name",
                    ),
                ),
                ("sealed", models.BinaryField(null=True)),
                ("begun_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                ("name", models.CharField(blank=True, max_length=500, verbose_name="name")),
                ("begin", models.DateTimeField(verbose_name="begins")),
                ("end", models.DateTimeField(verbose_name="ends")),
                (
                    "sides",
                    models.JSONField(
                        blank=True,
                        default=list,
                        validators=[safepassage.desk.ground.checks.texts],
                        verbose_name="sides that control the way",
                    ),
                ),
                (
                    "havens",
                    models.JSONField(
                        blank=True,
                        default=list,
                        validators=[safepassage.desk.ground.checks.texts],
                        verbose_name="havens it leads to",
                    ),
                ),
                ("notified", models.BooleanField(default=False, verbose_name="humanitarian notification was made")),
                (
                    "crisis",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("crisis", "code"), name="one_corridor_a_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("changed_at")), _connector="OR"
                        ),
                        name="corridor_ends_last",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Crossing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=80,
                        validators=[django.core.validators.RegexValidator("^\\S(.*\\S)?$", "No space at either end.")],
                        verbose_name="short name",
                    ),
                ),
                ("sealed", models.BinaryField(null=True)),
                ("begun_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                ("name", models.CharField(blank=True, max_length=500, verbose_name="name")),
                (
                    "lat",
                    models.FloatField(
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "lon",
                    models.FloatField(
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("crisis", "code"), name="one_crossing_a_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("changed_at")), _connector="OR"
                        ),
                        name="crossing_ends_last",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Curfew",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=80,
                        validators=[django.core.validators.RegexValidator("^\\S(.*\\S)?$", "No space at either end.")],
                        verbose_name="short name",
                    ),
                ),
                ("sealed", models.BinaryField(null=True)),
                ("begun_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                ("begins", models.TimeField(verbose_name="begins, local time")),
                (
                    "ends",
                    models.TimeField(
                        help_text="no later than it begins: on the next day", verbose_name="ends, local time"
                    ),
                ),
                ("first_on", models.DateField(verbose_name="first day")),
                ("last_on", models.DateField(verbose_name="last day on which it begins")),
                (
                    "area",
                    models.TextField(
                        blank=True,
                        help_text="empty: everywhere",
                        validators=[safepassage.desk.ground.checks.outline],
                        verbose_name="area",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-F][1-6]$", "A letter A to F and a digit 1 to 6, such as B2."
                            )
                        ],
                        verbose_name="grade",
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("crisis", "code"), name="one_curfew_a_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("changed_at")), _connector="OR"
                        ),
                        name="curfew_ends_last",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Former",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("thing", models.UUIDField()),
                ("sealed", models.BinaryField()),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crises.crisis"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "until_at"], name="former_of_crisis")],
                "constraints": [models.UniqueConstraint(fields=("thing", "from_at"), name="one_former_at_a_time")],
            },
        ),
        migrations.CreateModel(
            name="Haven",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=80,
                        validators=[django.core.validators.RegexValidator("^\\S(.*\\S)?$", "No space at either end.")],
                        verbose_name="short name",
                    ),
                ),
                ("sealed", models.BinaryField(null=True)),
                ("begun_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                ("name", models.CharField(max_length=500, verbose_name="name")),
                (
                    "lat",
                    models.FloatField(
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "lon",
                    models.FloatField(
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                ("places", models.PositiveIntegerField(blank=True, null=True, verbose_name="places, people")),
                ("food", models.PositiveIntegerField(blank=True, null=True, verbose_name="food tonight, people")),
                (
                    "shelter",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="under cover from shelling, people"
                    ),
                ),
                (
                    "heating",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Heated"), ("no", "Not heated")],
                        max_length=3,
                        verbose_name="heating",
                    ),
                ),
                ("staff", models.PositiveIntegerField(blank=True, null=True, verbose_name="staff of ours")),
                (
                    "onward_seats",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="seats onward promised for the next day"
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-F][1-6]$", "A letter A to F and a digit 1 to 6, such as B2."
                            )
                        ],
                        verbose_name="grade",
                    ),
                ),
                ("evidence_at", models.DateTimeField(blank=True, null=True, verbose_name="newest evidence")),
                (
                    "nearest_objective",
                    models.CharField(blank=True, max_length=500, verbose_name="nearest military objective"),
                ),
                (
                    "nearest_objective_m",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="how far that is, metres",
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("crisis", "code"), name="one_haven_a_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("changed_at")), _connector="OR"
                        ),
                        name="haven_ends_last",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Roads",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "sha256",
                    models.CharField(
                        max_length=64, validators=[django.core.validators.RegexValidator("^[0-9a-f]{64}$")]
                    ),
                ),
                ("size", models.BigIntegerField()),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crises.crisis"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("crisis",), name="one_road_file"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Shelter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=80,
                        validators=[django.core.validators.RegexValidator("^\\S(.*\\S)?$", "No space at either end.")],
                        verbose_name="short name",
                    ),
                ),
                ("sealed", models.BinaryField(null=True)),
                ("begun_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                ("name", models.CharField(max_length=500, verbose_name="name")),
                (
                    "lat",
                    models.FloatField(
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "lon",
                    models.FloatField(
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                ("places", models.PositiveIntegerField(blank=True, null=True, verbose_name="places, people")),
                (
                    "crisis",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("crisis", "code"), name="one_shelter_a_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("changed_at")), _connector="OR"
                        ),
                        name="shelter_ends_last",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Train",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=80,
                        validators=[django.core.validators.RegexValidator("^\\S(.*\\S)?$", "No space at either end.")],
                        verbose_name="short name",
                    ),
                ),
                ("sealed", models.BinaryField(null=True)),
                ("begun_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                ("name", models.CharField(blank=True, max_length=500, verbose_name="name")),
                (
                    "crisis",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("crisis", "code"), name="one_train_a_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("changed_at")), _connector="OR"
                        ),
                        name="train_ends_last",
                    ),
                ],
            },
        ),
    ]
