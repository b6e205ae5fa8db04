"""What was typed on accounts as their limit becomes their formal limit from today on, in the company's currency."""

from django.db import migrations

IN_BASE = "UPDATE account SET credit_limit_amount = round(credit_limit_amount * exchange_rate, 2) WHERE credit_limit_amount > 0"
GRANTED = """
INSERT INTO credit_limit (
    account_id, limit_amount, is_temporary, is_active, valid_from_on, note, number, owner_id, department_id, created_at, updated_at,
    version, custom, label, label_sort, search_grams
)
SELECT id, credit_limit_amount, false, true, current_date, '', '', owner_id, department_id, now(), now(), 1, '{}', label, label_sort, '{}'
FROM account
WHERE credit_limit_amount > 0 AND deleted_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("credit", "0001_limits"), ("accounts", "0010_credit_limit_follows")]

    operations = [migrations.RunSQL(IN_BASE, migrations.RunSQL.noop), migrations.RunSQL(GRANTED, migrations.RunSQL.noop)]
