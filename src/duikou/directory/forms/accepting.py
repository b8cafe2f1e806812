"""What somebody who was invited is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from duikou.base.free_text import FreeText, FreeTextForm
from duikou.directory.forms.accounts import NewPassword, kept_name
from duikou.directory.models import Account

PASSWORD_HELP = _("At least 10 characters, and no common password. A few words in a row are easy to keep in mind.")


class Accept(FreeTextForm, NewPassword):
    """Who somebody invited is, and how they will sign in."""

    use_required_attribute = False
    field_order = ("username", "display_name", "language", "password", "again")
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("To sign in with; an e-mail address will do."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
    display_name = FreeText(
        label=_("Name shown to colleagues"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_("Language of messages to you"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = PASSWORD_HELP

    def clean_username(self) -> str:
        """The sign-in name without control marks; refused when it is taken."""
        username = kept_name(self.cleaned_data["username"])
        if Account.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("This user name is taken. Choose another."))
        return username

    def clean_display_name(self) -> str:
        """The name without control marks."""
        return kept_name(self.cleaned_data["display_name"])

    def clean(self) -> dict[str, Any] | None:
        """Refuse the user name as the password."""
        data = super().clean()
        password = str(self.cleaned_data.get("password", ""))
        if password and password.casefold() == str(self.cleaned_data.get("username", "")).casefold():
            self.add_error("password", _("The password is your user name. Choose another."))
        return data
