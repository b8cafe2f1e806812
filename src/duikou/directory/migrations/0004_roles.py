"""Every role of a city, each for what it is given for: bodies and areas only where they mean something, and once."""

from django.db import migrations, models


def tidy(apps, schema_editor):
    """Take body and area from grants that are for the whole city, and the second of two grants that say the same."""
    Grant = apps.get_model("directory", "Grant")
    city_wide = ("administrator", "auditor")
    Grant.objects.filter(role__in=city_wide).update(organisation=None, area=None)
    Grant.objects.filter(role="employer").update(area=None)
    Grant.objects.filter(role="employer", organisation=None).delete()
    seen = set()
    for one in Grant.objects.order_by("id"):
        what = (one.account_id, one.role, one.organisation_id, one.area_id)
        if what in seen:
            one.delete()
        seen.add(what)
    if schema_editor.connection.vendor == "postgresql":  # no table may be altered while its rows wait to be checked
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0003_auditor'),
    ]

    operations = [
        migrations.RunPython(tidy, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='grant',
            name='role',
            field=models.CharField(choices=[('administrator', 'administrator'), ('office', 'fair office'), ('door', 'door'), ('centre', 'centre staff'), ('programme', 'programme office'), ('finance', 'finance'), ('approver', 'approver'), ('line_body', 'line body'), ('partner', 'partner county'), ('project_unit', 'project unit'), ('auditor', 'auditor'), ('employer', 'employer')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(condition=models.Q(('area', None), ('organisation', None)), fields=('account', 'role'), name='one_grant_of_the_city'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(condition=models.Q(('area', None)), fields=('account', 'role', 'organisation'), name='one_grant_each_body'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(condition=models.Q(('organisation', None)), fields=('account', 'role', 'area'), name='one_grant_each_area'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role__in', ('administrator', 'auditor')), _negated=True), ('organisation', None), _connector='OR'), name='grants_of_the_city'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role__in', ('employer', 'line_body', 'partner', 'project_unit')), _negated=True), ('organisation__isnull', False), _connector='OR'), name='grants_of_one_body'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role__in', ('administrator', 'auditor', 'employer')), _negated=True), ('area', None), _connector='OR'), name='grants_without_area'),
        ),
    ]
