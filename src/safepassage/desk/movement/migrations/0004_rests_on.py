"""What a preflight rests on of the ground."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("movement", "0003_draft_faults"),
    ]

    operations = [
        migrations.CreateModel(
            name="RestsOn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("thing", models.CharField(max_length=80)),
                ("people", models.PositiveIntegerField()),
                (
                    "preflight",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rests_on",
                        to="movement.storedpreflight",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["thing", "preflight"], name="preflight_resting_on")],
            },
        ),
    ]
