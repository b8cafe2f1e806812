"""When centres and windows are open: the week, and the days on which it is otherwise."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.desk.models.centres import Centre, Window


class Hours(models.Model):
    """A span of a weekday (1 is Monday, as in ISO 8601), in times of day of the city's zone. Those without a window are
    the centre's own, and those of every window that has none."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="hours")
    window = models.ForeignKey(Window, models.CASCADE, null=True, blank=True, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ("weekday", "opens")
        # An empty window equals no other in an index, so each of the two shapes has its own.
        constraints = (
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="hours_open_first"),
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="hours_of_a_weekday"),
            models.UniqueConstraint(fields=("window", "weekday", "opens"), name="one_opening_per_window_and_time"),
            models.UniqueConstraint(
                fields=("centre", "weekday", "opens"),
                condition=Q(window=None),
                name="one_opening_per_centre_and_time",
            ),
        )


class SpecialDays(models.Model):
    """Days on which it is otherwise than the week says: in the whole city, at one centre, or at one window of it.
    Closed, open at other hours (`spans`, pairs of times of day like `["09:00", "12:00"]`), or open `like` another
    weekday, as when a Sunday makes up for a holiday (调休)."""

    class Kind(models.TextChoices):
        CLOSED = "closed", _("closed")
        HOURS = "hours", _("open at other hours")
        LIKE = "like", _("open like on another weekday")

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    centre = models.ForeignKey(Centre, models.CASCADE, null=True, blank=True, related_name="special_days")
    window = models.ForeignKey(Window, models.CASCADE, null=True, blank=True, related_name="special_days")
    starts_on = models.DateField(db_index=True)
    ends_on = models.DateField(db_index=True)
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.CLOSED)
    spans = models.JSONField(default=list, blank=True)
    like = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = TranslatedText()
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("starts_on", "id")
        constraints = (
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="special_days_start_first"),
            models.CheckConstraint(
                condition=Q(window=None) | Q(centre__isnull=False), name="special_days_of_a_window_are_its_centres"
            ),
            models.CheckConstraint(
                condition=(Q(kind="like", like__gte=1, like__lte=7) | (~Q(kind="like") & Q(like=None))),
                name="special_days_like_a_weekday",
            ),
        )
