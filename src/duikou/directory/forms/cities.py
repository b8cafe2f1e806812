"""What the set-up page and the city's page ask for."""

from __future__ import annotations

import smtplib
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from duikou.base.free_text import FreeText, FreeTextForm
from duikou.directory import mail
from duikou.directory.forms.accounts import NewPassword
from duikou.directory.setting_up import code_fits

LANGUAGES = settings.ALL_LANGUAGES


class CityFacts(FreeTextForm):
    """The city, its office, its languages and its mail server."""

    city_zh = FreeText(label=_("Name of the city in Chinese"), max_length=60)
    city_en = FreeText(label=_("Name of the city in English"), max_length=60, required=False)
    office_zh = FreeText(label=_("Your office in Chinese"), max_length=80)
    office_en = FreeText(label=_("Your office in English"), max_length=80, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages of the site"),
        choices=LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A change shows when the server is started again."),
    )
    mail_server = forms.CharField(
        label=_("Mail server"),
        required=False,
        help_text=_("For example smtps://user:password@mail.example.org:465. Can be given later."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    mail_sender = forms.EmailField(label=_("Sender's address"), required=False)
    test_to = forms.EmailField(label=_("Send a test message to"), required=False)

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


class ChangeCity(CityFacts):
    """The facts of a city that is set up; an empty mail server keeps the one there is, which is never shown again."""

    no_mail = forms.BooleanField(label=_("Forget the mail server"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mail_server"].help_text = _(
            "Empty: the one given before stays. It is never shown, as it holds a password."
        )


class SetUp(CityFacts, NewPassword):
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
    username = forms.CharField(
        label=_("User name of the administrator"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """Refuse a code other than the one printed last."""
        code: str = self.cleaned_data["code"]
        if not code_fits(code):
            raise ValidationError(_("This is not the code printed last where the server was started. Compare it."))
        return code
