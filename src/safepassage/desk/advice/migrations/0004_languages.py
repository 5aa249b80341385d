"""Second readers of an advisory in a further language; the languages in which it was asked for and went out."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("advice", "0003_codes"),
        ("movement", "0005_draft_report"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="issued",
            name="language",
            field=models.CharField(default="en", max_length=35),
        ),
        migrations.AddField(
            model_name="issued",
            name="others",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="releaserequest",
            name="languages",
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name="Clearing",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("language", models.CharField(max_length=35)),
                ("digest", models.CharField(max_length=64)),
                ("read_at", models.DateTimeField()),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="movement.draft"
                    ),
                ),
                (
                    "read_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("draft", "language", "digest"), name="words_are_cleared_once")
                ],
            },
        ),
    ]
