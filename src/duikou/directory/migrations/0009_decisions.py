"""Decisions that need a second person."""

import django.db.models.deletion
import duikou.base.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0008_invitations_and_addresses'),
    ]

    operations = [
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=duikou.base.ids.new_id, editable=False, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('about', models.CharField(max_length=160)),
                ('details', models.JSONField(default=dict)),
                ('digest', models.BinaryField(max_length=32)),
                ('state', models.CharField(choices=[('asked', 'waits for a decision'), ('approved', 'approved'), ('declined', 'declined'), ('withdrawn', 'taken back'), ('lapsed', 'lapsed')], default='asked', max_length=10)),
                ('why', models.CharField(blank=True, max_length=10)),
                ('asked_by', models.UUIDField()),
                ('asked_at', models.DateTimeField()),
                ('lapses_at', models.DateTimeField()),
                ('decided_by', models.UUIDField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='directory.area')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='directory.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('kind', 'about'), name='one_open_decision'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='decided_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'asked')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state__in', ('approved', 'declined'))), models.Q(('decided_at__isnull', False), ('decided_by', None), ('state__in', ('withdrawn', 'lapsed'))), _connector='OR'), name='decided_or_not')],
            },
        ),
    ]
