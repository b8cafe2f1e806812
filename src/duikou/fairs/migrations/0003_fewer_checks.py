import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fairs', '0002_fewer_indexes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='interview',
            name='fair',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='interviews', to='fairs.fair'),
        ),
    ]
