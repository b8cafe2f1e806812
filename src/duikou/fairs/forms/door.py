"""Registering somebody who comes without a booking."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.fairs.forms.people import PersonForm


class WalkInForm(PersonForm):
    """Who came, and the time they take. `slot` is a slot's public id."""

    slot = forms.UUIDField(
        error_messages={"required": _("Choose a time."), "invalid": _("Choose one of the times shown.")}
    )

    field_order = ("slot", "name", "contact", "language")
