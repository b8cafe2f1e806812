"""The journal can only grow: the database itself refuses to change or delete an entry."""

from django.db import migrations

SQLITE = "CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, 'the journal can only grow'); END"
POSTGRESQL = "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION journal_only_grows()"
POSTGRESQL_FUNCTION = """
    CREATE OR REPLACE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the journal can only grow' USING ERRCODE = 'integrity_constraint_violation'; END $$"""
EACH = {"UPDATE": "ROW", "DELETE": "ROW", "TRUNCATE": "STATEMENT"}  # SQLite knows no TRUNCATE


def guards(vendor, table="journal_entry"):
    """The statements that guard a table, by the name of their trigger."""
    statement = POSTGRESQL if vendor == "postgresql" else SQLITE
    return {
        name: statement.format(name=name, event=event, table=table, each=each)
        for event, each in EACH.items()
        for name in [f"{table}_no_{event.lower()}"]
        if vendor == "postgresql" or event != "TRUNCATE"
    }


def guard(apps, schema_editor, table="journal_entry"):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION)
    for statement in guards(vendor, table).values():
        schema_editor.execute(statement)


def unguard(apps, schema_editor, table="journal_entry"):
    vendor = schema_editor.connection.vendor
    on = f" ON {table}" if vendor == "postgresql" else ""
    for name in guards(vendor, table):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
