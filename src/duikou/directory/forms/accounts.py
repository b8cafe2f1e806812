"""What the screens of accounts ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from duikou.base.free_text import FreeText, FreeTextForm
from duikou.directory.contacts import normal_name
from duikou.directory.models import Account


class NewPassword(forms.Form):
    """A password, typed twice; `account` is the one that it is for, if there is one yet."""

    account: Account | None = None
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 10 characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    again = forms.CharField(
        label=_("Password again"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )

    def clean_password(self) -> str:
        """Refuse short and common passwords."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.account or Account(username=self.data.get(self.add_prefix("username"), "")))
        return password

    def clean(self) -> dict[str, Any] | None:
        """Refuse two different passwords."""
        kept = super().clean()
        if "password" in self.cleaned_data and self.cleaned_data["password"] != self.cleaned_data.get("again"):
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        return kept


class ChangePassword(NewPassword):
    """A new password, with the present one."""

    field_order = ("present", "password", "again")
    present = forms.CharField(
        label=_("Present password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("New password")
        self.account = self.holder = account

    def clean_present(self) -> str:
        """Refuse a wrong present password."""
        present: str = self.cleaned_data["present"]
        if not self.holder.check_password(present):
            raise ValidationError(_("This is not your present password."))
        return present


class OwnAccount(FreeTextForm):
    """What people change in their own account."""

    display_name = FreeText(label=_("Name shown to colleagues"), max_length=80)
    language = forms.ChoiceField(label=_("Language of messages to you"), choices=settings.LANGUAGES)

    def clean_display_name(self) -> str:
        """The name without control marks."""
        return kept_name(self.cleaned_data["display_name"])


def kept_name(text: str) -> str:
    """A name without control marks; raises ValidationError when nothing is left."""
    name = normal_name(text)
    if not name:
        raise ValidationError(_("Write a name."))
    return name
