"""A service centre and its windows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.directory.models import Organisation, Place


class Centre(models.Model):
    """A service centre: a body of the directory at a place, with the telephone of its office (never a person's) and how
    it can be reached without steps. It is called what its body is called. `confirmed_on` is the day on which its
    keepers last said that all of it still holds. `numbers_key` is in the link of the tablet where people take numbers
    themselves."""

    class State(models.TextChoices):
        DRAFT = "draft", _("in preparation")
        OPEN = "open", _("open to the public")
        CLOSED = "closed", _("closed for good")

    class Access(models.TextChoices):
        UNKNOWN = "unknown", _("not said")
        STEP_FREE = "step_free", _("without steps")
        PARTLY = "partly", _("partly without steps")
        STEPS = "steps", _("only by steps")

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="centre")
    place = models.ForeignKey(Place, models.PROTECT, related_name="centres")
    slug = models.SlugField(max_length=60, unique=True)
    phone = models.CharField(max_length=40, blank=True)
    about = TranslatedText()
    access = models.CharField(max_length=10, choices=Access.choices, default=Access.UNKNOWN)
    access_note = TranslatedText()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=60, blank=True)
    numbers_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return str(self.organisation)


class Window(models.Model):
    """A window of a centre. `number` is the letter or number over it and on the call board. Since `closed_at` it is
    there no more. Where it `takes_appointments` they last `appointment_minutes` each, and every `walk_ins_every`-th
    time (0: none) stays free for people who come without one."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="windows")
    number = models.CharField(max_length=4)
    label = TranslatedText()
    about = TranslatedText()
    order = models.PositiveSmallIntegerField(default=0)
    takes_appointments = models.BooleanField(default=False)
    appointment_minutes = models.PositiveSmallIntegerField(default=20)
    walk_ins_every = models.PositiveSmallIntegerField(default=3)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("order", "number", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "number"), condition=Q(closed_at=None), name="one_open_window_per_number"
            ),
            models.CheckConstraint(
                condition=Q(appointment_minutes__gte=5, appointment_minutes__lte=240),
                name="window_appointments_last_a_while",
            ),
            models.CheckConstraint(condition=~Q(walk_ins_every=1), name="window_keeps_not_every_time"),
        )

    def __str__(self) -> str:
        return str(self.label)
