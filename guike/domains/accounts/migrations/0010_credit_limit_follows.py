"""The limit of credit of an account is a figure: what is granted to it today, 0 without a limit."""

from django.db import migrations, models

EMPTY_IS_NONE = "UPDATE account SET credit_limit_amount = 0 WHERE credit_limit_amount IS NULL"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_account_channels")]

    operations = [
        migrations.RunSQL(EMPTY_IS_NONE, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="account",
            name="credit_limit_amount",
            field=models.DecimalField(decimal_places=4, default=0, max_digits=20),
        ),
    ]
