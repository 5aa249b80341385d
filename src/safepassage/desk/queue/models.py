"""The table of work items."""

from django.db import models

from safepassage.desk.core.ids import new_id, reference
from safepassage.desk.core.keeping import Kept
from safepassage.desk.crises.access import Role
from safepassage.desk.queue.work import OF_A_STATE, OUTCOMES, Kind, Outcome, State, Urgency


def _of(kind: Kind) -> tuple[str, ...]:
    return ("", *(each.value for each in OUTCOMES[kind]))


class WorkItem(models.Model):
    """One thing to be done about one subject. Somebody owns it, or a role does; so nothing is unread and unowned."""

    kept = Kept.FOR_A_YEAR

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, choices=Kind)
    subject = models.CharField(max_length=80)  # "person:0192…", as the ledger names it
    urgency = models.PositiveSmallIntegerField(choices=Urgency)
    due_at = models.DateTimeField()
    role = models.CharField(max_length=16, choices=Role)  # whose it is while nobody has claimed it
    owner = models.ForeignKey("crises.Officer", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    key = models.ForeignKey(
        "ledger.DataKey", models.PROTECT, related_name="+", db_index=False
    )  # a person's; else the item's own, with the item's id
    sealed = models.BinaryField()  # JSON {"reason", "text"}
    digest = models.BinaryField(max_length=16, null=True)  # blind index of a message: it is known when it comes again
    answer = models.BinaryField(null=True)  # what was said or found, sealed under the same key
    opened_by = models.CharField(max_length=80)  # the ledger's name
    opened_at = models.DateTimeField()
    steps = models.PositiveSmallIntegerField(default=0)  # how often it was escalated
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="item_kind_is_known"),
            models.CheckConstraint(condition=models.Q(urgency__in=Urgency.values), name="item_urgency_is_known"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="item_has_a_role_that_owns_it"),
            models.CheckConstraint(
                condition=models.Q(state="open", owner__isnull=True, claimed_at__isnull=True)
                | models.Q(state="claimed", owner__isnull=False, claimed_at__isnull=False)
                | models.Q(state="done"),
                name="item_is_owned_by_a_role_or_an_officer",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("open", "claimed"), done_at__isnull=True, outcome="", answer__isnull=True)
                | models.Q(state="done", done_at__isnull=False, answer__isnull=False, outcome__in=Outcome.values),
                name="item_is_done_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=Kind.NEXT_OF_KIN.value) | models.Q(outcome__in=_of(Kind.NEXT_OF_KIN)),
                name="kin_are_told_by_voice",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=Kind.NO_KIN.value) | models.Q(outcome__in=_of(Kind.NO_KIN)),
                name="no_kin_is_agreed_or_not",
            ),
            models.UniqueConstraint(
                fields=("crisis", "kind", "subject"),
                condition=models.Q(kind__in=OF_A_STATE, state__in=("open", "claimed")),
                name="one_unfinished_item_of_a_state",
            ),
            models.UniqueConstraint(fields=("crisis", "digest"), name="one_item_of_a_message"),
        )
        indexes = (
            models.Index(fields=("crisis", "state", "urgency", "due_at"), name="item_in_order"),
            models.Index(fields=("subject",), name="item_on_subject"),
        )

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference("item", self.id)
