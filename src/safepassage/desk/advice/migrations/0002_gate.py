"""Requests for release, alerts as issued, the keys that sign them, who may read them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safepassage.desk.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("advice", "0001_initial"),
        ("crises", "0005_roles_given_by"),
        ("movement", "0005_draft_report"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "crisis",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="crises.crisis",
                    ),
                ),
                ("slug", models.CharField(max_length=16, unique=True)),
                ("is_open", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="Issued",
            fields=[
                (
                    "alert",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="issued",
                        serialize=False,
                        to="advice.alert",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("Move", "Move"), ("Shelter", "Shelter"), ("Avoid", "Avoid"), ("Halt", "Halt")],
                        max_length=8,
                    ),
                ),
                (
                    "msg_type",
                    models.CharField(
                        choices=[("Alert", "new"), ("Update", "update"), ("Cancel", "cancelled")], max_length=6
                    ),
                ),
                ("identifier", models.CharField(max_length=80, unique=True)),
                ("sender", models.CharField(max_length=120)),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("headline", models.CharField(max_length=160)),
                ("text", models.TextField()),
                ("original", models.BinaryField()),
                ("issued_at", models.DateTimeField()),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("finding", models.BinaryField(null=True)),
                (
                    "alone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="advice.issued",
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
            name="ReleaseRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("is_override", models.BooleanField(default=False)),
                ("said", models.JSONField()),
                ("rest", models.CharField(max_length=500)),
                ("people", models.PositiveIntegerField()),
                ("unserved", models.PositiveIntegerField()),
                ("reach", models.JSONField()),
                ("sealed", models.BinaryField(null=True)),
                ("writers", models.JSONField()),
                ("asked_at", models.DateTimeField()),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for another officer"),
                            ("approved", "released"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision", models.BinaryField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crises.crisis"
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
                    "draft",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="movement.draft"
                    ),
                ),
                (
                    "preflight",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="movement.storedpreflight",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="advice.issued"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="issued",
            name="request",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="issued",
                to="advice.releaserequest",
            ),
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64)),
                ("certificate", models.TextField()),
                ("sealed", models.BinaryField()),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crises.crisis"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="issued",
            name="key",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="advice.signingkey"
            ),
        ),
        migrations.AddIndex(
            model_name="releaserequest",
            index=models.Index(fields=["crisis", "-asked_at"], name="release_of_crisis"),
        ),
        migrations.AddConstraint(
            model_name="releaserequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="release_takes_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaserequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("standing", "approved"), _negated=True),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="release_is_approved_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaserequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("standing__in", ["waiting", "approved", "refused", "withdrawn"])),
                name="release_standing_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaserequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("standing", "waiting")),
                fields=("draft",),
                name="one_waiting_release_of_an_advisory",
            ),
        ),
        migrations.AddConstraint(
            model_name="issued",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_by__isnull", True),
                    models.Q(("reviewed_by", models.F("alone_by")), _negated=True),
                    _connector="OR",
                ),
                name="review_is_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="issued",
            constraint=models.CheckConstraint(
                condition=models.Q(("msg_type", "Alert"), ("replaces__isnull", False), _connector="OR"),
                name="update_and_cancel_name_what_they_replace",
            ),
        ),
    ]
