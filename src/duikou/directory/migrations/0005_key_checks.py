"""What keys prove themselves by."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("directory", "0004_roles")]

    operations = [
        migrations.CreateModel(
            name="KeyCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True)),
                ("value", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
