"""Asking somebody who they are: a name, one contact, the language for messages, and nothing else."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from duikou.base.personal_numbers import holds_identity_number
from duikou.directory.contacts import normal_contact, normal_name

LONGEST_NAME = 80


class PersonForm(forms.Form):
    """A name, a contact and a contact language. An identity number in either is refused and not shown again."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        error_messages={"required": _("Write your name, as you would like to be called.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = forms.CharField(
        label=_("Mobile number or e-mail"),
        max_length=254,
        error_messages={"required": _("Write a mobile number or an e-mail address, so that we can reach you.")},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "email", "dir": "ltr"}),
    )
    language = forms.ChoiceField(label=_("Language of messages to you"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()

    def clean_name(self) -> str:
        """The name as it is kept; refuses identity numbers and names without a letter."""
        typed = self.cleaned_data["name"]
        self._refuse_identity_number("name", typed)
        kept = normal_name(typed)
        if not any(unicodedata.category(letter).startswith("L") for letter in kept):
            raise forms.ValidationError(_("Write your name with at least one letter or character."), code="no_letter")
        if len(kept) > LONGEST_NAME:
            raise forms.ValidationError(_("This name is too long. Write up to 80 characters."), code="too_long")
        return kept

    def clean_contact(self) -> str:
        """The contact in its comparable form."""
        typed = self.cleaned_data["contact"]
        self._refuse_identity_number("contact", typed)
        kept = normal_contact(typed)
        if kept is None:
            raise forms.ValidationError(
                _("This is neither a telephone number nor an e-mail address. Write one like 139 1234 5678."),
                code="bad_contact",
            )
        return kept

    def _refuse_identity_number(self, field: str, typed: str) -> None:
        if not holds_identity_number(typed):
            return
        self.data = {**{name: self.data.get(name) for name in self.data}, self.add_prefix(field): ""}
        raise forms.ValidationError(
            _("This holds an identity-card number. We never keep those: it was thrown away. Write only what is asked."),
            code="identity_number",
        )
