"""Which report told of an advisory."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("movement", "0004_rests_on"),
        ("picture", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="report",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="picture.report"
            ),
        ),
    ]
