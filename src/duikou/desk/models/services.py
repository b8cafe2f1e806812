"""The services that bodies offer, at which windows, and the topics they are found by."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.desk.models.centres import Window
from duikou.directory.models import Organisation


class Topic(models.Model):
    """What people come about: one list for services, questions and the choice of a window."""

    key = models.SlugField(max_length=40, unique=True)
    name = TranslatedText()
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "key")

    def __str__(self) -> str:
        return str(self.name)


class Service(models.Model):
    """Something that a body does for people: for whom, what to bring, how long it takes, what it costs (0 is free, none
    is not said), and the `languages` it is given in (BCP 47 codes). `confirmed_on` is the day on which its keepers last
    said that all of it still holds."""

    class State(models.TextChoices):
        DRAFT = "draft"
        OFFERED = "offered"
        ENDED = "ended"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="services")
    title = TranslatedText()
    summary = TranslatedText()
    for_whom = TranslatedText()
    what_to_bring = TranslatedText()
    how_long = TranslatedText()
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="CNY")
    cost_terms = TranslatedText()
    languages = models.JSONField(default=list, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="services")
    website = models.URLField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="service_costs_nothing_or_something"),
        )

    def __str__(self) -> str:
        return str(self.title)


class ServiceAt(models.Model):
    """A service at a window."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="at")
    window = models.ForeignKey(Window, models.CASCADE, related_name="services")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("service", "window"), name="one_service_per_window"),)


def shown_at(service: Service) -> list[ServiceAt]:
    """Where a service is given to the public, of one that was read with `queries.services.places_of_services`."""
    found: list[ServiceAt] = getattr(service, "shown_at")  # noqa: B009  # the prefetch put it there, past the types
    return found
