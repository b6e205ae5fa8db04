from django.db import migrations


class Migration(migrations.Migration):
    """The row is there from the beginning: it is also a lock."""

    dependencies = [("settings", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO setting_version (id, mark) VALUES (1, '') ON CONFLICT DO NOTHING",
            migrations.RunSQL.noop,
        )
    ]
