"""Why an advisory could not be checked stands with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("movement", "0002_road_builds"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="faults",
            field=models.JSONField(default=list),
        ),
    ]
