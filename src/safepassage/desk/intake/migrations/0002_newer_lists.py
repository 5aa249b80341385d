"""What a newer list adds to the records of those who are known, and of how many it says otherwise."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]

    operations = [
        migrations.AddField(model_name="import", name=name, field=models.PositiveIntegerField(default=0))
        for name in ("completed", "otherwise")
    ]
