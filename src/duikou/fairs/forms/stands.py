"""Forms of stands: what an employer wishes, what the office settles, and signing up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from duikou.base.free_text import FreeText, FreeTextForm
from duikou.directory.contacts import normal_contact
from duikou.directory.models import Account
from duikou.directory.uscc import normal_uscc, validate_uscc
from duikou.fairs.models import Fair, Stand
from duikou.fairs.postings.cells import clean
from duikou.fairs.timetable import TooManyTimes, times_of_stand

WISHES = ("tables", "interview_minutes", "on_site", "online")
CLOCK = {"type": "time", "step": "300"}


class WishesForm(forms.Form):
    """How an employer wants to hold its interviews."""

    tables = forms.IntegerField(
        label=_("Tables"), min_value=1, max_value=50, initial=1, help_text=_("How many talks can go on at once.")
    )
    interview_minutes = forms.IntegerField(label=_("Minutes per interview"), min_value=3, max_value=120, initial=10)
    on_site = forms.BooleanField(label=_("On site"), required=False, initial=True)
    online = forms.BooleanField(label=_("Online"), required=False)

    def clean(self) -> dict[str, Any]:
        """On site, online or both, but not neither."""
        data = super().clean() or {}
        if not data.get("on_site") and not data.get("online"):
            self.add_error("on_site", _("Choose on site, online, or both."))
        return data

    def wishes(self) -> dict[str, Any]:
        """The wishes by field name of Stand."""
        return {name: self.cleaned_data[name] for name in WISHES}


class StandForm(WishesForm):
    """All that the office settles about a stand; it is tried on the fair's hours."""

    number = forms.IntegerField(label=_("Table number"), min_value=1, max_value=9999, required=False)
    break_minutes = forms.IntegerField(label=_("Minutes between interviews"), min_value=0, max_value=60, initial=0)
    stagger_minutes = forms.IntegerField(
        label=_("Begins later by (minutes)"), min_value=0, max_value=120, initial=0, required=False
    )
    lunch_from = forms.TimeField(
        label=_("Lunch from"), required=False, widget=forms.TimeInput(attrs=CLOCK, format="%H:%M")
    )
    lunch_until = forms.TimeField(
        label=_("Lunch until"), required=False, widget=forms.TimeInput(attrs=CLOCK, format="%H:%M")
    )
    kept = forms.IntegerField(
        label=_("Kept for walk-ins, of each time"),
        min_value=0,
        max_value=50,
        initial=0,
        required=False,
        help_text=_(
            "These places cannot be booked beforehand; the door gives them to people who come without a booking."
        ),
    )
    meeting_link = forms.URLField(
        label=_("Meeting link"),
        required=False,
        assume_scheme="https",
        validators=[RegexValidator(r"^https?://", _("Write a web address that begins with https://."))],
        help_text=_("For online interviews. Empty: we make one."),
    )

    field_order = ("number", *WISHES, "break_minutes", "stagger_minutes", "lunch_from", "lunch_until", "kept")

    def __init__(self, data: Any = None, *, stand: Stand) -> None:
        self.stand = stand
        names = (
            *WISHES,
            "number",
            "break_minutes",
            "stagger_minutes",
            "lunch_from",
            "lunch_until",
            "kept",
            "meeting_link",
        )
        super().__init__(data, initial={name: getattr(stand, name) for name in names})

    def clean_number(self) -> int | None:
        """The number, unless another stand of the fair has it."""
        number: int | None = self.cleaned_data["number"]
        if number and Stand.objects.filter(fair=self.stand.fair, number=number).exclude(pk=self.stand.pk).exists():
            raise forms.ValidationError(_("Another stand has this number. Choose a free one."), code="taken")
        return number or self.stand.number

    def clean(self) -> dict[str, Any]:
        """The wishes together must make at least one time within the fair's hours."""
        data = super().clean()
        data["kept"], data["stagger_minutes"] = data.get("kept") or 0, data.get("stagger_minutes") or 0
        if data["kept"] > (data.get("tables") or data["kept"]):
            self.add_error("kept", _("No more places can be kept than there are tables."))
        begin, end = data.get("lunch_from"), data.get("lunch_until")
        if bool(begin) != bool(end) or (begin and end and begin >= end):
            self.add_error(
                "lunch_until", _("Give both ends of the lunch break, the first before the second, or neither.")
            )
        if not self.errors:
            self._try_times(data)
        return data

    def _try_times(self, data: dict[str, Any]) -> None:
        tried = Stand(fair=self.stand.fair, **{k: v for k, v in data.items() if k not in ("number", "meeting_link")})
        try:
            if not times_of_stand(tried):
                self.add_error("interview_minutes", _("No interview of this length fits into the fair's hours."))
        except TooManyTimes:
            self.add_error("interview_minutes", _("This makes more than 400 times. Choose longer interviews."))


class WithdrawForm(FreeTextForm):
    """Why an employer does not come; everyone who booked or won there reads it."""

    why = FreeText(
        label=_("Reason, as everyone will read it"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DeclineForm(FreeTextForm):
    """Why a stand is declined; its employer reads it."""

    why = FreeText(
        label=_("Reason, as the employer will read it"),
        max_length=200,
        error_messages={"required": _("Say why: the employer will read it.")},
    )


class JoinForm(FreeTextForm, WishesForm):
    """A new employer: who it is, how it signs in, and how it wants to hold its interviews."""

    name = FreeText(label=_("Name of your organisation"), max_length=200)
    uscc = forms.CharField(
        label=_("Unified social credit code"),
        max_length=40,
        help_text=_("18 characters, on your business licence."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    username = forms.CharField(
        label=_("E-mail address, to sign in with"),
        max_length=150,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        help_text=_("At least 10 characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    field_order = ("name", "uscc", "username", "password", *WISHES)

    def clean_name(self) -> str:
        """The name on one line, without marks that show nothing or turn text round."""
        name = " ".join(clean(self.cleaned_data["name"]).split())
        if not name:
            raise forms.ValidationError(self.fields["name"].error_messages["required"], code="required")
        return name

    def clean_uscc(self) -> str:
        """The code in its normal form, its check character verified."""
        validate_uscc(self.cleaned_data["uscc"])
        return normal_uscc(self.cleaned_data["uscc"])

    def clean_username(self) -> str:
        """The e-mail address in its comparable form."""
        kept = normal_contact(self.cleaned_data["username"])
        if kept is None or "@" not in kept:
            raise forms.ValidationError(_("Write an e-mail address, like hr@example.org."), code="bad_mail")
        return kept

    def clean_password(self) -> str:
        """A password that is long enough and not a common one."""
        validate_password(self.cleaned_data["password"], Account(username=self.data.get("username", "")))
        return str(self.cleaned_data["password"])


def fits(fair: Fair, wishes: dict[str, Any]) -> bool:
    """Whether `wishes` make at least one time within the fair's hours, and not too many."""
    try:
        return bool(times_of_stand(Stand(fair=fair, **wishes)))
    except TooManyTimes:
        return False
