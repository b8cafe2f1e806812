"""A date with a time of day, as a form asks for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MOMENT = {"type": "datetime-local", "step": "300"}
YEARS = range(2000, 2100)


class MomentField(forms.DateTimeField):
    """A date and a time of day in the city's zone."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"invalid": _("Write a date and a time, like 2026-11-28 09:00.")})
        super().__init__(widget=forms.DateTimeInput(attrs=MOMENT, format="%Y-%m-%dT%H:%M"), **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        """The moment; refuses years that are mistyped, some of which no calendar of the city could hold."""
        moment = super().to_python(value)
        if moment is not None and moment.year not in YEARS:
            raise forms.ValidationError(_("Look at the year again: write one from 2000 to 2099."), code="year")
        return moment
