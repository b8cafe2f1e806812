"""Making a link that opens a door."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.base import clock
from duikou.base.moment_fields import MomentField
from duikou.booking.rules import DOOR_LINK_OUTLIVES
from duikou.fairs.models import Fair

LONGEST_AFTER = timedelta(days=1)
MOST_DIGITS = 4  # in the name of a post; a telephone or identity number has more


class DoorLinkForm(forms.Form):
    """What a link is for, and how long it is good. `valid_until` is None when it goes with the fair."""

    label = forms.CharField(
        label=_("Post at the door"),
        max_length=40,
        help_text=_("Such as “East gate”. Not a person’s name: the journal shows what was done at this post."),
        error_messages={"required": _("Write which post at the door the link is for, such as “East gate”.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    valid_until = MomentField(label=_("Valid until"), required=False)

    def __init__(self, *args: Any, fair: Fair, **kwargs: Any) -> None:
        self._fair = fair
        super().__init__(*args, **kwargs)
        self.fields["valid_until"].help_text = _(
            "Left empty, it is good until two hours after the fair’s end, and moves with it."
        )

    def clean_label(self) -> str:
        """The post’s name; refuses what looks like a telephone or identity number."""
        label = " ".join(unicodedata.normalize("NFKC", self.cleaned_data["label"]).split())
        if sum(letter.isdigit() for letter in label) > MOST_DIGITS:
            raise forms.ValidationError(_("Name the post at the door, without a telephone or other number."), code="no")
        return label

    def clean_valid_until(self) -> datetime | None:
        """The moment, between now and a day after the fair."""
        until: datetime | None = self.cleaned_data["valid_until"]
        if until is not None and until <= clock.now():
            raise forms.ValidationError(_("This is in the past. Choose a moment to come."), code="past")
        if until is not None and until > self._fair.ends_at + LONGEST_AFTER:
            raise forms.ValidationError(_("Choose a moment at most one day after the end of the fair."), code="late")
        return until

    def clean(self) -> dict[str, Any]:
        """Everything together: a fair that is long over gets no link without a moment of its own."""
        data = super().clean() or {}
        over = self._fair.ends_at + DOOR_LINK_OUTLIVES <= clock.now()
        if over and "valid_until" in data and data["valid_until"] is None:
            self.add_error("valid_until", _("The fair is over: say until when the link is to be good."))
        return data
