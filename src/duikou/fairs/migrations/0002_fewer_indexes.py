import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fairs', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='interview',
            name='fair',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='interviews', to='fairs.fair'),
        ),
        migrations.AlterField(
            model_name='interview',
            name='stand',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='interviews', to='fairs.stand'),
        ),
    ]
