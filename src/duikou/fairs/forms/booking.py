"""Choosing a time, joining a waiting list, finding a booking again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from duikou.base.ids import CODE_LENGTH, new_id, read_code
from duikou.directory.contacts import normal_contact
from duikou.fairs.forms.people import PersonForm

KEY_SALT = "fairs.booking-form"

ON_SITE, ONLINE = "on_site", "online"
ANY_TIME = "any"


def new_key() -> str:
    """A one-time key for a form: the signed id of the booking that it will make, so that it can make only one."""
    return signing.Signer(salt=KEY_SALT).sign(new_id().hex)


class TimeForm(forms.Form):
    """One time out of those offered, on site or online. `slot` is a slot's public id."""

    slot = forms.UUIDField(
        error_messages={
            "required": _("Choose a time first."),
            "invalid": _("That time does not exist. Choose one of those shown."),
        }
    )
    how = forms.ChoiceField(choices=((ON_SITE, ""), (ONLINE, "")), required=False)

    def chosen(self) -> str:
        """The slot's id that was sent, good or not, to be shown chosen again."""
        return str(self["slot"].value() or "")

    @property
    def online(self) -> bool:
        """Whether online was chosen."""
        return bool(self.cleaned_data.get("how") == ONLINE)


class BookForm(TimeForm, PersonForm):
    """A time, a person and the form's one-time key."""

    key = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    field_order = ("slot", "how", "name", "contact", "language", "key")

    def clean_key(self) -> str:
        """The booking's id as hex; a new one for a form that lost its key, so that nobody is sent away."""
        try:
            return signing.Signer(salt=KEY_SALT).unsign(self.cleaned_data["key"])
        except signing.BadSignature:
            return new_id().hex


class WaitForm(BookForm):
    """The same form, sent to wait: for one time, or for any at this stand."""

    slot = forms.UUIDField(required=False)
    wait_for = forms.CharField(required=False, max_length=40)

    def clean_wait_for(self) -> str:
        """A slot's public id, or empty for any time."""
        value = str(self.cleaned_data["wait_for"])
        return "" if value == ANY_TIME else value


class FindForm(forms.Form):
    """The code on a ticket together with the contact it was booked with."""

    code = forms.CharField(
        label=_("Code on your ticket"),
        max_length=20,
        error_messages={"required": _("Write the six letters and digits of your code.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    contact = forms.CharField(
        label=_("Mobile number or e-mail you booked with"),
        max_length=254,
        error_messages={"required": _("Write the mobile number or e-mail address you booked with.")},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "email"}),
    )

    def clean_code(self) -> str:
        """The code, upper case and without dashes."""
        code = read_code(self.cleaned_data["code"])
        if len(code) != CODE_LENGTH:
            raise forms.ValidationError(_("A code has six letters and digits, like K7H-4PX."), code="bad_code")
        return code

    def clean_contact(self) -> str:
        """The contact in its comparable form."""
        kept = normal_contact(self.cleaned_data["contact"])
        if kept is None:
            raise forms.ValidationError(_("This is neither a telephone number nor an e-mail address."), code="bad")
        return kept

    def clean(self) -> dict[str, Any]:
        """Both fields."""
        return super().clean() or {}
