"""The triggers of all ledgers are made from the models, after each migration."""

from django.db import migrations

FORWARD = """
DROP TRIGGER audit_entry_append_only ON audit_entry;
DROP FUNCTION audit_entry_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
