"""What an area reads of persons stands in its index; those without a position, and who came first, have their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crises", "0005_roles_given_by"),
        ("ledger", "0003_asked_by"),
        ("people", "0008_person_by_id"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="person", name="person_by_cell"),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["crisis", "set_aside", "cell", "state", "category", "located_at", "version", "id", "number"],
                name="person_by_cell",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("cell", None), ("erased_at", None)),
                fields=["crisis", "set_aside", "cell"],
                name="person_unlocated",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["crisis", "first_at"], name="person_by_first"),
        ),
    ]
