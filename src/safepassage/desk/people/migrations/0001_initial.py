"""Persons, parties, wardens, notes, marks, merges, consents, headcounts, tombstones; the lines of the account."""

import uuid

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import safepassage.desk.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("crises", "0001_initial"),
        ("ledger", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=12, unique=True)),
                ("sealed", models.BinaryField()),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("national", "National"),
                            ("dual", "Dual national"),
                            ("family", "Family who are no nationals"),
                            ("third_state", "National of a third state"),
                            ("staff", "Staff"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9_-]{0,63}$", "Small letters, digits, - and _; no name of a person."
                            )
                        ],
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("dead", "Dead (confirmed)"),
                            ("held", "Held"),
                            ("in_hospital", "In hospital"),
                            ("home", "Home"),
                            ("abroad_assisted", "Abroad, assisted"),
                            ("abroad_own", "Abroad by own means (confirmed)"),
                            ("left", "Left by own means (unconfirmed)"),
                            ("moving", "Moving"),
                            ("in_haven", "In a haven or at an assembly point"),
                            ("missing", "Missing (case opened)"),
                            ("staying", "Staying by choice"),
                            ("sheltering", "Sheltering, wants out"),
                            ("undecided", "Contacted, undecided"),
                            ("no_answer", "Tried, no answer"),
                            ("never_tried", "Never tried"),
                        ],
                        max_length=16,
                    ),
                ),
                ("state_at", models.DateTimeField()),
                ("haven", models.UUIDField(default=uuid.UUID("00000000-0000-0000-0000-000000000000"))),
                ("heard_at", models.DateTimeField(null=True)),
                ("contested", models.BooleanField(default=False)),
                ("minor", models.BooleanField(default=False)),
                ("medical", models.BooleanField(default=False)),
                (
                    "set_aside",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("duplicate", "Duplicate"),
                            ("not_eligible", "Not eligible"),
                            ("never_there", "Never there"),
                        ],
                        max_length=16,
                    ),
                ),
                ("first_at", models.DateTimeField()),
                ("registered_at", models.DateTimeField()),
                ("keep_until", models.DateField()),
                ("erased_at", models.DateTimeField(null=True)),
                ("version", models.BigIntegerField()),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.datakey",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "set_aside",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("duplicate", "Duplicate"),
                            ("not_eligible", "Not eligible"),
                            ("never_there", "Never there"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("dead", "Dead (confirmed)"),
                            ("held", "Held"),
                            ("in_hospital", "In hospital"),
                            ("home", "Home"),
                            ("abroad_assisted", "Abroad, assisted"),
                            ("abroad_own", "Abroad by own means (confirmed)"),
                            ("left", "Left by own means (unconfirmed)"),
                            ("moving", "Moving"),
                            ("in_haven", "In a haven or at an assembly point"),
                            ("missing", "Missing (case opened)"),
                            ("staying", "Staying by choice"),
                            ("sheltering", "Sheltering, wants out"),
                            ("undecided", "Contacted, undecided"),
                            ("no_answer", "Tried, no answer"),
                            ("never_tried", "Never tried"),
                        ],
                        max_length=16,
                    ),
                ),
                ("contested", models.BooleanField()),
                ("minor", models.BooleanField()),
                ("medical", models.BooleanField()),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("national", "National"),
                            ("dual", "Dual national"),
                            ("family", "Family who are no nationals"),
                            ("third_state", "National of a third state"),
                            ("staff", "Staff"),
                        ],
                        max_length=12,
                    ),
                ),
                ("haven", models.UUIDField()),
                ("warden", models.UUIDField()),
                (
                    "source",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9_-]{0,63}$", "Small letters, digits, - and _; no name of a person."
                            )
                        ],
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "crisis",
                            "set_aside",
                            "state",
                            "contested",
                            "minor",
                            "medical",
                            "category",
                            "haven",
                            "warden",
                            "source",
                        ),
                        name="line_is_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Party",
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
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9_-]{0,63}$", "Small letters, digits, - and _; no name of a person."
                            )
                        ],
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        choices=[("foot", "On foot"), ("vehicle", "By vehicle of its own")],
                        default="foot",
                        max_length=8,
                    ),
                ),
                ("seats", models.PositiveSmallIntegerField(default=0)),
                (
                    "urgent",
                    models.CharField(
                        blank=True,
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9_-]{0,63}$", "Small letters, digits, - and _; no name of a person."
                            )
                        ],
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crises.crisis"
                    ),
                ),
                (
                    "split_from",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.party"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="tombstone",
                        serialize=False,
                        to="people.person",
                    ),
                ),
                ("erased_at", models.DateTimeField()),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("retention", "The time to keep it ended"),
                            ("asked", "They asked for it"),
                            ("mistake", "Entered by mistake"),
                        ],
                        max_length=16,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="person",
            name="party",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="members", to="people.party"
            ),
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("source_at", models.DateTimeField()),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.CharField(max_length=80)),
                (
                    "source",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9_-]{0,63}$", "Small letters, digits, - and _; no name of a person."
                            )
                        ],
                    ),
                ),
                ("grade", models.CharField(default="F6", max_length=2)),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("dead", "Dead (confirmed)"),
                            ("held", "Held"),
                            ("in_hospital", "In hospital"),
                            ("home", "Home"),
                            ("abroad_assisted", "Abroad, assisted"),
                            ("abroad_own", "Abroad by own means (confirmed)"),
                            ("left", "Left by own means (unconfirmed)"),
                            ("moving", "Moving"),
                            ("in_haven", "In a haven or at an assembly point"),
                            ("missing", "Missing (case opened)"),
                            ("staying", "Staying by choice"),
                            ("sheltering", "Sheltering, wants out"),
                            ("undecided", "Contacted, undecided"),
                            ("no_answer", "Tried, no answer"),
                            ("never_tried", "Never tried"),
                        ],
                        max_length=16,
                    ),
                ),
                ("haven", models.UUIDField(default=uuid.UUID("00000000-0000-0000-0000-000000000000"))),
                ("is_settling", models.BooleanField(default=False)),
                ("mark", models.BinaryField(max_length=16, null=True, unique=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "source_at"], name="note_of_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "grade__in",
                                (
                                    "A1",
                                    "A2",
                                    "A3",
                                    "A4",
                                    "A5",
                                    "A6",
                                    "B1",
                                    "B2",
                                    "B3",
                                    "B4",
                                    "B5",
                                    "B6",
                                    "C1",
                                    "C2",
                                    "C3",
                                    "C4",
                                    "C5",
                                    "C6",
                                    "D1",
                                    "D2",
                                    "D3",
                                    "D4",
                                    "D5",
                                    "D6",
                                    "E1",
                                    "E2",
                                    "E3",
                                    "E4",
                                    "E5",
                                    "E6",
                                    "F1",
                                    "F2",
                                    "F3",
                                    "F4",
                                    "F5",
                                    "F6",
                                ),
                            )
                        ),
                        name="note_grade_is_of_the_scale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "",
                                    "dead",
                                    "held",
                                    "in_hospital",
                                    "home",
                                    "abroad_assisted",
                                    "abroad_own",
                                    "left",
                                    "moving",
                                    "in_haven",
                                    "missing",
                                    "staying",
                                    "sheltering",
                                    "undecided",
                                    "no_answer",
                                    "never_tried",
                                ],
                            ),
                            models.Q(("state", "never_tried"), _negated=True),
                        ),
                        name="note_asserts_a_state_of_a1",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("haven", uuid.UUID("00000000-0000-0000-0000-000000000000")),
                            models.Q(("state__in", ["", "no_answer", "never_tried"]), _negated=True),
                            _connector="OR",
                        ),
                        name="note_of_a_haven_has_a_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "gone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merged_into", to="people.person"
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merged", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)), fields=("gone",), name="merged_into_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("gone")), _negated=True), name="not_merged_into_itself"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("phone", "Phone"),
                            ("document", "Document"),
                            ("email", "Email"),
                            ("outside", "Outside"),
                        ],
                        max_length=8,
                    ),
                ),
                ("digest", models.BinaryField(max_length=16)),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "kind", "digest"], name="mark_of_value")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "outside")),
                        fields=("crisis", "digest"),
                        name="outside_id_comes_in_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("register", "Being on the register"),
                            ("contact", "Being sent messages"),
                            ("share_family", "Telling next of kin"),
                            ("share_states", "Telling other states' missions"),
                            ("publish", "Being found by the public"),
                        ],
                        max_length=16,
                    ),
                ),
                ("given", models.BooleanField()),
                ("said_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "purpose", "said_at"], name="consent_of_person")],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("from_us", models.BigIntegerField()),
                ("until_us", models.BigIntegerField(default=9223372036854775807)),
                ("known_from_us", models.BigIntegerField()),
                ("known_until_us", models.BigIntegerField(default=9223372036854775807)),
                (
                    "line",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standings",
                        to="people.line",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="standings", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["line", "from_us", "until_us", "known_from_us", "known_until_us"],
                        name="standing_in_line",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_us__lt", models.F("until_us"))), name="standing_lasts"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("known_from_us__lt", models.F("known_until_us"))), name="standing_was_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("known_until_us", 9223372036854775807), ("until_us", 9223372036854775807)),
                        fields=("person",),
                        name="person_stands_in_one_line",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Warden",
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
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9_-]{0,63}$", "Small letters, digits, - and _; no name of a person."
                            )
                        ],
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("silent_since", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("keep_until", models.DateField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crises.crisis"
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.datakey"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("crisis", "code"), name="warden_code_is_one")],
            },
        ),
        migrations.AddField(
            model_name="party",
            name="warden",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="parties", to="people.warden"
            ),
        ),
        migrations.CreateModel(
            name="Headcount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("low", models.PositiveIntegerField()),
                ("high", models.PositiveIntegerField()),
                ("source_at", models.DateTimeField()),
                ("entered_at", models.DateTimeField()),
                ("haven", models.UUIDField(default=uuid.UUID("00000000-0000-0000-0000-000000000000"))),
                ("grade", models.CharField(default="F6", max_length=2)),
                ("sealed", models.BinaryField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crises.crisis"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("low__lte", models.F("high"))), name="headcount_is_a_range"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "grade__in",
                                (
                                    "A1",
                                    "A2",
                                    "A3",
                                    "A4",
                                    "A5",
                                    "A6",
                                    "B1",
                                    "B2",
                                    "B3",
                                    "B4",
                                    "B5",
                                    "B6",
                                    "C1",
                                    "C2",
                                    "C3",
                                    "C4",
                                    "C5",
                                    "C6",
                                    "D1",
                                    "D2",
                                    "D3",
                                    "D4",
                                    "D5",
                                    "D6",
                                    "E1",
                                    "E2",
                                    "E3",
                                    "E4",
                                    "E5",
                                    "E6",
                                    "F1",
                                    "F2",
                                    "F3",
                                    "F4",
                                    "F5",
                                    "F6",
                                ),
                            )
                        ),
                        name="headcount_grade_is_of_the_scale",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["crisis", "version"], name="person_by_version"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["crisis", "state", "heard_at"], name="person_by_state"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(condition=models.Q(("erased_at", None)), fields=["keep_until"], name="person_to_erase"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "dead",
                            "held",
                            "in_hospital",
                            "home",
                            "abroad_assisted",
                            "abroad_own",
                            "left",
                            "moving",
                            "in_haven",
                            "missing",
                            "staying",
                            "sheltering",
                            "undecided",
                            "no_answer",
                            "never_tried",
                        ],
                    )
                ),
                name="person_state_is_of_a1",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("category__in", ["national", "dual", "family", "third_state", "staff"])),
                name="person_category_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("set_aside__in", ["", "duplicate", "not_eligible", "never_there"])),
                name="person_set_aside_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(fields=("crisis", "code"), name="party_code_is_one"),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(("means__in", ("foot", "vehicle"))), name="party_means_is_known"
            ),
        ),
    ]
