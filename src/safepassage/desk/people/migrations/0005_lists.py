"""Indexes that the lists of what is to be done are read from, in their order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crises", "0003_public_form"),
        ("ledger", "0002_append_only"),
        ("people", "0004_likeness"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="person",
            name="person_by_state",
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["crisis", "heard_at"], name="person_by_contact"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("erased_at", None)),
                fields=["crisis", "set_aside", "state", "state_at"],
                name="person_by_state",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("erased_at", None)),
                fields=["crisis", "set_aside", "state_at", "state", "contested"],
                name="person_by_date",
            ),
        ),
    ]
