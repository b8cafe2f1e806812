"""What is asked for about a session of a class: when and where it is, how many were there, why it is called off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.activities.course_rules import MOST_SEATS
from duikou.activities.models import Session
from duikou.base.moment_fields import MomentField
from duikou.base.texts import Text, TextsForm
from duikou.directory.models import Place


class SessionForm(TextsForm):
    """When one session is, and where if elsewhere than the class."""

    TEXTS = {
        "place_name": Text(_("New place, if it is not in the list")),
        "place_address": Text(_("Address of the new place")),
    }
    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    place = forms.ModelChoiceField(
        label=_("Elsewhere this time"),
        queryset=Place.objects.order_by("id"),
        required=False,
        empty_label=_("In the place of the class"),
    )

    def __init__(self, *args: Any, session: Session | None = None, **kwargs: Any) -> None:
        if session is not None:
            kwargs["initial"] = {name: getattr(session, name) for name in ("starts_at", "ends_at", "place")}
        super().__init__(*args, **kwargs)
        self.in_order("starts_at", "ends_at", "place", "place_name", "place_address")

    def clean(self) -> dict[str, Any]:
        """Times in order."""
        data = super().clean() or {}
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and starts_at >= ends_at:
            self.add_error("ends_at", _("It must end after it begins. Look at both times again."))
        return data

    def values(self) -> dict[str, Any]:
        """What was written, as actions take it."""
        said, data = self.texts(), self.cleaned_data
        elsewhere = {"name": said["place_name"], "address": said["place_address"]}
        place = elsewhere if said["place_name"] else data["place"]
        return {"starts_at": data["starts_at"], "ends_at": data["ends_at"], "place": place}


class CountForm(forms.Form):
    """How many were at a session."""

    heads = forms.IntegerField(
        label=_("How many people came"), min_value=0, max_value=MOST_SEATS, help_text=_("A count, no names.")
    )


class WhyForm(TextsForm):
    """Why a session or a whole class is called off, for whoever has a seat and for everybody."""

    TEXTS = {"why": Text(_("Why"), long=True, needed=True)}
