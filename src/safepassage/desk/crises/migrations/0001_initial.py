"""Officers, crises, memberships, tokens, enrolments."""

import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safepassage.desk.core.ids
import safepassage.desk.crises.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="Officer",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        help_text="to sign in",
                        max_length=64,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("name", models.CharField(help_text="as colleagues know them", max_length=128, verbose_name="name")),
                ("is_active", models.BooleanField(default=True)),
                ("is_administrator", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Crisis",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=128, verbose_name="name")),
                (
                    "status",
                    models.CharField(
                        choices=[("Actual", "Actual"), ("Exercise", "Exercise"), ("Test", "Test")],
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                (
                    "zone",
                    models.CharField(
                        help_text="Europe/Kyiv",
                        max_length=64,
                        validators=[safepassage.desk.crises.models.known_zone],
                        verbose_name="time zone there",
                    ),
                ),
                (
                    "home_zone",
                    models.CharField(
                        help_text="Asia/Kolkata",
                        max_length=64,
                        validators=[safepassage.desk.crises.models.known_zone],
                        verbose_name="time zone at home",
                    ),
                ),
                (
                    "nationality",
                    models.CharField(
                        help_text="ISO 3166 code: IN",
                        max_length=2,
                        validators=[django.core.validators.RegexValidator("^[A-Z]{2}$")],
                        verbose_name="nationality",
                    ),
                ),
                (
                    "area",
                    models.TextField(
                        blank=True,
                        help_text="lat,lon lat,lon …, the first again as the last",
                        validators=[safepassage.desk.crises.models.polygon_of_cap],
                        verbose_name="area",
                    ),
                ),
                (
                    "epoch_at",
                    models.DateTimeField(
                        help_text="UTC; not after the first thing that happens in it", verbose_name="clock begins"
                    ),
                ),
                (
                    "estimate_low",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="people there, at least"),
                ),
                (
                    "estimate_high",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="people there, at most"),
                ),
                ("made_at", models.DateTimeField(editable=False)),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "key",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.datakey",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["Actual", "Exercise", "Test"])),
                        name="crisis_status_is_of_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("estimate_high__isnull", True), ("estimate_low__isnull", True)),
                            models.Q(
                                ("estimate_high__isnull", False),
                                ("estimate_low__isnull", False),
                                ("estimate_low__lte", models.F("estimate_high")),
                            ),
                            _connector="OR",
                        ),
                        name="crisis_estimate_is_a_range",
                        violation_error_message="The estimate is a range: both ends, the lower one first.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("invitation", "Invitation"), ("recovery", "Recovery")], max_length=10),
                ),
                ("opened_by", models.CharField(max_length=80)),
                ("confirmed_by", models.CharField(blank=True, max_length=80)),
                ("secret_hash", models.BinaryField(max_length=32, null=True)),
                ("opened_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("secret_hash__isnull", True),
                            ("kind", "invitation"),
                            models.Q(
                                models.Q(("confirmed_by", ""), _negated=True),
                                models.Q(("confirmed_by", models.F("opened_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="recovery_takes_two",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
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
                        verbose_name="role",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="crises.crisis"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("crisis", "officer", "role"), name="one_membership_a_role"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                ["duty_officer", "approver", "caseworker", "field_post", "auditor", "administrator"],
                            )
                        ),
                        name="membership_role_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
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
                        verbose_name="role",
                    ),
                ),
                ("name", models.CharField(help_text="which program, run by whom", max_length=64, verbose_name="name")),
                ("secret_hash", models.BinaryField(max_length=32)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to="crises.crisis"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                ["duty_officer", "approver", "caseworker", "field_post", "auditor", "administrator"],
                            )
                        ),
                        name="token_role_is_known",
                    )
                ],
            },
        ),
    ]
