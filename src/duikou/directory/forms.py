"""What the directory's screens ask for."""

from __future__ import annotations

import smtplib
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from duikou.directory import mail
from duikou.directory.contacts import normal_name
from duikou.directory.models import Account, Grant, Organisation
from duikou.directory.setting_up import code_fits


class SignIn(AuthenticationForm):
    """User name and password. Which of the two was wrong is not said."""

    error_messages = {
        "invalid_login": _(
            "User name and password do not fit together. Check both (capital letters count in the password)."
        ),
        "inactive": _("This account is closed. Ask an administrator of the city to open it again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")


class NewPassword(forms.Form):
    """A password, typed twice."""

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
        validate_password(password)
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
        self.account = account

    def clean_present(self) -> str:
        """Refuse a wrong present password."""
        present: str = self.cleaned_data["present"]
        if not self.account.check_password(present):
            raise ValidationError(_("This is not your present password."))
        return present


class OwnAccount(forms.Form):
    """What people change in their own account."""

    display_name = forms.CharField(label=_("Name shown to colleagues"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Used to reach you about this account only.")
    )
    language = forms.ChoiceField(label=_("Language of messages to you"), choices=settings.LANGUAGES)

    def clean_display_name(self) -> str:
        """The name without control marks."""
        return kept_name(self.cleaned_data["display_name"])


class AddAccount(NewPassword):
    """A new account with its first role."""

    field_order = ("username", "display_name", "role", "organisation", "password", "again")
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("To sign in with; an e-mail address will do."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    display_name = forms.CharField(label=_("Name shown to colleagues"), max_length=80)
    role = forms.ChoiceField(label=_("Role"), choices=())
    organisation = forms.ModelChoiceField(
        label=_("For which organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("the whole city"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = ROLES  # type: ignore[attr-defined]
        organisations = Organisation.objects.order_by("kind", "name_key")
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

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
        """Refuse an employer's account that acts for nobody."""
        kept = super().clean()
        if self.cleaned_data.get("role") == Grant.Role.EMPLOYER and not self.cleaned_data.get("organisation"):
            self.add_error("organisation", _("An employer's account acts for one employer. Choose it."))
        return kept


class SetUp(NewPassword):
    """The first run of a city."""

    field_order = (
        "code", "city_zh", "city_en", "office_zh", "office_en", "languages", "username", "password", "again",
        "mail_server", "mail_sender", "test_to",
    )  # fmt: skip
    code = forms.CharField(
        label=_("Set-up code"),
        help_text=_("Printed where the server was started. It proves that you run this machine."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    city_zh = forms.CharField(label=_("Name of the city in Chinese"), max_length=60)
    city_en = forms.CharField(label=_("Name of the city in English"), max_length=60, required=False)
    office_zh = forms.CharField(label=_("Your office in Chinese"), max_length=80)
    office_en = forms.CharField(label=_("Your office in English"), max_length=80, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages of the site"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    username = forms.CharField(
        label=_("User name of the administrator"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
    mail_server = forms.CharField(
        label=_("Mail server"),
        required=False,
        help_text=_("For example smtps://user:password@mail.example.org:465. Can be given later."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    mail_sender = forms.EmailField(label=_("Sender's address"), required=False)
    test_to = forms.EmailField(label=_("Send a test message to"), required=False)

    def clean_code(self) -> str:
        """Refuse a code other than the one printed last."""
        code: str = self.cleaned_data["code"]
        if not code_fits(code):
            raise ValidationError(_("This is not the code printed last where the server was started. Compare it."))
        return code

    def clean_mail_server(self) -> str:
        """Refuse what is not a mail server's address."""
        server: str = self.cleaned_data["mail_server"]
        if server:
            try:
                mail.smtp_options(server)
            except ValueError:
                raise ValidationError(_("Write it like smtps://user:password@mail.example.org:465.")) from None
        return server

    def clean(self) -> dict[str, Any] | None:
        """Send the test message, if one is wanted and all else is right."""
        kept = super().clean()
        server, to = self.cleaned_data.get("mail_server"), self.cleaned_data.get("test_to")
        if server and to and not self.errors:
            try:
                mail.send_test(server=server, sender=self.cleaned_data["mail_sender"] or settings.MAIL_FROM, to=to)
            except (OSError, smtplib.SMTPException) as error:
                self.add_error(
                    "test_to",
                    _("The test message could not be sent (%(problem)s). Check the server, or leave it for later.")
                    % {"problem": type(error).__name__},
                )
        return kept

    def texts(self, name: str) -> dict[str, str]:
        """The texts given for `name` by language."""
        return {"zh-hans": self.cleaned_data[f"{name}_zh"], "en": self.cleaned_data[f"{name}_en"]}


def kept_name(text: str) -> str:
    """A name without control marks; raises ValidationError when nothing is left."""
    name = normal_name(text)
    if not name:
        raise ValidationError(_("Write a name."))
    return name


ROLES = [
    (Grant.Role.OFFICE.value, _("Office: runs fairs and sees every figure")),
    (Grant.Role.DOOR.value, _("Door: checks people in")),
    (Grant.Role.EMPLOYER.value, _("Employer: posts, table and outcomes of one employer")),
    (Grant.Role.ADMINISTRATOR.value, _("Administrator: everything, and the accounts")),
]
