"""Accounts that are formal already are so since their first order, or since a day that nobody knows."""

from django.db import migrations

FORWARD = "UPDATE account SET formal_on = first_order_on WHERE status = 'formal' AND first_order_on IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_formal_since")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
