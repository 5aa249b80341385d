"""Road builds: uploaded maps that become roads."""

import django.db.models.deletion
from django.db import migrations, models

import safepassage.desk.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("crises", "0003_public_form"),
        ("movement", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoadBuild",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("size", models.BigIntegerField()),
                ("task", models.UUIDField(null=True)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting for a worker"),
                            ("reading", "reading points and ways"),
                            ("joining", "joining ways into a network"),
                            ("writing", "checking it against the area, and writing it"),
                            ("done", "done: these roads are in use"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("counted", models.PositiveIntegerField(default=0)),
                ("said", models.TextField(blank=True)),
                ("asked_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crises.crisis"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["crisis", "-asked_at"], name="road_build_of_crisis")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("step__in", ("waiting", "reading", "joining", "writing", "done", "failed"))
                        ),
                        name="road_build_step_is_known",
                    )
                ],
            },
        ),
    ]
