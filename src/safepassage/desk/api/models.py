"""Tables of the API: what was asked once and its answer; how many records each token opened; how often who asks."""

from django.db import models

from safepassage.desk.core.ids import new_id
from safepassage.desk.core.keeping import Kept


class Request(models.Model):
    """A write that was done, so that it is done once however often it is sent. Of key and body only blind indexes."""

    kept = Kept.UNTIL_ITS_DATE

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey("crises.Crisis", models.CASCADE, related_name="+", db_index=False)
    token = models.ForeignKey("crises.Token", models.CASCADE, related_name="+", db_index=False)
    key_digest = models.BinaryField(max_length=16)
    body_digest = models.BinaryField(max_length=16)
    sealed = models.BinaryField()  # the answer, under the crisis's key; ids and numbers, no record of a person
    expires_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("token", "key_digest"), name="request_is_done_once"),)
        indexes = (models.Index(fields=("token", "expires_at"), name="request_to_forget"),)


class Opening(models.Model):
    """That a token opened so many persons' records: for the limit above which it takes two officers."""

    id = models.BigAutoField(primary_key=True)
    token = models.ForeignKey("crises.Token", models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    persons = models.PositiveIntegerField()

    class Meta:
        indexes = (models.Index(fields=("token", "at"), name="opening_of_token"),)


class Asking(models.Model):
    """How often a token, or strangers of some addresses, asked in a minute; only the last minute of each is kept."""

    who = models.CharField(primary_key=True, max_length=64)
    minute = models.BigIntegerField()  # since 1970
    asked = models.PositiveIntegerField()
