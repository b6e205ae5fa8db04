"""Lines keep their quantity in the base unit. A standing line in a unit that its product did not know keeps none, because
nobody said how many base units it was."""

from django.db import migrations, models

FORWARD = """
    SELECT set_config('guike.silent', 'yes', true);
    UPDATE sales_order_line AS line SET base_qty = line.quantity
    FROM product WHERE product.id = line.product_id AND line.unit_id IS NOT DISTINCT FROM product.base_unit_id;
    SELECT set_config('guike.silent', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
        ("orders", "0005_attribution_of_standing_orders"),
    ]

    operations = [
        migrations.AddField(
            model_name="salesorderline",
            name="base_qty",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True),
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
