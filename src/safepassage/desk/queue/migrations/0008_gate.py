"""Kinds of work of the gate: say yes or no to a Move, review what one officer told people alone."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crises", "0005_roles_given_by"),
        ("ledger", "0003_asked_by"),
        ("queue", "0007_no_kin"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="workitem",
            name="item_kind_is_known",
        ),
        migrations.AlterField(
            model_name="workitem",
            name="kind",
            field=models.CharField(
                choices=[
                    ("message", "Read and answer a message"),
                    ("request", "Answer a request"),
                    ("unbalanced", "Mend an account that does not balance"),
                    ("welfare_check", "Welfare check: somebody is said to be held"),
                    ("next_of_kin", "Tell the next of kin first: somebody has died"),
                    ("no_kin", "Say yes or no: nobody has to be told of a death"),
                    ("export", "Say yes or no: data of many persons is to be given out"),
                    ("review_export", "Review what an officer gave out alone"),
                    ("review_opening", "Ask an officer what they opened so many records for"),
                    ("retention", "Keep persons longer, or let them be erased"),
                    ("follow_up", "Ask again: what was promised, or agreed to be talked about"),
                    ("shaken", "What a plan rests on has fallen: check it again"),
                    ("advisory", "Say yes or no: people are to be told to move"),
                    ("review_alert", "Review what an officer told people, or stopped, alone"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="workitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "message",
                            "request",
                            "unbalanced",
                            "welfare_check",
                            "next_of_kin",
                            "no_kin",
                            "export",
                            "review_export",
                            "review_opening",
                            "retention",
                            "follow_up",
                            "shaken",
                            "advisory",
                            "review_alert",
                        ],
                    )
                ),
                name="item_kind_is_known",
            ),
        ),
    ]
