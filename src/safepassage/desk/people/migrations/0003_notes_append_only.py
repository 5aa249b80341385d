"""Triggers that refuse to change or delete a note. Erasing a person destroys their key: the row stays, unreadable.

A later change of `people_note` makes the table anew on SQLite, without triggers: call `refuse_changes` again there.
"""

from django.db import migrations

SQLITE = (
    """
    CREATE TRIGGER people_note_no_update BEFORE UPDATE ON people_note
    BEGIN SELECT RAISE(ABORT, 'notes are append-only'); END
    """,
    """
    CREATE TRIGGER people_note_no_delete BEFORE DELETE ON people_note
    BEGIN SELECT RAISE(ABORT, 'notes are append-only'); END
    """,
    # REPLACE deletes without calling the trigger above.
    """
    CREATE TRIGGER people_note_no_replace BEFORE INSERT ON people_note
    WHEN EXISTS (SELECT 1 FROM people_note WHERE id = NEW.id OR mark = NEW.mark)
    BEGIN SELECT RAISE(ABORT, 'notes are append-only'); END
    """,
)
POSTGRESQL = (
    """
    CREATE FUNCTION people_notes_are_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'notes are append-only'; END $$
    """,
    """
    CREATE TRIGGER people_note_no_change BEFORE UPDATE OR DELETE ON people_note
    FOR EACH ROW EXECUTE FUNCTION people_notes_are_append_only()
    """,
    """
    CREATE TRIGGER people_note_no_truncate BEFORE TRUNCATE ON people_note
    FOR EACH STATEMENT EXECUTE FUNCTION people_notes_are_append_only()
    """,
)
TRIGGERS = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def refuse_changes(apps, schema_editor):
    """Make the triggers."""
    for statement in TRIGGERS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = (("people", "0002_cells"),)
    operations = (migrations.RunPython(refuse_changes),)
