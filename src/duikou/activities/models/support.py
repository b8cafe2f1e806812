"""What model communities are given: exchange visits, guidance on site, and promises of money."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duikou.activities.models.reviews import Candidacy
from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.directory.models import Organisation


class Support(models.Model):
    """An exchange visit or guidance on site, on a day of the city; `with_body` is where it went, or who guided."""

    class Kind(models.TextChoices):
        EXCHANGE = "exchange", _("exchange visit")
        GUIDANCE = "guidance", _("guidance on site")

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="support")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    day = models.DateField()
    with_body = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="support_given")
    text = TranslatedText()

    class Meta:
        ordering = ("-day", "-id")


class SupportPromise(models.Model):
    """Money that a body was promised. It is no payment and is counted nowhere: accounts are kept by a ledger, which
    points here by `reference` and by nothing else (ADR 0050)."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="promises")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3, default="CNY", validators=[RegexValidator("^[A-Z]{3}$")])
    day = models.DateField()
    what_for = TranslatedText()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-day", "-id")
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="promise_of_some_money"),)

    @property
    def reference(self) -> str:
        """What another room calls this promise by, for good."""
        return f"support-promise:{self.public_id}"
