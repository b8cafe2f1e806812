"""Invitations that a body hands on."""

from __future__ import annotations

from django.db import models

from duikou.base.ids import new_id
from duikou.booking.models.offers import Offer
from duikou.directory.models import Organisation


class Allotment(models.Model):
    """So many invitations to one offer (`given`), which a body may hand on until `valid_until`."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="allotments")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="allotments")
    given = models.PositiveIntegerField()
    valid_until = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("offer", "body"), name="one_allotment_per_offer_and_body"),)


class Invitation(models.Model):
    """A single-use invitation, of whose code a keyed hash is kept. It says neither to whom it was handed nor who
    accepted. Declining replaces the hash by noise: it then looks like one that nobody has answered."""

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        TAKEN_BACK = "taken_back"

    allotment = models.ForeignKey(Allotment, models.CASCADE, related_name="invitations", db_index=False)
    code_hash = models.BinaryField(max_length=32, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("allotment", "state")),)
