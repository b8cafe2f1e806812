"""Giving invitations to a body, and making slips of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.base import clock
from duikou.base.free_text import FreeText, FreeTextForm
from duikou.base.moment_fields import MomentField
from duikou.booking.actions.invitations import MOST_SLIPS
from duikou.fairs.models import Fair

MOST_GIVEN = 5_000


class GiveForm(FreeTextForm):
    """Which body may hand on how many invitations, until when."""

    body = FreeText(
        label=_("Body that hands them on"),
        max_length=200,
        help_text=_("Its full name, such as a school’s. One that is not known yet is added."),
        error_messages={"required": _("Write the full name of the body that hands the invitations on.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    count = forms.IntegerField(
        label=_("Number of invitations"),
        min_value=1,
        max_value=MOST_GIVEN,
        error_messages={"required": _("Write how many invitations the body gets.")},
    )
    valid_until = MomentField(label=_("Valid until"), required=False, help_text=_("Left empty: until booking closes."))

    def __init__(self, *args: Any, fair: Fair, **kwargs: Any) -> None:
        self._fair = fair
        super().__init__(*args, **kwargs)

    def clean_valid_until(self) -> datetime:
        """The moment, until booking closes at the latest."""
        until: datetime = self.cleaned_data["valid_until"] or self._fair.offer.closes_at
        if until <= clock.now():
            raise forms.ValidationError(_("This is in the past. Choose a moment to come."), code="past")
        return min(until, self._fair.offer.closes_at)


class SlipsForm(forms.Form):
    """How many slips to make now."""

    count = forms.IntegerField(
        label=_("Slips to make now"),
        min_value=1,
        max_value=MOST_SLIPS,
        error_messages={"required": _("Write how many slips to make.")},
    )
