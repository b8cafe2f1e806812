"""Asking for a secret that was handed on by a link, a QR code or on paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

TYPED = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "dir": "ltr"}


class SecretForm(forms.Form):
    """The secret, put in by a script from behind the `#` of the link, or typed."""

    secret = forms.CharField(
        max_length=400, widget=forms.TextInput(attrs={**TYPED, "data-from-fragment": True}), label=_("Code")
    )

    def __init__(self, *args: Any, label: Any, missing: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["secret"].label = label
        self.fields["secret"].error_messages["required"] = missing


def door_form(data: Any) -> SecretForm:
    """The form that asks for the secret of a door link."""
    return SecretForm(
        data,
        label=_("Code of the door link"),
        missing=_("Open the link again, scan its QR code, or type the code printed below it."),
    )


def invitation_form(data: Any) -> SecretForm:
    """The form that asks for the code of an invitation."""
    return SecretForm(
        data,
        label=_("Code of your invitation"),
        missing=_("Open the link again, scan its QR code, or type the code printed on the slip."),
    )
