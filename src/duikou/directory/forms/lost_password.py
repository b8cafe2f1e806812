"""What the pages of a lost password ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.directory.contacts import normal_name
from duikou.directory.forms.accepting import PASSWORD_HELP
from duikou.directory.forms.accounts import NewPassword
from duikou.directory.models import Account
from duikou.directory.second_steps import is_asked


class LostPassword(forms.Form):
    """Who lost a password."""

    use_required_attribute = False
    who = forms.CharField(
        label=_("User name or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )

    def clean_who(self) -> str:
        """What was typed, without control marks."""
        who = normal_name(self.cleaned_data["who"])
        if not who:
            raise forms.ValidationError(_("Write your user name or your e-mail address."))
        return who


class ChooseNew(NewPassword):
    """A new password, and what the account asks besides."""

    use_required_attribute = False
    field_order = ("second", "password", "again")
    second = forms.CharField(
        label=_("Code from your app, or a spare code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("New password")
        self.fields["password"].help_text = PASSWORD_HELP
        if not is_asked(account):
            del self.fields["second"]
