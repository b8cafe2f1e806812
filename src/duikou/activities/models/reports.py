"""What is told of an activity when it is over: a text, and photos of the place."""

from __future__ import annotations

from django.db import models

from duikou.activities.models.activities import Activity
from duikou.base.translated import TranslatedText
from duikou.directory.models import PlacePhoto


class Report(models.Model):
    """What an activity was like, in a few words; everybody reads it once it is `published_at`. How many came stands at
    the activity."""

    activity = models.OneToOneField(Activity, models.CASCADE, related_name="report")
    text = TranslatedText()
    published_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.text)


class ReportPhoto(models.Model):
    """A photo that goes with a report; whoever sees the report sees it, unless somebody took it down."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="photos")
    photo = models.OneToOneField(PlacePhoto, models.CASCADE, related_name="of_report")

    class Meta:
        ordering = ("id",)
