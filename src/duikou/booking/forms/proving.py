"""Typing a one-time code back."""

from __future__ import annotations

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.booking.proofs import DIGITS


class DigitsForm(forms.Form):
    """The digits, and which code they answer."""

    code = forms.UUIDField(widget=forms.HiddenInput)
    digits = forms.CharField(
        label=_("Code from the message"),
        max_length=20,
        error_messages={"required": _("Type the six digits from the message.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr", "autofocus": True}
        ),
    )

    def clean_digits(self) -> str:
        """The six digits, however they were spaced."""
        typed = "".join(unicodedata.normalize("NFKC", self.cleaned_data["digits"]).split()).replace("-", "")
        if len(typed) != DIGITS or not (typed.isascii() and typed.isdigit()):
            raise forms.ValidationError(_("A code has six digits, like 482913. Look at the message again."), code="bad")
        return typed
