"""Imports and their sealed parts."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safepassage.desk.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("crises", "0003_public_form"),
        ("ledger", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
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
                ("kind", models.CharField(choices=[("table", "A list: CSV or XLSX"), ("pfif", "PFIF")], max_length=8)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("uploaded", "Nothing is registered yet: say what the columns are"),
                            ("mapped", "Nothing is registered yet: it waits to be tried"),
                            ("checking", "Nothing is registered yet: it is being tried"),
                            ("checked", "Tried; nothing is registered yet"),
                            ("running", "Being registered"),
                            ("done", "Done"),
                            ("stopped", "Stopped; what was registered until then stays"),
                        ],
                        default="uploaded",
                        max_length=8,
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("size", models.PositiveIntegerField()),
                ("entries", models.PositiveIntegerField(default=0)),
                ("entries_done", models.PositiveIntegerField(default=0)),
                ("registered", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0)),
                ("noted", models.PositiveIntegerField(default=0)),
                ("left_out", models.PositiveIntegerField(default=0)),
                ("alike", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("keep_until", models.DateField()),
                ("forgotten_at", models.DateTimeField(null=True)),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crises.crisis"
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.datakey"
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
                "indexes": [
                    models.Index(fields=["crisis", "-made_at"], name="import_of_crisis"),
                    models.Index(
                        condition=models.Q(("forgotten_at", None)), fields=["keep_until"], name="import_to_forget"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("step__in", ["uploaded", "mapped", "checking", "checked", "running", "done", "stopped"])
                        ),
                        name="import_step_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["table", "pfif"])), name="import_kind_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("what", models.CharField(choices=[("file", "File"), ("findings", "Findings")], max_length=8)),
                ("sealed", models.BinaryField()),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="intake.import"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("of", "what"), name="import_part_is_one")],
            },
        ),
    ]
