from django.db import migrations, models
from django.db.models import F


def from_last_call(apps, schema_editor):
    """What is known of numbers called before: their last call."""
    tickets = apps.get_model("booking", "Ticket").objects
    tickets.filter(called_at__isnull=False).update(first_called_at=F("called_at"))


class Migration(migrations.Migration):
    dependencies = [("booking", "0016_resource_withdrawn")]

    operations = [
        migrations.AddField("ticket", "first_called_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(from_last_call, migrations.RunPython.noop),
    ]
