"""What somebody looking for something to do may choose by."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.activities.models import Campaign, Channel, Kind
from duikou.activities.queries.shown import campaigns_shown, channels_in_use, kinds_in_use, places_in_use
from duikou.directory.models import Place

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
FIELDS = ("kind", "channel", "place", "campaign")


class FindForm(forms.Form):
    """Kind, channel, place and campaign, each for any when empty; all of it stands in the address."""

    kind = forms.ModelChoiceField(
        label=_("Kind of activity"),
        queryset=Kind.objects.all(),
        to_field_name="key",
        required=False,
        empty_label=_("All kinds"),
    )
    channel = forms.ModelChoiceField(
        label=_("For whom"),
        queryset=Channel.objects.all(),
        to_field_name="key",
        required=False,
        empty_label=_("Everywhere"),
    )
    place = forms.ModelChoiceField(
        label=_("Place"), queryset=Place.objects.all(), required=False, empty_label=_("All places")
    )
    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.all(), to_field_name="slug", required=False, empty_label=_("All")
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = (kinds_in_use(), channels_in_use(), places_in_use(now=now), campaigns_shown())
        for name, queryset in zip(FIELDS, choices, strict=True):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset

    def wanted(self) -> dict[str, Any]:
        """What was chosen, by field of an activity; what does not exist counts as not chosen."""
        self.is_valid()
        return {name: found for name in FIELDS if (found := self.cleaned_data.get(name))}


def month_of(text: str) -> date | None:
    """The first day of a month written as 2026-11; None for anything else."""
    found = MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None
