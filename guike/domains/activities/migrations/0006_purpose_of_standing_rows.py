"""Standing activities get the purpose, the priority and the account that new ones get when they are written."""

from django.db import migrations

FIRST_ACCOUNT = """
    SELECT (one ->> 'id')::bigint FROM jsonb_array_elements(activity.related) WITH ORDINALITY AS r(one, place)
    WHERE one ->> 'object' = 'account' ORDER BY place LIMIT 1
"""
FIRST_NAMING = """
    SELECT named.account_id
    FROM jsonb_array_elements(activity.related) WITH ORDINALITY AS r(one, place)
    JOIN (
        SELECT 'contact' AS object, id, account_id FROM contact
        UNION ALL SELECT 'opportunity', id, account_id FROM opportunity
        UNION ALL SELECT 'sales_order', id, account_id FROM sales_order
    ) AS named ON named.object = one ->> 'object' AND named.id = (one ->> 'id')::bigint
    WHERE named.account_id IS NOT NULL ORDER BY place LIMIT 1
"""
FORWARD = f"""
    SELECT set_config('guike.silent', 'yes', true);
    UPDATE activity SET
        purpose = CASE
            WHEN kind = 'care' THEN 'care'
            WHEN related @> '[{{"object": "campaign"}}]' THEN 'market'
            ELSE 'business'
        END,
        priority = 'normal',
        account_id = coalesce(({FIRST_ACCOUNT}), ({FIRST_NAMING}))
    WHERE purpose = '';
    SELECT set_config('guike.silent', '', true);
"""  # noqa: S608 - names of our own


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0005_purpose_place_cost"),
        ("orders", "0003_unique_numbers"),
    ]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
