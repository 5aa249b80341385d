"""Triggers that refuse to change or delete an act, and the head of an empty chain.

A later change of `ledger_act` makes the table anew on SQLite, without triggers: call `refuse_changes` again there.
"""

from django.db import migrations

SQLITE = (
    """
    CREATE TRIGGER ledger_act_no_update BEFORE UPDATE ON ledger_act
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    """
    CREATE TRIGGER ledger_act_no_delete BEFORE DELETE ON ledger_act
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    # REPLACE deletes without calling the trigger above.
    """
    CREATE TRIGGER ledger_act_no_replace BEFORE INSERT ON ledger_act
    WHEN EXISTS (SELECT 1 FROM ledger_act WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
)
POSTGRESQL = (
    """
    CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$
    """,
    """
    CREATE TRIGGER ledger_act_no_change BEFORE UPDATE OR DELETE ON ledger_act
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()
    """,
    """
    CREATE TRIGGER ledger_act_no_truncate BEFORE TRUNCATE ON ledger_act
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()
    """,
)
TRIGGERS = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def refuse_changes(apps, schema_editor):
    """Make the triggers."""
    for statement in TRIGGERS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def begin_chain(apps, schema_editor):
    """The head before the first act."""
    apps.get_model("ledger", "Head").objects.create(id=1, seq=0, hash=bytes(32))


class Migration(migrations.Migration):
    dependencies = (("ledger", "0001_initial"),)
    operations = (migrations.RunPython(refuse_changes), migrations.RunPython(begin_chain))
