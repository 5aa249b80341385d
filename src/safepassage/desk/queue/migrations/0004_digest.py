"""A blind index of each message, by which it is known when it comes again."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crises", "0003_public_form"),
        ("ledger", "0002_append_only"),
        ("queue", "0003_escalation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="workitem",
            name="digest",
            field=models.BinaryField(max_length=16, null=True),
        ),
        migrations.AddConstraint(
            model_name="workitem",
            constraint=models.UniqueConstraint(fields=("crisis", "digest"), name="one_item_of_a_message"),
        ),
    ]
