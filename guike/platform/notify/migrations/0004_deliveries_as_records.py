"""Deliveries become records that administrators list. They go with their reminder by the database's own key."""

import django.contrib.postgres.fields
import django.db.models.deletion
import guike.kernel.clock
from django.conf import settings
from django.db import migrations, models

TABLE, KEY = "notification_delivery", "notification_delivery_notification_fk"
DROP = f"""
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT conname FROM pg_constraint
        WHERE conrelid = '{TABLE}'::regclass AND contype = 'f' AND confrelid = 'notification'::regclass
    LOOP EXECUTE format('ALTER TABLE {TABLE} DROP CONSTRAINT %I', name); END LOOP;
END $$;
"""
CASCADING = f"""{DROP}
ALTER TABLE {TABLE} ADD CONSTRAINT {KEY} FOREIGN KEY (notification_id) REFERENCES notification (id) ON DELETE CASCADE;
"""
PLAIN = f"""{DROP}
ALTER TABLE {TABLE} ADD CONSTRAINT {KEY} FOREIGN KEY (notification_id) REFERENCES notification (id)
    DEFERRABLE INITIALLY DEFERRED;
"""


def person() -> models.ForeignKey:
    return models.ForeignKey(
        blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+", to=settings.AUTH_USER_MODEL,
    )  # fmt: skip


def add(name: str, field: models.Field) -> migrations.AddField:
    return migrations.AddField("notificationdelivery", name, field)


class Migration(migrations.Migration):
    dependencies = [
        ("notify", "0003_reminder_rule"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            "notificationdelivery", "notification",
            models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="notify.notification"),
        ),
        migrations.RunSQL(CASCADING, PLAIN),
        migrations.RemoveIndex("notificationdelivery", "notification_delivery_user_ix"),
        migrations.RenameField("notificationdelivery", "user_id", "user"),
        migrations.AlterField(
            "notificationdelivery", "user",
            models.ForeignKey(
                blank=True, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        add("created_at", models.DateTimeField(default=guike.kernel.clock.now, editable=False)),
        add("created_by", person()),
        add("version", models.IntegerField(default=1)),
        add("custom", models.JSONField(blank=True, default=dict)),
        add("deleted_at", models.DateTimeField(blank=True, null=True)),
        add("label", models.CharField(blank=True, default="", max_length=300)),
        add("label_sort", models.CharField(blank=True, default="", max_length=600)),
        add("search_grams", django.contrib.postgres.fields.ArrayField(
            base_field=models.TextField(), blank=True, default=list, size=None)),
        add("search_text", models.TextField(blank=True, db_default="", default="")),
        add("updated_at", models.DateTimeField(default=guike.kernel.clock.now, editable=False)),
        add("updated_by", person()),
        add("external_id", models.CharField(blank=True, max_length=128, null=True)),
        add("source_system", models.CharField(blank=True, max_length=64, null=True)),
        add("deleted_by", person()),
        add("kind", models.JSONField(blank=True, default=dict)),
        add("record", models.JSONField(blank=True, null=True)),
        migrations.AddIndex("notificationdelivery", models.Index(
            fields=["user", "-id"], name="notification_delivery_user_ix")),
        migrations.AddIndex("notificationdelivery", models.Index(
            models.F("created_at").desc(), models.F("id").desc(), name="notification_delivery_time_ix")),
        migrations.AddIndex("notificationdelivery", models.Index(
            fields=["-id"], name="notification_delivery_bad_ix", condition=models.Q(("status", "failed")))),
        migrations.AlterModelOptions(
            "notificationdelivery", {"base_manager_name": "objects", "default_manager_name": "objects"}),
    ]  # fmt: skip
