"""Persons of a crisis by their ids, for databases that keep no statistics."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crises", "0005_roles_given_by"),
        ("ledger", "0003_asked_by"),
        ("people", "0007_openings"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["crisis", "id"], name="person_by_id"),
        ),
    ]
