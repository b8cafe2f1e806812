"""A person's own calendar, subscribed to."""

from __future__ import annotations

from django.db import models

from duikou.base.ids import new_id
from duikou.directory.models import Person


class CalendarFeed(models.Model):
    """The secret address under which somebody's calendar follows what they have booked, in whatever room. It is made
    from `public_id`, sent to their contact and shown nowhere; a new id makes the former address open nothing."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    person = models.OneToOneField(Person, models.CASCADE, related_name="calendar_feed")
    created_at = models.DateTimeField()
