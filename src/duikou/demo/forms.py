"""What the demo's screens ask for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class Moment(forms.Form):
    """The moment to move the demo's clock to, in the city's zone."""

    moment = forms.DateTimeField(
        label=_("Day and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
