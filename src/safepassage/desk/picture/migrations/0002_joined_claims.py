"""Claims that say the same are joined, parted and told apart; of a corridor's promise it is said whose it is."""

import django.db.models.deletion
from django.db import migrations, models

import safepassage.desk.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("crises", "0005_roles_given_by"),
        ("picture", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Joining",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=80)),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="ToldApart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=80)),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name="assessment",
            name="made_of",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="picture.assessment"
            ),
        ),
        migrations.AddField(
            model_name="basis",
            name="side",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="claim",
            name="joined",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="joined_ones", to="picture.claim"
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="grade",
            field=models.CharField(blank=True, max_length=2),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("joined", None), models.Q(("joined", models.F("id")), _negated=True), _connector="OR"
                ),
                name="claim_joins_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "grade__in",
                        (
                            "",
                            "A1",
                            "A2",
                            "A3",
                            "A4",
                            "A5",
                            "A6",
                            "B1",
                            "B2",
                            "B3",
                            "B4",
                            "B5",
                            "B6",
                            "C1",
                            "C2",
                            "C3",
                            "C4",
                            "C5",
                            "C6",
                            "D1",
                            "D2",
                            "D3",
                            "D4",
                            "D5",
                            "D6",
                            "E1",
                            "E2",
                            "E3",
                            "E4",
                            "E5",
                            "E6",
                            "F1",
                            "F2",
                            "F3",
                            "F4",
                            "F5",
                            "F6",
                        ),
                    )
                ),
                name="promise_grade_is_of_the_scale",
            ),
        ),
        migrations.AddField(
            model_name="joining",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="joinings", to="picture.claim"
            ),
        ),
        migrations.AddField(
            model_name="joining",
            name="crisis",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crises.crisis"
            ),
        ),
        migrations.AddField(
            model_name="joining",
            name="into",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="picture.claim"
            ),
        ),
        migrations.AddField(
            model_name="toldapart",
            name="crisis",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crises.crisis"),
        ),
        migrations.AddField(
            model_name="toldapart",
            name="first",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="picture.claim"),
        ),
        migrations.AddField(
            model_name="toldapart",
            name="second",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="picture.claim"),
        ),
        migrations.AddIndex(
            model_name="joining",
            index=models.Index(fields=["crisis", "-at"], name="joining_made"),
        ),
        migrations.AddConstraint(
            model_name="toldapart",
            constraint=models.UniqueConstraint(fields=("first", "second"), name="told_apart_once"),
        ),
        migrations.AddConstraint(
            model_name="toldapart",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lt", models.F("second"))), name="told_apart_are_two_in_order"
            ),
        ),
    ]
