from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("metadata", "0004_searched_text"),
    ]

    operations = [
        migrations.AddField(
            model_name="validationrule",
            name="formula",
            field=models.CharField(blank=True, db_default="", default="", max_length=2000),
        ),
    ]
