from django.db import migrations, models

#: what has units with barcodes is searched by them; without searched text it is indexed again at the next start
FORWARD = """
SELECT set_config('guike.silent', 'yes', true);
UPDATE product AS p SET unit_barcodes = u.codes, search_text = '', search_grams = '{}'
FROM (
    SELECT product_id, string_agg(barcode, ' ' ORDER BY position, id) AS codes
    FROM product_unit WHERE deleted_at IS NULL AND barcode <> '' GROUP BY product_id
) AS u
WHERE u.product_id = p.id;
SELECT set_config('guike.silent', '', true);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0006_variants'),
    ]

    operations = [
        migrations.AddField(
            model_name='product',
            name='unit_barcodes',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
