import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('booking', '0002_fewer_indexes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='booking',
            name='offer',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='booking.offer'),
        ),
    ]
