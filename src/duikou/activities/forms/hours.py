"""What is asked for about hours of volunteers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duikou.activities.hours_links import read_hours_token
from duikou.activities.hours_words import hours_in, minutes_of
from duikou.activities.models import HoursBook, Shift
from duikou.activities.queries.hours import Helper, book_with
from duikou.base.free_text import FreeText, FreeTextForm
from duikou.base.ids import show_code
from duikou.base.link_tokens import BadToken

MOST_HOURS = 24
TYPED = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "dir": "ltr"}


class HoursField(forms.DecimalField):
    """Hours that somebody gave, to a hundredth."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_value", MOST_HOURS)
        kwargs.setdefault("widget", forms.NumberInput(attrs={"step": "0.25", "inputmode": "decimal"}))
        super().__init__(min_value=0, decimal_places=2, **kwargs)


class ConfirmForm(forms.Form):
    """How long everybody helped, and who longer or shorter, by the codes of their bookings."""

    hours = HoursField(label=_("How many hours each helper gave"))

    def __init__(self, *args: Any, shift: Shift, helpers: Sequence[Helper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helpers = helpers
        self.fields["hours"].initial = hours_in((shift.ends_at - shift.starts_at) // timedelta(minutes=1))
        for one in helpers:
            self.fields[f"of_{one.booking.pk}"] = HoursField(label=show_code(one.booking.code), required=False)

    @property
    def single(self) -> list[forms.BoundField]:
        """The fields of single helpers."""
        return [self[f"of_{one.booking.pk}"] for one in self.helpers]

    def minutes(self) -> int:
        """The minutes that everybody gave."""
        return minutes_of(self.cleaned_data["hours"])

    def otherwise(self) -> dict[int, int]:
        """The minutes of those who gave more or less, by primary key of their booking."""
        said = {one.booking.pk: self.cleaned_data.get(f"of_{one.booking.pk}") for one in self.helpers}
        return {pk: minutes_of(hours) for pk, hours in said.items() if hours is not None}


class CorrectForm(forms.Form):
    """The hours that are right."""

    hours = HoursField(label=pgettext_lazy("of a volunteer", "Hours"))

    def minutes(self) -> int:
        """The minutes that are right."""
        return minutes_of(self.cleaned_data["hours"])


class TotalForm(CorrectForm):
    """The hours of all helpers together that are right."""

    hours = HoursField(label=_("Hours of all helpers together"), max_value=MOST_HOURS * 1000)


class BookNameForm(FreeTextForm):
    """The name over a book of hours."""

    name = FreeText(
        label=_("Name on your certificates"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Kept encrypted. Only whoever has the code of the book can read it."),
    )


class BookCodeForm(forms.Form):
    """The code of a book of hours, typed from a slip or pasted from its link."""

    code = forms.CharField(
        label=_("Code of your hours book"),
        max_length=200,
        widget=forms.TextInput(attrs=TYPED),
        error_messages={"required": _("Type the code that you noted, or open the link again.")},
    )
    book: HoursBook

    def clean_code(self) -> str:
        """The code, of a book that is there."""
        typed = str(self.cleaned_data["code"]).rstrip("/").rpartition("/")[2]
        try:
            found = book_with(read_hours_token(typed))
        except BadToken:
            found = None
        if found is None:
            raise forms.ValidationError(
                _("No book has this code. Look at it again; a book that was erased is gone for good."), code="unknown"
            )
        self.book = found
        return typed
