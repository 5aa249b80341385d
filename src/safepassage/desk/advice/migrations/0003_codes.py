"""Keys that sign texts and lists of codes; the signed line and the check code of each alert."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safepassage.desk.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("advice", "0002_gate"),
        ("crises", "0005_roles_given_by"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TextKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("identity", models.CharField(max_length=16, unique=True)),
                ("public", models.CharField(max_length=44)),
                ("sealed", models.BinaryField()),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_for", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.AddField(
            model_name="issued",
            name="code",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="issued",
            name="sealed_text",
            field=models.TextField(blank=True),
        ),
        migrations.AddConstraint(
            model_name="issued",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code", ""), _negated=True), fields=("code",), name="a_code_stands_for_one_alert"
            ),
        ),
        migrations.AddField(
            model_name="textkey",
            name="crisis",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crises.crisis"),
        ),
        migrations.AddConstraint(
            model_name="textkey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("revoked_at__isnull", True), models.Q(("revoked_for", ""), _negated=True), _connector="OR"
                ),
                name="text_key_revoked_for_a_reason",
            ),
        ),
    ]
