"""Data keys, acts, the head of the chain."""

import django.db.models.deletion
from django.db import migrations, models

import safepassage.desk.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DataKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wrapped", models.BinaryField(null=True)),
                ("master", models.CharField(db_index=True, max_length=16)),
                ("made_at", models.DateTimeField()),
                ("destroyed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("destroyed_at__isnull", True), ("wrapped__isnull", False)),
                            models.Q(("destroyed_at__isnull", False), ("wrapped__isnull", True)),
                            _connector="OR",
                        ),
                        name="key_is_there_or_destroyed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField()),
                ("hash", models.BinaryField(max_length=32)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="only_one_head")],
            },
        ),
        migrations.CreateModel(
            name="Act",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                ("verb", models.CharField(max_length=80)),
                ("subject", models.CharField(max_length=80)),
                ("crisis", models.UUIDField(null=True)),
                ("sealed", models.BinaryField()),
                ("hash", models.BinaryField(max_length=32)),
                (
                    "key",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.datakey",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["crisis", "seq"], name="act_of_crisis"),
                    models.Index(fields=["subject", "seq"], name="act_on_subject"),
                    models.Index(fields=["actor", "seq"], name="act_by_actor"),
                ],
            },
        ),
    ]
