"""What signing in asks for: the password, a code, a passkey."""

from __future__ import annotations

import json
from struct import error as StructError
from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from duikou.base.free_text import FreeText, FreeTextForm

MOST_CREDENTIAL = 64 * 1024
# What reading a credential raises when it is none: nested without end, cut off, of other types, signed by others.
MALFORMED = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    StructError,
    InvalidSignature,
    UnsupportedAlgorithm,
)
CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class SignIn(LoginForm):  # type: ignore[misc]
    """User name and password. Which of the two was wrong is not said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name")
        self.fields["login"].widget.attrs = {"autocomplete": "username webauthn", "spellcheck": "false"}
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)


class PasswordAgain(ReauthenticateForm):  # type: ignore[misc]
    """The password of whoever is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].widget.attrs.pop("placeholder", None)


def _code(label: Any, text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=text, max_length=40, widget=forms.TextInput(attrs=CODE))


class Code(AuthenticateForm):  # type: ignore[misc]
    """A code of the app, or one of the spare codes."""

    code = _code(_("Code of the app"), _("The six figures that your app shows now, or one of your spare codes."))


class CodeAgain(CodeAgainForm):  # type: ignore[misc]
    """The same, of whoever is signed in."""

    code = _code(_("Code of the app"), _("The six figures that your app shows now, or one of your spare codes."))


class FirstCode(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app, which shows that it was set up."""

    code = _code(_("Code of the app"), _("The six figures that the app shows now."))


class Credential(forms.JSONField):
    """What the browser says of a passkey (WebAuthn, PublicKeyCredential as JSON); raises ValidationError for anything
    else."""

    widget = forms.HiddenInput
    default_error_messages = {
        "invalid": _("The passkey was not taken. Try again, or use a code."),
        "required": _("The passkey was not taken. Try again, or use a code."),
    }

    def to_python(self, value: Any) -> Any:
        """A dictionary with the texts `id` and `rawId` and the dictionary `response`."""
        try:
            said = json.loads(value) if value and len(value) <= MOST_CREDENTIAL else None
        except (ValueError, RecursionError):  # brackets within brackets without end
            said = None
        if not isinstance(said, dict) or not isinstance(said.get("response"), dict):
            raise ValidationError(self.error_messages["invalid"])
        if not all(isinstance(said.get(name), str) for name in ("id", "rawId")):
            raise ValidationError(self.error_messages["invalid"])
        return said

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Nothing: it is good for one try and never shown again."""
        return ""

    def prepare_value(self, value: Any) -> Any:
        """As above."""
        return ""


class _Passkey(forms.Form):
    """Whatever is wrong in a credential is one error."""

    credential = Credential()

    def clean_credential(self) -> Any:
        """The authenticator that it belongs to."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except MALFORMED:
            raise ValidationError(self.fields["credential"].error_messages["invalid"]) from None


class Passkey(_Passkey, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey beside the password."""


class PasskeyAgain(_Passkey, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey of whoever is signed in."""


class PasskeyAlone(_Passkey, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey instead of the password."""


class NewPasskey(FreeTextForm, AddWebAuthnForm):  # type: ignore[misc]
    """A passkey and how it is called."""

    credential = Credential()
    name = FreeText(
        label=_("How to call it"),
        max_length=40,
        required=False,
        help_text=_("So that you can tell yours apart, such as “key in the drawer”."),
    )
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without the password"),
        help_text=_("It then asks for its PIN, your finger or your face; only your device learns those."),
        required=False,
        initial=True,
    )

    def clean(self) -> Any:
        """Refuse what is no credential."""
        try:
            return super().clean()
        except MALFORMED:
            raise ValidationError(self.fields["credential"].error_messages["invalid"]) from None
