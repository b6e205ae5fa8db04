"""The stage history becomes an object: what every table that is shown as one has."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import guike.kernel.clock


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0005_stages_outlive")]

    operations = [
        migrations.AlterModelOptions(
            name="stagehistory", options={"base_manager_name": "objects", "default_manager_name": "objects"}
        ),
        migrations.AlterField(
            model_name="stagehistory",
            name="id",
            field=models.BigAutoField(primary_key=True, serialize=False),
        ),
        migrations.RemoveIndex(model_name="stagehistory", name="stage_history_ix"),
        migrations.RenameField(model_name="stagehistory", old_name="at", new_name="created_at"),
        migrations.AlterField(
            model_name="stagehistory",
            name="created_at",
            field=models.DateTimeField(default=guike.kernel.clock.now, editable=False),
        ),
        migrations.RenameField(model_name="stagehistory", old_name="user", new_name="created_by"),
        migrations.AlterField(
            model_name="stagehistory",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="stagehistory", name="version", field=models.IntegerField(default=1)
        ),
        migrations.AddField(
            model_name="stagehistory", name="custom", field=models.JSONField(blank=True, default=dict)
        ),
        migrations.AddField(
            model_name="stagehistory", name="deleted_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="stagehistory",
            name="label",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
        migrations.AddField(
            model_name="stagehistory",
            name="label_sort",
            field=models.CharField(blank=True, default="", max_length=600),
        ),
        migrations.AddField(
            model_name="stagehistory",
            name="search_grams",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="stagehistory",
            name="search_text",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddIndex(
            model_name="stagehistory",
            index=models.Index(
                models.F("created_at").desc(), models.F("id").desc(), name="stagehistory_time_ix"
            ),
        ),
        migrations.AddIndex(
            model_name="stagehistory",
            index=models.Index(models.F("opportunity"), models.F("created_at"), name="stage_history_ix"),
        ),
    ]
