"""What opens a door without an account, and what shows a contact to be one’s own."""

from __future__ import annotations

from django.db import models

from duikou.base.ids import new_id
from duikou.base.sealed import SealedText
from duikou.booking.models.offers import Offer


class DoorLink(models.Model):
    """What opens the door of one offer without an account, for whoever was given its secret, of which a keyed hash is
    kept. `label` names the post at the door ("East gate"), never a person. Without `valid_until` it goes with the
    event."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="door_links")
    label = models.CharField(max_length=40)
    secret_hash = models.BinaryField(max_length=32, unique=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    opened = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.label


class ContactCode(models.Model):
    """Six digits on their way to a contact, to be typed into the form that asked for them. The digits themselves are
    worked out anew from `public_id` where they are needed; the row goes when they are used or over."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="contact_codes")
    contact = SealedText()
    contact_language = SealedText()
    contact_hash = models.BinaryField(max_length=32, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)


class CodeTally(models.Model):
    """How many codes were sent to a contact on one day of the city. The contact is not here: `contact_hash` is a keyed
    hash of it with the day, so that two days cannot be joined either; the row goes when the day is over."""

    MOST = 10

    contact_hash = models.BinaryField(max_length=32, unique=True)
    day = models.DateField(db_index=True)
    sent = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(sent__lte=10), name="codes_within_a_day"),)
