"""Work items."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safepassage.desk.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("crises", "0001_initial"),
        ("ledger", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=safepassage.desk.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("message", "Read and answer a message"),
                            ("request", "Answer a request"),
                            ("unbalanced", "Mend an account that does not balance"),
                            ("welfare_check", "Welfare check: somebody is said to be held"),
                            ("next_of_kin", "Tell the next of kin first: somebody has died"),
                        ],
                        max_length=16,
                    ),
                ),
                ("subject", models.CharField(max_length=80)),
                (
                    "urgency",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "A life may hang on it"), (2, "Soon"), (3, "Routine")]
                    ),
                ),
                ("due_at", models.DateTimeField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("duty_officer", "Duty officer"),
                            ("approver", "Approver"),
                            ("caseworker", "Caseworker"),
                            ("field_post", "Field post"),
                            ("auditor", "Auditor"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Waits for somebody"), ("claimed", "Somebody is on it"), ("done", "Done")],
                        default="open",
                        max_length=8,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nothing", "Nothing had to be done"),
                            ("noted", "Noted; nobody was answered"),
                            ("queued", "An answer is written and waits to be sent"),
                            ("sent", "An answer was sent; whether it arrived is not known"),
                            ("delivered", "An answer was delivered; whether it was read is not known"),
                            ("spoken", "Told in person or by voice"),
                        ],
                        max_length=10,
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("answer", models.BinaryField(null=True)),
                ("opened_by", models.CharField(max_length=80)),
                ("opened_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "crisis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crises.crisis",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.datakey",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["crisis", "state", "urgency", "due_at"], name="item_in_order"),
                    models.Index(fields=["subject"], name="item_on_subject"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["message", "request", "unbalanced", "welfare_check", "next_of_kin"])
                        ),
                        name="item_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("urgency__in", [1, 2, 3])), name="item_urgency_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                ["duty_officer", "approver", "caseworker", "field_post", "auditor", "administrator"],
                            )
                        ),
                        name="item_has_a_role_that_owns_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claimed_at__isnull", True), ("owner__isnull", True), ("state", "open")),
                            models.Q(("claimed_at__isnull", False), ("owner__isnull", False), ("state", "claimed")),
                            ("state", "done"),
                            _connector="OR",
                        ),
                        name="item_is_owned_by_a_role_or_an_officer",
                    ),
                    models.CheckConstraint(
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
                                ("outcome__in", ["nothing", "noted", "queued", "sent", "delivered", "spoken"]),
                                ("state", "done"),
                            ),
                            _connector="OR",
                        ),
                        name="item_is_done_with_an_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "next_of_kin"), _negated=True),
                            ("outcome__in", ("", "spoken", "nothing")),
                            _connector="OR",
                        ),
                        name="kin_are_told_by_voice",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("kind__in", ("unbalanced", "welfare_check", "next_of_kin")),
                            ("state__in", ("open", "claimed")),
                        ),
                        fields=("crisis", "kind", "subject"),
                        name="one_unfinished_item_of_a_state",
                    ),
                ],
            },
        ),
    ]
