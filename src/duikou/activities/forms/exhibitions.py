"""Where works are exhibited."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.activities.models import Contest
from duikou.base.texts import Text, TextsForm
from duikou.directory.models import Place


class ExhibitForm(TextsForm):
    """Where else than on the portal the works are shown, when, and at which hours."""

    TEXTS = {
        "place_name": Text(_("New place, if it is not in the list")),
        "place_address": Text(_("Address of the new place")),
        "visiting": Text(_("Opening hours"), help_text=_("As people read them: every day, 9:00 to 17:00.")),
    }
    place = forms.ModelChoiceField(
        label=_("Shown at"),
        queryset=Place.objects.order_by("id"),
        required=False,
        empty_label=_("on the portal alone"),
    )
    shown_from = forms.DateField(
        label=_("First day there"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    shown_until = forms.DateField(
        label=_("Last day there"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, contest: Contest, **kwargs: Any) -> None:
        names = ("place", "shown_from", "shown_until")
        kwargs["initial"] = {name: getattr(contest, name) for name in names}
        super().__init__(*args, **kwargs)
        for code in contest.visiting:
            if f"visiting_{code}" in self.fields:
                self.fields[f"visiting_{code}"].initial = contest.visiting[code]
        self.in_order("place", "place_name", "place_address", "shown_from", "shown_until", "visiting")

    def clean(self) -> dict[str, Any]:
        """With a place, its days in order."""
        data = super().clean() or {}
        first, last = data.get("shown_from"), data.get("shown_until")
        there = data.get("place") or any(data.get(name) for name in data if name.startswith("place_name_"))
        if there and not (first and last):
            self.add_error("shown_from", _("Write the first and the last day on which it is shown there."))
        if first and last and first > last:
            self.add_error("shown_until", _("The last day must not be before the first."))
        if (first or last) and not there:
            self.add_error("place", _("Choose where it is shown on these days, or leave the days empty."))
        return data

    def where(self) -> dict[str, Any]:
        """What was written, as actions take it; a new place by its name and address."""
        said, data = self.texts(), self.cleaned_data
        name, address = said.pop("place_name"), said.pop("place_address")
        place = {"name": name, "address": address} if name else data["place"]
        return {**said, "place": place, "shown_from": data["shown_from"], "shown_until": data["shown_until"]}
