"""What comes in to a contest: an entry with its work."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duikou.activities.models.contest_parts import ContestCategory
from duikou.activities.models.contests import Contest
from duikou.base.ids import new_id
from duikou.base.sealed import SealedText
from duikou.directory.models import Organisation, Person, PlacePhoto


class ContestEntry(models.Model):
    """A work that a person or a body entered: under its `number` it is judged and shown. Of those who made it with a
    body only `heads`, how many they are, is known. `may_show`: its maker agrees that it is exhibited; `name_shown`:
    and under their name. `accepted`: the office exhibits it. Withdrawn, or kept for long enough, it loses its words and
    pictures (`emptied_at`)."""

    class State(models.TextChoices):
        ENTERED = "entered"
        EXCLUDED = "excluded"
        WITHDRAWN = "withdrawn"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    contest = models.ForeignKey(Contest, models.PROTECT, related_name="entries")
    category = models.ForeignKey(ContestCategory, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    form_key = models.UUIDField(unique=True, null=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="contest_entries")
    body = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="contest_entries")
    heads = models.PositiveIntegerField(null=True, blank=True)
    title = SealedText()
    about = SealedText(blank=True, default="")
    text = SealedText(blank=True, default="")
    may_show = models.BooleanField(default=False)
    name_shown = models.BooleanField(default=False)
    accepted = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ENTERED)
    why_excluded = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    emptied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        verbose_name_plural = "contest entries"
        constraints = (
            models.UniqueConstraint(fields=("contest", "number"), name="one_entry_each_number"),
            models.CheckConstraint(condition=Q(person=None) | Q(body=None), name="contest_entry_by_a_person_or_a_body"),
            models.CheckConstraint(
                condition=Q(body=None, heads=None) | Q(body__isnull=False, heads__isnull=False, heads__gte=1),
                name="contest_entry_of_a_body_counts_heads",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn")
                | Q(person=None, accepted=False, may_show=False, name_shown=False, emptied_at__isnull=False),
                name="contest_entry_withdrawn_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(accepted=False) | Q(state="entered", may_show=True), name="contest_entry_shown_as_agreed"
            ),
        )
        indexes = (models.Index(fields=("contest", "state", "category")),)


class WorkPicture(models.Model):
    """A picture of a work, drawn anew like every photo of a thing (ADR 0048)."""

    entry = models.ForeignKey(ContestEntry, models.CASCADE, related_name="pictures")
    photo = models.OneToOneField(PlacePhoto, models.CASCADE, related_name="of_entry")

    class Meta:
        ordering = ("id",)
