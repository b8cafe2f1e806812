from django.db import migrations


# Lexemes carry the slice of their document: 8,192 ids now where it was 65,536.
MARK = """UPDATE index_document SET lexemes = array_to_tsvector(ARRAY(
 SELECT to_hex(id >> %s) || ':' || substr(lexeme, strpos(lexeme, ':') + 1) FROM unnest(tsvector_to_array(lexemes)) lexeme))"""


def mark(bits):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(MARK, [bits])

    return run


class Migration(migrations.Migration):
    """Smaller slices on PostgreSQL, so that fewer matches are sorted to find the newest."""

    dependencies = [("index", "0002_fulltext")]
    operations = [migrations.RunPython(mark(13), mark(16))]
