"""Seals of the journal, which can only grow as well."""

from importlib import import_module

from django.db import migrations, models

append_only = import_module("duikou.journal.migrations.0002_append_only")


def guard(apps, schema_editor):
    append_only.guard(apps, schema_editor, table="journal_seal")


def unguard(apps, schema_editor):
    append_only.unguard(apps, schema_editor, table="journal_seal")


class Migration(migrations.Migration):

    dependencies = [("journal", "0004_answers")]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField(unique=True)),
                ("entries", models.PositiveIntegerField()),
                ("digest", models.BinaryField(max_length=32)),
                ("at", models.DateTimeField()),
            ],
            options={"ordering": ("-number",)},
        ),
        migrations.RunPython(guard, unguard),
    ]
