"""Fewer indexes, as every booking writes an entry and a message. SQLite makes a changed table anew and loses the
triggers of the old one: they are put back."""

from importlib import import_module

from django.db import migrations, models

append_only = import_module("duikou.journal.migrations.0002_append_only")


def guard_again(apps, schema_editor):
    append_only.unguard(apps, schema_editor)
    append_only.guard(apps, schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0002_append_only'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='message',
            name='journal_mes_state_afc37c_idx',
        ),
        migrations.RemoveField(
            model_name='message',
            name='public_id',
        ),
        migrations.AlterField(
            model_name='entry',
            name='at',
            field=models.DateTimeField(),
        ),
        migrations.AlterField(
            model_name='entry',
            name='what',
            field=models.CharField(max_length=60),
        ),
        migrations.AlterField(
            model_name='entry',
            name='which',
            field=models.CharField(max_length=80),
        ),
        migrations.AlterField(
            model_name='message',
            name='dedupe_key',
            field=models.CharField(max_length=120),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['which'], name='entries_about_a_thing'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='messages_waiting'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('dedupe_key',), name='one_message_per_dedupe_key'),
        ),
        migrations.RunPython(guard_again, guard_again),
    ]
