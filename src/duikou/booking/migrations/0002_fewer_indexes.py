import django.db.models.deletion
import duikou.base.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('booking', '0001_initial'),
        ('directory', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='booking',
            name='claim_key',
            field=models.CharField(blank=True, max_length=64, null=True),
        ),
        migrations.AlterField(
            model_name='booking',
            name='code',
            field=models.CharField(default=duikou.base.ids.new_code, max_length=8),
        ),
        migrations.AlterField(
            model_name='booking',
            name='offer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='booking.offer'),
        ),
        migrations.AlterField(
            model_name='booking',
            name='slot',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='booking.slot'),
        ),
        migrations.AlterField(
            model_name='standing',
            name='offer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='standings', to='booking.offer'),
        ),
        migrations.AlterField(
            model_name='standing',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='standings', to='directory.person'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.UniqueConstraint(fields=('code',), name='one_booking_per_code'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.UniqueConstraint(fields=('claim_key',), name='one_booking_per_claim_key'),
        ),
    ]
