"""Tables of the ledger: data keys, acts, the head of the chain."""

from django.db import models

from safepassage.desk.core.ids import new_id
from safepassage.desk.core.keeping import Kept


class DataKey(models.Model):
    """A key that seals what is said about one person, one crisis, or the desk itself; wrapped by a master key.

    Erasing destroys it: `wrapped` becomes null, and whatever it sealed stays as noise.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    wrapped = models.BinaryField(null=True)
    master = models.CharField(max_length=16, db_index=True)  # id of the master key that wraps it
    made_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(wrapped__isnull=False, destroyed_at__isnull=True)
                | models.Q(wrapped__isnull=True, destroyed_at__isnull=False),
                name="key_is_there_or_destroyed",
            ),
        )


class Act(models.Model):
    """One thing done. Rows are never changed or deleted: triggers of migration 0002 refuse it, on both databases.

    Names of tables above stand as text and plain ids, so that an act outlives what it speaks of.
    """

    kept = Kept.WITH_ITS_KEY

    seq = models.BigIntegerField(primary_key=True)  # 1, 2, 3 … without gaps
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)  # "officer:0192…"
    verb = models.CharField(max_length=80)  # "crises.create_crisis": the action
    subject = models.CharField(max_length=80)  # "person:0192…"
    crisis = models.UUIDField(null=True)  # null: an act of the desk as a whole
    key = models.ForeignKey(DataKey, models.PROTECT, related_name="+", db_index=False)
    sealed = models.BinaryField()  # JSON {"old": …, "new": …, "reason": …}, sealed under `key`
    hash = models.BinaryField(max_length=32)  # of this row and the one before

    class Meta:
        indexes = (
            models.Index(fields=("crisis", "seq"), name="act_of_crisis"),
            models.Index(fields=("crisis", "verb", "seq"), name="act_by_verb"),
            models.Index(fields=("crisis", "at"), name="act_by_time"),
            models.Index(fields=("crisis", "actor", "seq"), name="act_by_actor_in_crisis"),
            models.Index(fields=("crisis", "subject", "seq"), name="act_on_subject_in_crisis"),
        )


class Head(models.Model):
    """The one row that says where the chain ends. Its lock puts writers in order."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="only_one_head"),)
