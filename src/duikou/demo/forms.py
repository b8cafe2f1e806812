"""What the demo's screens ask for."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from duikou.base import clock

FARTHEST = timedelta(days=3653)


class Moment(forms.Form):
    """The moment to move the demo's clock to, in the city's zone."""

    moment = forms.DateTimeField(
        label=_("Day and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )

    def clean_moment(self) -> datetime:
        """The moment, unless it is so far away that no calendar reaches beyond it."""
        moment: datetime = self.cleaned_data["moment"]
        if abs(moment - clock.now() + clock.offset()) > FARTHEST:
            raise ValidationError(_("Choose a moment within ten years of today."))
        return moment
