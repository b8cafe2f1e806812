"""What holds activities together: a campaign over some weeks, a series that comes again and again."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.directory.models import Organisation


class Campaign(models.Model):
    """Weeks of activities by many bodies under one title, such as a month of events. Days are the city's, both
    inclusive. `again_after` is the one of the year before, when it comes every year."""

    slug = models.SlugField(max_length=60, unique=True)
    title = TranslatedText()
    about = TranslatedText()
    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="campaigns")
    begins_on = models.DateField()
    ends_on = models.DateField()
    published = models.BooleanField(default=False)
    again_after = models.OneToOneField("self", models.SET_NULL, null=True, blank=True, related_name="next_year")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-begins_on", "id")
        constraints = (models.CheckConstraint(condition=Q(begins_on__lte=F("ends_on")), name="campaign_begins_first"),)

    def __str__(self) -> str:
        return str(self.title)


class Series(models.Model):
    """Activities of one body that come again and again: the dance on the square every Friday."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    title = TranslatedText()
    about = TranslatedText()
    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="series")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.title)
