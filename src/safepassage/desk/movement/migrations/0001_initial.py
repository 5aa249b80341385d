"""Assumptions, drafts, alerts, stored preflights."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import safepassage.desk.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("crises", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assumptions",
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
                ("said", models.JSONField()),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="StandingAlert",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("original", models.BinaryField()),
                ("received_at", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crises.crisis"
                    ),
                ),
            ],
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
                ("name", models.CharField(max_length=80)),
                ("said", models.JSONField()),
                ("naive", models.JSONField(default=list)),
                ("changed_at", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crises.crisis"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("crisis", "name"), name="one_draft_a_name")],
            },
        ),
        migrations.CreateModel(
            name="StoredPreflight",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("advisory", models.CharField(max_length=80)),
                ("seed", models.BigIntegerField()),
                ("versions", models.JSONField()),
                ("inputs_sha256", models.CharField(max_length=64)),
                ("people", models.PositiveIntegerField()),
                ("on_time", models.PositiveIntegerField()),
                ("not_located", models.PositiveIntegerField()),
                ("stops", models.PositiveIntegerField()),
                ("sealed", models.BinaryField()),
                ("summary", models.BinaryField()),
                ("picture", models.BinaryField()),
                ("page", models.BinaryField()),
                ("made_by", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crises.crisis"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "-made_at"], name="preflight_of_crisis")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "people__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("on_time"), "+", models.F("not_located")
                                ),
                            )
                        ),
                        name="preflight_counts_fit",
                    )
                ],
            },
        ),
    ]
