"""Choosing a time, joining a waiting list, finding a booking again."""

from __future__ import annotations

import uuid

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from duikou.base.ids import new_id
from duikou.booking.actions import Somebody
from duikou.booking.codes import possible_codes
from duikou.booking.forms.people import PersonForm
from duikou.directory.contacts import normal_contact

KEY_SALT = "fairs.booking-form"

ON_SITE, ONLINE = "on_site", "online"
ANY_TIME = "any"


def new_key() -> str:
    """A one-time key for a form: the signed id of the booking that it will make, so that it can make only one."""
    return signing.Signer(salt=KEY_SALT).sign(new_id().hex)


class TimeForm(forms.Form):
    """One time out of those offered, on site or online. `slot` is a slot's public id."""

    slot = forms.UUIDField(
        label=_("Time"),
        error_messages={
            "required": _("Choose a time first."),
            "invalid": _("That time does not exist. Choose one of those shown."),
        },
    )
    how = forms.ChoiceField(
        label=_("How you meet"),
        choices=((ON_SITE, _("On site")), (ONLINE, _("Online"))),
        required=False,
        error_messages={"invalid_choice": _("Choose on site or online.")},
    )

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
    proof = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    field_order = ("slot", "how", "name", "contact", "language", "key", "proof")

    def clean_key(self) -> str:
        """The booking's id as hex; a new one for a form that lost its key, so that nobody is sent away."""
        try:
            return signing.Signer(salt=KEY_SALT).unsign(self.cleaned_data["key"])
        except signing.BadSignature:
            return new_id().hex

    def somebody(self) -> Somebody:
        """Who books, as the action takes it."""
        return Somebody(
            name=self.cleaned_data["name"],
            contact=self.cleaned_data["contact"],
            language=self.cleaned_data["language"],
            proof=self.cleaned_data["proof"],
        )


class WaitForm(BookForm):
    """The same form, sent to wait: for one time, or for any at this stand."""

    slot = forms.CharField(required=False, max_length=40)  # type: ignore[assignment]
    wait_for = forms.CharField(required=False, max_length=40)

    def clean_wait_for(self) -> uuid.UUID | None:
        """A slot's public id, or None for any time."""
        value = str(self.cleaned_data["wait_for"])
        try:
            return None if value in ("", ANY_TIME) else uuid.UUID(value)
        except ValueError:
            raise forms.ValidationError(_("That time does not exist. Choose one of those shown.")) from None


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
        """The code as it was typed, when it can be one at all."""
        code = str(self.cleaned_data["code"])
        if not possible_codes(code):
            raise forms.ValidationError(_("A code has six letters and digits, like K7H-4PX."), code="bad_code")
        return code

    def clean_contact(self) -> str:
        """The contact in its comparable form."""
        kept = normal_contact(self.cleaned_data["contact"])
        if kept is None:
            raise forms.ValidationError(_("This is neither a telephone number nor an e-mail address."), code="bad")
        return kept
