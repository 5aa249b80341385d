"""A crisis can have a public form: the slug of its address, and whether it is open."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crises", "0002_for_exercises"),
    ]

    operations = [
        migrations.AddField(
            model_name="crisis",
            name="form_is_open",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="crisis",
            name="form_slug",
            field=models.CharField(editable=False, max_length=16, null=True, unique=True),
        ),
    ]
