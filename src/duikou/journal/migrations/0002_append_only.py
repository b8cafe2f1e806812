"""The journal can only grow: the database itself refuses to change or delete an entry."""

from django.db import migrations

SQLITE = {
    "journal_entry_no_update": """
        CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry
        BEGIN SELECT RAISE(ABORT, 'the journal can only grow'); END""",
    "journal_entry_no_delete": """
        CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry
        BEGIN SELECT RAISE(ABORT, 'the journal can only grow'); END""",
}

POSTGRESQL_FUNCTION = """
    CREATE OR REPLACE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the journal can only grow' USING ERRCODE = 'integrity_constraint_violation'; END $$"""
POSTGRESQL = {
    "journal_entry_no_update": """
        CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry
        FOR EACH ROW EXECUTE FUNCTION journal_only_grows()""",
    "journal_entry_no_delete": """
        CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry
        FOR EACH ROW EXECUTE FUNCTION journal_only_grows()""",
    "journal_entry_no_truncate": """
        CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry
        FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows()""",
}


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION)
    for statement in (POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE).values():
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    on = " ON journal_entry" if schema_editor.connection.vendor == "postgresql" else ""
    for name in POSTGRESQL if on else SQLITE:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
