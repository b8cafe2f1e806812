"""Visits to bodies that have or want a title: what was found, what is to be mended until when, photos of the place."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from duikou.activities.models.programmes import Criterion
from duikou.activities.models.reviews import Review
from duikou.base.ids import new_id
from duikou.directory.models import Organisation, PlacePhoto


class Visit(models.Model):
    """A visit on a day (of the city) by members of `bodies`; who they are is not written down."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CALLED_OFF = "called_off", _("called off")

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="visits")
    day = models.DateField()
    bodies = models.ManyToManyField(Organisation, related_name="visits")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("day", "id")

    def __str__(self) -> str:
        return f"{self.review.candidacy} {self.day}"


class Finding(models.Model):
    """What a visit found about a criterion. What is to be mended has a day (of the city) until when; the body says what
    it did, and the office whether that is enough."""

    class Judged(models.TextChoices):
        MET = "met", _("met")
        PARTLY = "partly", _("partly met")
        NOT_MET = "not_met", _("not met")

    class Severity(models.TextChoices):
        MINOR = "minor", _("minor")
        SERIOUS = "serious", _("serious")

    class State(models.TextChoices):
        NOTED = "noted", _("written down")
        OPEN = "open", _("to be put right")
        MENDED = "mended", _("put right, to be looked at")
        SETTLED = "settled", _("put right")

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="findings")
    judged = models.CharField(max_length=10, choices=Judged.choices)
    severity = models.CharField(max_length=10, choices=Severity.choices, blank=True)
    text = models.TextField(blank=True)
    # The visit's, kept here so that the database itself refuses a deadline before it.
    found_on = models.DateField()
    mend_by = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NOTED)
    proof = models.TextField(blank=True)
    mended_at = models.DateTimeField(null=True, blank=True)
    why_returned = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("criterion__order", "criterion_id")
        constraints = (
            models.UniqueConstraint(fields=("visit", "criterion"), name="finding_once_a_criterion"),
            models.CheckConstraint(
                condition=Q(judged="met", severity="", mend_by=None) | (~Q(judged="met") & ~Q(severity="")),
                name="finding_with_its_severity",
            ),
            models.CheckConstraint(
                condition=Q(mend_by=None) | Q(mend_by__gte=F("found_on")), name="finding_mended_after_the_visit"
            ),
            models.CheckConstraint(
                condition=Q(state="noted", mend_by=None) | (~Q(state="noted") & Q(mend_by__isnull=False)),
                name="finding_mended_until_a_day",
            ),
        )
        indexes = (models.Index(fields=("mend_by",), condition=Q(state="open"), name="findings_open"),)


class SitePhoto(models.Model):
    """A photo of the place, taken at a visit, or by the body as `proof` that something of a finding is put right."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="shots")
    finding = models.ForeignKey(Finding, models.SET_NULL, null=True, blank=True, related_name="shots")
    photo = models.OneToOneField(PlacePhoto, models.CASCADE, related_name="of_visit")
    proof = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
