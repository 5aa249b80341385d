"""That nobody has to be told of a death takes two officers: a kind of work, and that the second does not agree."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crises", "0005_roles_given_by"),
        ("ledger", "0003_asked_by"),
        ("queue", "0006_openings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="workitem",
            name="item_is_done_with_an_outcome",
        ),
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
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="workitem",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("nothing", "Nothing had to be done"),
                    ("noted", "Noted; nobody was answered"),
                    ("queued", "An answer is written and waits to be sent"),
                    ("sent", "An answer was sent; whether it arrived is not known"),
                    ("delivered", "An answer was delivered; whether it was read is not known"),
                    ("spoken", "Told in person or by voice"),
                    ("not_agreed", "Not agreed: it has to be done after all"),
                ],
                max_length=10,
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
                        ],
                    )
                ),
                name="item_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="workitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer__isnull", True),
                        ("done_at__isnull", True),
                        ("outcome", ""),
                        ("state__in", ("open", "claimed")),
                    ),
                    models.Q(
                        ("answer__isnull", False),
                        ("done_at__isnull", False),
                        ("outcome__in", ["nothing", "noted", "queued", "sent", "delivered", "spoken", "not_agreed"]),
                        ("state", "done"),
                    ),
                    _connector="OR",
                ),
                name="item_is_done_with_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="workitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "no_kin"), _negated=True),
                    ("outcome__in", ("", "nothing", "not_agreed", "spoken")),
                    _connector="OR",
                ),
                name="no_kin_is_agreed_or_not",
            ),
        ),
    ]
