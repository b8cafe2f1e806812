"""Decisions that need a second person; a part of `models`, which is where others find it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duikou.base.ids import new_id


class Decision(models.Model):
    """What one person asks for and another decides. `details` hold ids, never a personal value; `digest` is of exactly
    what is decided (`decisions.digest_of`). Accounts stand here by their public id, so that who asked and who decided
    can be told apart for good."""

    class State(models.TextChoices):
        ASKED = "asked", _("waits for a decision")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("taken back")
        LAPSED = "lapsed", _("lapsed")

    class Lapsed(models.TextChoices):
        TOO_OLD = "too_old"
        CHANGED = "changed"
        ASKER = "asker"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=160)
    details = models.JSONField(default=dict)
    digest = models.BinaryField(max_length=32)
    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    area = models.ForeignKey("directory.Area", models.PROTECT, null=True, blank=True, related_name="decisions")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    why = models.CharField(max_length=10, blank=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("kind", "about"), condition=Q(state="asked"), name="one_open_decision"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")), name="decided_by_another"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by=None, decided_at=None)
                | Q(state__in=("approved", "declined"), decided_by__isnull=False, decided_at__isnull=False)
                | Q(state__in=("withdrawn", "lapsed"), decided_by=None, decided_at__isnull=False),
                name="decided_or_not",
            ),
        )
