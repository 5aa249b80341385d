"""Of each position its coarse cell and its date in clear, for questions by area; of those known already too."""

import json

from django.db import migrations, models

from safepassage.desk.core.sealing import unseal
from safepassage.desk.ledger.queries import unwrapped
from safepassage.desk.people.cells import cell_of
from safepassage.desk.people.records import Position

AT_ONCE = 2_000


def place_in_cells(apps, schema_editor):
    """Open each record once."""
    Person = apps.get_model("people", "Person")
    located = []
    for person in Person.objects.filter(erased_at=None).select_related("key").iterator(AT_ONCE):
        key = unwrapped(person.key_id, person.key.master, bytes(person.key.wrapped))
        said = json.loads(unseal(key, bytes(person.sealed), f"person:{person.id}")).get("position")
        if said:
            position = Position.model_validate_json(json.dumps(said))
            person.cell, person.located_at = cell_of(position.latitude, position.longitude), position.at
            located.append(person)
    Person.objects.bulk_update(located, ("cell", "located_at"), batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = (("people", "0001_initial"), ("ledger", "0002_append_only"))
    operations = (
        migrations.AddField("person", "cell", models.BigIntegerField(null=True)),
        migrations.AddField("person", "located_at", models.DateTimeField(null=True)),
        migrations.RunPython(place_in_cells, migrations.RunPython.noop),
        migrations.AddIndex(
            "person",
            models.Index(
                fields=["crisis", "set_aside", "cell", "state", "category", "located_at", "version"],
                name="person_by_cell",
            ),
        ),
    )
