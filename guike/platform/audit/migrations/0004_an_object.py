"""The trail becomes an object: what every table that is shown as one has."""

import django.contrib.postgres.fields
from django.db import migrations, models

import guike.kernel.clock


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_ledger_triggers")]

    operations = [
        migrations.AlterModelOptions(
            name="auditentry", options={"base_manager_name": "objects", "default_manager_name": "objects"}
        ),
        migrations.RemoveIndex(model_name="auditentry", name="audit_at_ix"),
        migrations.RenameField(model_name="auditentry", old_name="at", new_name="created_at"),
        migrations.AlterField(
            model_name="auditentry",
            name="created_at",
            field=models.DateTimeField(default=guike.kernel.clock.now, editable=False),
        ),
        migrations.AddField(
            model_name="auditentry", name="version", field=models.IntegerField(default=1)
        ),
        migrations.AddField(
            model_name="auditentry", name="custom", field=models.JSONField(blank=True, default=dict)
        ),
        migrations.AddField(
            model_name="auditentry", name="deleted_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="auditentry",
            name="label",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="label_sort",
            field=models.CharField(blank=True, default="", max_length=600),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="search_grams",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="search_text",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                models.F("created_at").desc(), models.F("id").desc(), name="auditentry_time_ix"
            ),
        ),
    ]
