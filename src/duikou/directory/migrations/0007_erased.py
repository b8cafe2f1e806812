"""Who was erased, by marks that say nothing about anybody."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("directory", "0006_sessions")]

    operations = [
        migrations.CreateModel(
            name="Erased",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=22)),
                ("day", models.DateField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("mark",), name="one_row_per_erasure")],
            },
        ),
    ]
