"""Registering somebody who comes without a booking."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.booking.forms.people import PersonForm


class WalkInForm(PersonForm):
    """Who came, and the time they take. `slot` is a slot's public id."""

    slot = forms.UUIDField(
        error_messages={"required": _("Choose a time."), "invalid": _("Choose one of the times shown.")}
    )

    field_order = ("slot", "name", "contact", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].widget.attrs["autocomplete"] = self.fields["contact"].widget.attrs["autocomplete"] = "off"
        self.fields["language"].label = _("Language of messages")
        self.fields["contact"].required = False
        self.fields["contact"].help_text = _("Leave it empty for somebody with neither: they get a printed slip.")

    def clean_contact(self) -> str:
        """The contact in its comparable form, or nothing for somebody who has none."""
        return super().clean_contact() if self.cleaned_data["contact"].strip() else ""
