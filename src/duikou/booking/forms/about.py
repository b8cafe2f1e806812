"""Proving who asks before everything is handed out, and putting right what was written wrong."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.booking.forms.people import PersonForm
from duikou.directory.contacts import normal_contact


class ContactForm(forms.Form):
    """The contact that was booked with."""

    contact = forms.CharField(
        label=_("Mobile number or e-mail you booked with"),
        max_length=254,
        error_messages={"required": _("Write the mobile number or e-mail address you booked with.")},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "email", "dir": "ltr"}),
    )

    def clean_contact(self) -> str:
        """The contact in its comparable form."""
        kept = normal_contact(self.cleaned_data["contact"])
        if kept is None:
            raise forms.ValidationError(_("This is neither a telephone number nor an e-mail address."), code="bad")
        return kept


class CorrectForm(PersonForm):
    """Name, contact and language as they should be. What is left empty stays as it is."""

    def __init__(self, *args: Any, language: str, nameless: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = self.fields["contact"].required = False
        if nameless:  # the name has gone already: none is kept anew
            del self.fields["name"]
        self.fields["language"].initial = language

    def clean_name(self) -> str:
        """The name as it is kept; empty to leave it."""
        return super().clean_name() if self.cleaned_data["name"] else ""

    def clean_contact(self) -> str:
        """The contact in its comparable form; empty to leave it."""
        return super().clean_contact() if self.cleaned_data["contact"] else ""
