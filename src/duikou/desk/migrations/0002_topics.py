from django.db import migrations

from duikou.desk.topics import TOPICS


def add(apps, schema_editor):
    topics = apps.get_model("desk", "Topic").objects
    for order, (key, names) in enumerate(TOPICS.items()):
        topics.get_or_create(key=key, defaults={"name": names, "order": order})


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_centres")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
