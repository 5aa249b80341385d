"""How many records an officer opened in an hour."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_unverified"),
    ]

    operations = [
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("who", models.CharField(max_length=65, primary_key=True, serialize=False)),
                ("hour", models.BigIntegerField()),
                ("persons", models.PositiveIntegerField()),
            ],
        ),
    ]
