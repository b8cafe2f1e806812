"""Auditors: they read who did what."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("directory", "0002_tokens_and_webhooks")]

    operations = [
        migrations.AlterField(
            model_name="grant",
            name="role",
            field=models.CharField(
                choices=[
                    ("administrator", "administrator"),
                    ("office", "office"),
                    ("door", "door"),
                    ("auditor", "auditor"),
                    ("employer", "employer"),
                ],
                max_length=20,
            ),
        ),
    ]
