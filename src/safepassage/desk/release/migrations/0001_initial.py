"""Exports, downloads, standing authorities."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safepassage.desk.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("crises", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("csv", "CSV table"),
                            ("xlsx", "Excel workbook"),
                            ("pfif", "PFIF 1.4, for other registers of persons"),
                            ("hxl", "HXL table, without names"),
                            ("hxl_account", "HXL account: numbers only, nobody in it"),
                            ("roster", "Roster to print, with QR codes"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("ours", "Our own officers, posts and missions"),
                            ("states", "Other states' missions: only who agreed to that"),
                            ("public", "The public: only who agreed to be found; no sensitive columns"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("few", "Few persons, on the officer's own word"),
                            ("two", "Many persons: a second officer decides"),
                            ("break_glass", "Many persons, taken alone in an emergency"),
                            ("authority", "Manifest under a standing authority"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for a second officer"),
                            ("open", "May be fetched"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=16,
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("persons", models.PositiveIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision", models.BinaryField(null=True)),
                ("expires_at", models.DateTimeField()),
                ("downloads", models.PositiveSmallIntegerField(default=0)),
                ("most_downloads", models.PositiveSmallIntegerField()),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("finding", models.BinaryField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crises.crisis"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Download",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                ("persons", models.PositiveIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "export",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fetched", to="release.export"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StandingAuthority",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("haven", models.UUIDField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("duty_officer", "Duty officer"),
                            ("approver", "Approver"),
                            ("caseworker", "Caseworker"),
                            ("field_post", "Field post"),
                            ("auditor", "Auditor"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=16,
                    ),
                ),
                ("begins_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("sealed", models.BinaryField()),
                ("given_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crises.crisis"
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "expires_at"], name="authority_of_crisis")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                ["duty_officer", "approver", "caseworker", "field_post", "auditor", "administrator"],
                            )
                        ),
                        name="authority_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("begins_at__lt", models.F("expires_at"))),
                        name="authority_begins_before_it_expires",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                models.Q(("confirmed_by", models.F("given_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="authority_takes_two",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="export",
            name="authority",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="release.standingauthority"
            ),
        ),
        migrations.AddIndex(
            model_name="export",
            index=models.Index(fields=["crisis", "asked_at"], name="export_of_crisis"),
        ),
        migrations.AddIndex(
            model_name="export",
            index=models.Index(fields=["asked_by", "asked_at"], name="export_of_officer"),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("format__in", ["csv", "xlsx", "pfif", "hxl", "hxl_account", "roster"])),
                name="export_format_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["ours", "states", "public"])), name="export_audience_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "open", "refused", "withdrawn"])),
                name="export_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", "few"), ("persons__lte", 50)),
                    models.Q(("basis", "two"), ("decided_by__isnull", False), ("state", "open")),
                    models.Q(("basis", "two"), ("state__in", ("waiting", "refused", "withdrawn"))),
                    models.Q(("basis", "break_glass"), ("decision__isnull", False)),
                    models.Q(("authority__isnull", False), ("basis", "authority")),
                    _connector="OR",
                ),
                name="export_stands_on_a_basis",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="export_is_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_by__isnull", True),
                    models.Q(("reviewed_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="export_is_reviewed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("downloads__lte", models.F("most_downloads"))), name="export_is_fetched_so_often"
            ),
        ),
    ]
