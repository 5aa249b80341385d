"""Accounts that are for exercises only."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crises", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="officer",
            name="is_for_exercises",
            field=models.BooleanField(default=False),
        ),
    ]
