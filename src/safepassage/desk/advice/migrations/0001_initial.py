"""Alerts, roads, recipients, deliveries, receipts."""

import django.db.models.deletion
from django.db import migrations, models

import safepassage.desk.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("crises", "0005_roles_given_by"),
        ("people", "0007_openings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "text",
                    models.CharField(
                        choices=[
                            ("first", "what the alert tells them"),
                            ("stay", "what takes its place when it would come too late (rule D3)"),
                        ],
                        default="first",
                        max_length=5,
                    ),
                ),
                ("again", models.PositiveSmallIntegerField(default=0)),
                ("place", models.PositiveIntegerField()),
                (
                    "state",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (10, "queued"),
                            (15, "queued, with a worker"),
                            (20, "sending"),
                            (30, "unknown: it may have been sent"),
                            (40, "sent"),
                            (50, "expired"),
                            (55, "failed"),
                            (60, "delivered"),
                            (70, "read"),
                            (80, "answered"),
                            (90, "cancelled"),
                        ],
                        default=10,
                    ),
                ),
                ("expires_at", models.DateTimeField(null=True)),
                ("not_before", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease", models.UUIDField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("Actual", "Actual"), ("Exercise", "Exercise"), ("Test", "Test")], max_length=8
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("ready", "not begun"),
                            ("sending", "being sent"),
                            ("paused", "paused"),
                            ("stopped", "stopped"),
                        ],
                        default="ready",
                        max_length=8,
                    ),
                ),
                ("is_urgent", models.BooleanField(default=False)),
                ("fails_over", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crises.crisis"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("channel", models.CharField(max_length=64)),
                ("provider", models.CharField(max_length=16)),
                ("sealed", models.BinaryField()),
                ("segments_per_s", models.FloatField()),
                ("credit", models.FloatField(default=0)),
                ("credited_at", models.DateTimeField()),
                ("is_paused", models.BooleanField(default=False)),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crises.crisis"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("crisis", "channel"), name="one_line_a_channel"),
                    models.CheckConstraint(condition=models.Q(("segments_per_s__gt", 0)), name="line_moves"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="advice.delivery"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="advice.line"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("line", "name"), name="part_once")],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                (
                    "says",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (10, "queued"),
                            (15, "queued, with a worker"),
                            (20, "sending"),
                            (30, "unknown: it may have been sent"),
                            (40, "sent"),
                            (50, "expired"),
                            (55, "failed"),
                            (60, "delivered"),
                            (70, "read"),
                            (80, "answered"),
                            (90, "cancelled"),
                        ]
                    ),
                ),
                ("at", models.DateTimeField()),
                ("came_at", models.DateTimeField()),
                (
                    "line",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="advice.line"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("line", "name", "says"), name="receipt_once")],
            },
        ),
        migrations.CreateModel(
            name="Recipient",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("place", models.PositiveIntegerField()),
                ("roads", models.PositiveIntegerField()),
                ("leaves_by", models.DateTimeField(null=True)),
                ("sealed", models.BinaryField()),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="recipients", to="advice.alert"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("alert", "person"), name="recipient_once")],
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="recipient",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="advice.recipient",
            ),
        ),
        migrations.CreateModel(
            name="Road",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("rank", models.PositiveSmallIntegerField()),
                ("bit", models.PositiveIntegerField()),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="roads", to="advice.alert"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="advice.line"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("alert", "rank"), name="one_road_a_rank"),
                    models.UniqueConstraint(fields=("alert", "line"), name="one_road_a_line"),
                ],
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="road",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="advice.road",
            ),
        ),
        migrations.CreateModel(
            name="ExerciseAddress",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("digest", models.BinaryField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crises.crisis"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("crisis", "digest"), name="exercise_address_once")],
            },
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(condition=models.Q(("state", 10)), fields=["road", "place"], name="delivery_queued"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state__in", (15, 20))), fields=["leased_until"], name="delivery_leased"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("expires_at__isnull", False), ("state", 10)),
                fields=["expires_at"],
                name="delivery_expiring",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("recipient", "road", "text", "again"), name="delivery_once"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", [10, 15, 20, 30, 40, 50, 55, 60, 70, 80, 90])),
                name="delivery_state_is_known",
            ),
        ),
    ]
