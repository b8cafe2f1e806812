"""Programmes by which bodies earn a title, and the criteria they are looked at by, in editions."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.directory.models import Organisation

MOST_FOR_ONE = 1000


class Programme(models.Model):
    """A named title that bodies – communities, villages, schools, companies – earn by what they do and offer.
    `examined_every` is after how many years a title is looked at again; 0 for never."""

    class Level(models.TextChoices):
        CITY = "city", _("title of the city")
        PROVINCE = "province", _("title of the province")
        COUNTRY = "country", _("title of the country")

    slug = models.SlugField(max_length=60, unique=True)
    title = TranslatedText()
    about = TranslatedText()
    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="programmes")
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.CITY)
    examined_every = models.PositiveSmallIntegerField(default=3)
    published = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(examined_every__lte=20), name="programme_examined_within_20_years"),
        )

    def __str__(self) -> str:
        return str(self.title)


class Edition(models.Model):
    """The criteria of a programme as they were published together. Once published they stay as they are: what was said
    by them remains true. What is to be different is a new edition, which begins as a copy of the last."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("programme", "number")
        constraints = (
            models.UniqueConstraint(fields=("programme", "number"), name="edition_numbered_once"),
            models.UniqueConstraint(
                fields=("programme",), condition=Q(published_at=None), name="edition_one_being_written"
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme} {self.number}"


class Criterion(models.Model):
    """What a body should do or offer: in which section, what is looked at, and how much it counts for at most. It is
    never about who lives there. `key` stays the same from edition to edition, so that years can be compared."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="criteria")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    order = models.PositiveSmallIntegerField(default=0)
    section = TranslatedText()
    text = TranslatedText()
    looked_at = TranslatedText()
    maximum = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order", "id")
        constraints = (
            models.UniqueConstraint(fields=("edition", "key"), name="criterion_once_an_edition"),
            models.CheckConstraint(
                condition=Q(maximum__gte=1, maximum__lte=MOST_FOR_ONE), name="criterion_counts_for_something"
            ),
        )

    def __str__(self) -> str:
        return str(self.text)
