"""Appointments and numbers at the windows of a centre, day by day, on the engine's offers, resources and bookings."""

from __future__ import annotations

from django.db import models

from duikou.booking.models import Booking, Offer, Resource
from duikou.desk.models.centres import Centre, Window
from duikou.desk.models.services import Service, Topic


class CentreDay(models.Model):
    """A day of a centre on which it can be booked and numbers are called: the places are the slots of its `offer`,
    which is over with the day."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="days_laid")
    day = models.DateField()
    offer = models.OneToOneField(Offer, models.PROTECT, related_name="centre_day")

    class Meta:
        ordering = ("day",)
        constraints = (models.UniqueConstraint(fields=("centre", "day"), name="one_offer_per_centre_and_day"),)


class DayWindow(models.Model):
    """A window on such a day: what it is in the engine."""

    day = models.ForeignKey(CentreDay, models.CASCADE, related_name="windows")
    window = models.ForeignKey(Window, models.PROTECT, related_name="days_laid")
    resource = models.OneToOneField(Resource, models.PROTECT, related_name="day_window")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("day", "window"), name="one_resource_per_window_and_day"),)


class Appointment(models.Model):
    """What a booking at a window is about: the topic and the service that were chosen, if they were. It knows nobody:
    the person is the booking's, and leaves with it."""

    booking = models.OneToOneField(Booking, models.CASCADE, related_name="appointment")
    service = models.ForeignKey(Service, models.SET_NULL, null=True, related_name="appointments")
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, related_name="appointments")
