"""Booking a place, or waiting for one, at whatever a room above offers: with how many come, where more than one may."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from duikou.booking.forms.booking import BookForm, WaitForm


class _Seats(forms.Form):
    """How many come, up to what the offer allows; asked only where it allows more than one."""

    seats = forms.IntegerField(
        label=_("How many of you come"),
        error_messages={
            "required": _("Write how many of you come, at least 1."),
            "invalid": _("Write the number of people in figures, like 2."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 1}),
    )

    def __init__(self, *args: Any, seats_max: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats_max = seats_max
        if seats_max < 2:
            del self.fields["seats"]
            return
        self.fields["seats"].initial = 1
        self.fields["seats"].widget.attrs["max"] = seats_max

    def clean_seats(self) -> int:
        """The number of seats."""
        seats = int(self.cleaned_data["seats"])
        if not 1 <= seats <= self.seats_max:
            raise forms.ValidationError(
                ngettext(
                    "You can book for %(most)s person at once.",
                    "You can book for 1 to %(most)s people at once. Write such a number.",
                    self.seats_max,
                )
                % {"most": self.seats_max},
                code="seats",
            )
        return seats

    @property
    def seats_wanted(self) -> int:
        """The seats asked for, once the form is valid."""
        return int(self.cleaned_data.get("seats") or 1)


class PlaceForm(_Seats, BookForm):
    """A time, a person, how many come, and the form's one-time key."""


class PlaceWaitForm(_Seats, WaitForm):
    """The same form, sent to wait."""
