"""Pairs of records that may be of one person."""

import django.db.models.deletion
from django.db import migrations, models

import safepassage.desk.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("crises", "0003_public_form"),
        ("people", "0003_notes_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="Likeness",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("score", models.SmallIntegerField()),
                ("reasons", models.CharField(max_length=240)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be compared"),
                            ("merged", "One person: merged"),
                            ("different", "Different people"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("found_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=80)),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["crisis", "-score"], name="likeness_to_compare"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="likeness_of_a_pair_is_one"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="likeness_is_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "merged", "different"))),
                        name="likeness_state_is_known",
                    ),
                ],
            },
        ),
    ]
