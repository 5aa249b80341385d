"""Tables of the picture."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safepassage.desk.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("crises", "0003_public_form"),
        ("ledger", "0003_asked_by"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sealed", models.BinaryField()),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("open", "Not assessed"),
                            ("relied_on", "Relied on"),
                            ("unclear", "Cannot be told"),
                            ("fallen", "Not relied on: it has fallen"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("heard_at", models.DateTimeField()),
                ("assessed_at", models.DateTimeField(null=True)),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["crisis", "standing", "-heard_at"], name="claim_of_crisis"),
                    models.Index(fields=["crisis", "-heard_at"], name="claim_heard"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("standing__in", ["open", "relied_on", "unclear", "fallen"])),
                        name="claim_standing_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("open", "Not assessed"),
                            ("relied_on", "Relied on"),
                            ("unclear", "Cannot be told"),
                            ("fallen", "Not relied on: it has fallen"),
                        ],
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("sealed", models.BinaryField()),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="assessments", to="picture.claim"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "-at"], name="assessment_made")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("standing__in", ("relied_on", "unclear", "fallen"))),
                        name="assessment_says_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("call", "Phone or video call"),
                            ("meeting", "Meeting"),
                            ("letter", "Letter, note or message"),
                            ("other", "Some other way"),
                        ],
                        max_length=8,
                    ),
                ),
                ("on", models.DateField()),
                ("sealed", models.BinaryField()),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.CharField(max_length=80)),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("promised", "Promised"),
                            ("confirmed", "Confirmed on the ground"),
                            ("expired", "Expired"),
                            ("broken", "Broken"),
                        ],
                        default="promised",
                        max_length=9,
                    ),
                ),
                ("begins_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("notified", models.BooleanField(default=False)),
                ("sealed", models.BinaryField()),
                ("entered_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="picture.contact",
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["crisis", "state", "expires_at"], name="promise_of_crisis"),
                    models.Index(fields=["state", "expires_at"], name="promise_to_expire"),
                    models.Index(fields=["crisis", "-entered_at"], name="promise_entered"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["promised", "confirmed", "expired", "broken"])),
                        name="promise_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("begins_at__isnull", True),
                            ("ends_at__isnull", True),
                            ("begins_at__lt", models.F("ends_at")),
                            _connector="OR",
                        ),
                        name="promise_window_begins_before_it_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Basis",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("thing", models.CharField(max_length=80)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="bases", to="picture.claim"
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bases",
                        to="picture.promise",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "ended_at", "thing"], name="basis_of_thing")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claim__isnull", True), ("promise__isnull", False)),
                            models.Q(("claim__isnull", False), ("promise__isnull", True)),
                            _connector="OR",
                        ),
                        name="basis_is_one_of_two",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("thing", "claim"),
                        name="thing_rests_on_a_claim_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("thing", "promise"),
                        name="thing_rests_on_a_promise_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PromiseChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("promised", "Promised"),
                            ("confirmed", "Confirmed on the ground"),
                            ("expired", "Expired"),
                            ("broken", "Broken"),
                        ],
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=80)),
                ("sealed", models.BinaryField()),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="picture.promise"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "-at"], name="promise_change_made")],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("original", models.BinaryField()),
                ("sealed", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("dated_on", models.DateField()),
                ("captured_at", models.DateTimeField()),
                ("captured_by", models.CharField(max_length=80)),
                ("waiting", models.PositiveIntegerField(default=0)),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
                (
                    "first_like_it",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alike",
                        to="picture.report",
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
            name="Occurrence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("advisories", "Advisory"),
                            ("contacts", "Contact"),
                            ("claims", "Claim"),
                            ("casualties", "Casualty"),
                            ("events", "Event"),
                            ("counts", "Count"),
                        ],
                        max_length=12,
                    ),
                ),
                ("on", models.DateField()),
                ("grade", models.CharField(default="F6", max_length=2)),
                ("sealed", models.BinaryField()),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.CharField(max_length=80)),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occurrences",
                        to="picture.report",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["crisis", "-on", "-entered_at"], name="occurrence_of_crisis"),
                    models.Index(fields=["crisis", "kind", "-entered_at"], name="occurrence_entered"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("advisories", "casualties", "events", "counts"))),
                        name="occurrence_kind_is_known",
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
                        name="occurrence_grade_is_of_the_scale",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Likeness",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("band", models.BinaryField(max_length=16)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="picture.report"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["band"], name="likeness_of_band")],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("advisories", "Advisory"),
                            ("contacts", "Contact"),
                            ("claims", "Claim"),
                            ("casualties", "Casualty"),
                            ("events", "Event"),
                            ("counts", "Count"),
                        ],
                        max_length=12,
                    ),
                ),
                ("place", models.PositiveIntegerField()),
                ("sealed", models.BinaryField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waits", "Nobody has looked at it"),
                            ("accepted", "Accepted as read"),
                            ("edited", "Accepted with changes"),
                            ("rejected", "Rejected"),
                        ],
                        default="waits",
                        max_length=8,
                    ),
                ),
                ("decided_by", models.CharField(blank=True, max_length=80)),
                ("decided_at", models.DateTimeField(null=True)),
                ("became", models.CharField(blank=True, max_length=80)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="picture.report"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("report", "place"), name="one_draft_a_place"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["advisories", "contacts", "claims", "casualties", "events", "counts"])
                        ),
                        name="draft_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("became", ""), ("decided_at__isnull", True), ("state", "waits")),
                            models.Q(("became", ""), ("decided_at__isnull", False), ("state", "rejected")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("state__in", ("accepted", "edited")),
                                models.Q(("became", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="draft_enters_by_an_officer",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="contact",
            name="report",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="picture.report"
            ),
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("paste", "Pasted by an officer"),
                            ("file", "Files"),
                            ("mail", "Mail, from a maildir"),
                            ("feed", "News feed, RSS or Atom"),
                            ("cap", "Feed of CAP alerts"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "reliability",
                    models.CharField(
                        choices=[
                            ("A", "completely reliable"),
                            ("B", "usually reliable"),
                            ("C", "fairly reliable"),
                            ("D", "not usually reliable"),
                            ("E", "unreliable"),
                            ("F", "cannot be judged"),
                        ],
                        default="F",
                        max_length=1,
                        verbose_name="reliability",
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("begun_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(null=True)),
                ("failed", models.CharField(blank=True, max_length=200)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crises.crisis"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "ended_at"], name="source_of_crisis")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["paste", "file", "mail", "feed", "cap"])),
                        name="source_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reliability__in", ["A", "B", "C", "D", "E", "F"])),
                        name="source_reliability_is_of_the_scale",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="report",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="picture.source"
            ),
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "stance",
                    models.CharField(
                        choices=[
                            ("asserts", "says so"),
                            ("denies", "denies it"),
                            ("unverified", "cannot verify it"),
                            ("accuses_disinformation", "calls it disinformation"),
                        ],
                        max_length=24,
                    ),
                ),
                ("grade", models.CharField(default="F6", max_length=2)),
                ("said_on", models.DateField()),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.CharField(max_length=80)),
                ("sealed", models.BinaryField()),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="statements", to="picture.claim"
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="picture.report",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "-entered_at"], name="statement_entered")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stance__in", ["asserts", "denies", "unverified", "accuses_disinformation"])
                        ),
                        name="statement_stance_is_known",
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
                        name="statement_grade_is_of_the_scale",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["crisis", "-on", "-entered_at"], name="contact_of_crisis"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["crisis", "-entered_at"], name="contact_entered"),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["call", "meeting", "letter", "other"])),
                name="contact_channel_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["crisis", "-captured_at"], name="report_of_crisis"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["crisis", "waiting", "-captured_at"], name="report_to_look_at"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(fields=("crisis", "sha256"), name="one_report_an_original"),
        ),
    ]
