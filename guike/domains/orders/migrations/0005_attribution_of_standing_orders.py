"""Orders that were in effect before attribution was kept: whose they are today, on the day of the order."""

from django.db import migrations

FORWARD = """
UPDATE sales_order
SET attributed_owner_id = owner_id, attributed_department_id = department_id,
    attributed_on = COALESCE(ordered_on, created_at::date)
WHERE attributed_on IS NULL
  AND status IN ('approved', 'partly_shipped', 'shipped', 'received', 'completed')
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_facts_at_approval")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
