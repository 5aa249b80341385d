"""Who gave each role: an officer is no second one to whoever gave it. Of roles given before, that stays unknown."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crises", "0004_countries"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="given_by",
            field=models.CharField(default="", max_length=80),
            preserve_default=False,
        ),
    ]
