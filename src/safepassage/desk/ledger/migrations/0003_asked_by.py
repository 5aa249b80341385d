"""Indexes for what auditors ask for: within a crisis by subject, actor, verb and time.

Of two that fit, SQLite takes the one that was made last: so the one that leads to fewest acts stands last.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("ledger", "0002_append_only"),)

    operations = (
        migrations.RemoveIndex(model_name="act", name="act_on_subject"),
        migrations.RemoveIndex(model_name="act", name="act_by_actor"),
        migrations.AddIndex("act", models.Index(fields=["crisis", "verb", "seq"], name="act_by_verb")),
        migrations.AddIndex("act", models.Index(fields=["crisis", "at"], name="act_by_time")),
        migrations.AddIndex("act", models.Index(fields=["crisis", "actor", "seq"], name="act_by_actor_in_crisis")),
        migrations.AddIndex("act", models.Index(fields=["crisis", "subject", "seq"], name="act_on_subject_in_crisis")),
    )
