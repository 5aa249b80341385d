"""The nationality of a crisis is a country of ISO 3166: checked by the form, no column changes."""

from django.db import migrations, models

import safepassage.desk.crises.models


class Migration(migrations.Migration):
    dependencies = [
        ("crises", "0003_public_form"),
    ]

    operations = [
        migrations.AlterField(
            model_name="crisis",
            name="nationality",
            field=models.CharField(
                help_text="ISO 3166 code: IN",
                max_length=2,
                validators=[safepassage.desk.crises.models.known_country],
                verbose_name="nationality",
            ),
        ),
    ]
