from django.db import migrations

SQLITE = """CREATE VIRTUAL TABLE index_text USING fts5(lexemes, content='', detail=none, columnsize=0,
 tokenize="ascii tokenchars '=.:+#-_'")"""


# A search visits up to ten thousand rows, and the lexemes made each over a kilobyte wide: 1,552 MB for a million, of
# which only the GIN index is ever read. PostgreSQL moves a value out of a row only when the whole row exceeds 2 kB; the
# filler (2 kB of blanks, 35 bytes once compressed) sees to that, and leaves rows of 135 bytes.
NARROW = (
    "ALTER TABLE index_document ALTER COLUMN lexemes SET STORAGE EXTERNAL",
    "ALTER TABLE index_document ADD COLUMN filler text NOT NULL DEFAULT repeat(' ', 2048)",
    "ALTER TABLE index_document ALTER COLUMN filler SET STORAGE MAIN",
    "ALTER TABLE index_document SET (toast_tuple_target = 128)",
)


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE index_document ADD COLUMN lexemes tsvector NOT NULL DEFAULT ''")
        for statement in NARROW:
            schema_editor.execute(statement)
        schema_editor.execute("CREATE INDEX index_document_lexemes ON index_document USING gin (lexemes)")
        schema_editor.execute("ALTER TABLE index_document ALTER COLUMN lexemes SET STATISTICS 0")
    else:
        schema_editor.execute(SQLITE)
        # Merge later: imports commit many small pieces, and merging after every few of them cost a third of their time.
        schema_editor.execute("INSERT INTO index_text (index_text, rank) VALUES ('automerge', 12)")
        schema_editor.execute("INSERT INTO index_text (index_text, rank) VALUES ('hashsize', 4194304)")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE index_document DROP COLUMN lexemes, DROP COLUMN filler")
    else:
        schema_editor.execute("DROP TABLE index_text")


class Migration(migrations.Migration):
    """The words: an FTS5 table that keeps no text on SQLite, a tsvector column with a GIN index on PostgreSQL."""

    dependencies = [("index", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
