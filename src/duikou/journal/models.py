"""Who did what, and the messages to send. Nothing here names a person: references only."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One thing that was done. Append-only; `details` holds no personal values."""

    at = models.DateTimeField()
    who = models.CharField(max_length=80)
    door = models.CharField(max_length=20)
    what = models.CharField(max_length=60)
    which = models.CharField(max_length=80)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("which",), name="entries_about_a_thing"),)


class Seal(models.Model):
    """A block of entries, `first` to `last` by number, closed for good: its digest covers them and the seal before.
    Append-only."""

    number = models.PositiveBigIntegerField(primary_key=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField(unique=True)
    entries = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)

    @property
    def digest_text(self) -> str:
        """The digest in hexadecimal, as it is printed and published."""
        return bytes(self.digest).hex()


class Message(models.Model):
    """A message to send: a template and references; text and address are resolved when it is sent. What is not
    `urgent` wakes nobody up: it waits for the end of the city's quiet hours."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"
        EXPIRED = "expired"

    template = models.CharField(max_length=60)
    recipient = models.CharField(max_length=80)
    about = models.CharField(max_length=80)
    details = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=16, blank=True)
    leased_until = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("dedupe_key",), name="one_message_per_dedupe_key"),)
        indexes = (models.Index(fields=("due_at",), condition=models.Q(state="waiting"), name="messages_waiting"),)


class Beat(models.Model):
    """A worker's sign of life: since when it works, and when it last said so."""

    worker = models.CharField(max_length=80, unique=True)
    since = models.DateTimeField()
    at = models.DateTimeField()


class Answered(models.Model):
    """What was answered to a request with an idempotency key: ids only, so that an equal request gets the same. `asked`
    is a keyed hash of what was asked."""

    key = models.CharField(max_length=40)
    asked = models.BinaryField(max_length=32)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key",), name="one_answer_per_key"),)


class Turn(models.Model):
    """When something that is done again and again was last begun, and when it was last done."""

    name = models.CharField(max_length=40, primary_key=True)
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)


class Proven(models.Model):
    """What came of looking whether a promise about people is kept, the last time; `kept_at` is the last time that it
    was. `faults` are plain English with ids."""

    class Result(models.TextChoices):
        KEPT = "kept"
        BROKEN = "broken"
        UNKNOWN = "unknown"

    name = models.CharField(max_length=60, primary_key=True)
    result = models.CharField(max_length=10, choices=Result.choices)
    at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True)
    faults = models.JSONField(default=list)


class Erased(models.Model):
    """What a run of retention did: how much of what was erased, what could not be, and how many rows were left of each
    declared personal field."""

    at = models.DateTimeField()
    erased = models.JSONField(default=dict)
    failed = models.JSONField(default=list)
    left = models.JSONField(default=dict)

    class Meta:
        ordering = ("-id",)
