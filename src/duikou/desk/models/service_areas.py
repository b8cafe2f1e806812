"""Which centre serves which part of the city: areas as they are being drawn, and the editions that were published.

An area knows streets, numbers and borders, and nobody who lives there.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.desk.areas.shapes import Polygon, Shape
from duikou.desk.models.centres import Centre


class ServiceArea(models.Model):
    """A part of the city that a centre serves, as its office has it now: `drawing` holds polygons of rings of points in
    millionths of a degree (WGS 84, east before north), `streets` a list in the lines of `areas.streets`. Either may be
    empty."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="areas")
    name = TranslatedText()
    drawing = models.JSONField(default=list, blank=True)
    streets = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("centre__slug", "id")

    def __str__(self) -> str:
        return str(self.name)

    @property
    def shape(self) -> Shape:
        """What is drawn."""
        rings = [[tuple((east, north) for east, north in ring) for ring in polygon] for polygon in self.drawing]
        return tuple(Polygon(outer, tuple(holes)) for outer, *holes in rings)


class AreaException(models.Model):
    """What is otherwise in an area from a day on, until another (none: for good), in words; another centre may serve
    meanwhile."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    area = models.ForeignKey(ServiceArea, models.CASCADE, related_name="exceptions")
    words = TranslatedText()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    instead = models.ForeignKey(Centre, models.CASCADE, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("starts_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__lte=F("ends_on")), name="area_exception_starts_first"
            ),
        )


class AreaEdition(models.Model):
    """What was published: the file that browsers answer from, as gzip, under the name that its `digest` gives it. The
    newest `number` is the one that is shown; older ones stay. `general` is the centre for addresses that none
    serves."""

    number = models.PositiveIntegerField(unique=True)
    digest = models.CharField(max_length=16, db_index=True)
    content = models.BinaryField()
    areas = models.PositiveIntegerField()
    drawn = models.PositiveIntegerField()
    streets = models.PositiveIntegerField()
    general = models.ForeignKey(Centre, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=60)

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return str(self.number)
