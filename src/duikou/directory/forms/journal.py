"""What the journal's page is asked for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duikou.directory.models import Account

FIRST_YEAR, LAST_YEAR = 2000, 2099
DOOR = "door:"
NO_PROSE = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


class Look(forms.Form):
    """What to look for: a thing, somebody who signs in, a day of the city."""

    about = forms.CharField(
        label=_("Thing"),
        required=False,
        max_length=80,
        help_text=_("As it stands in the list, such as fair:autumn."),
        widget=forms.TextInput(attrs=NO_PROSE),
    )
    who = forms.CharField(
        label=_("By"),
        required=False,
        max_length=150,
        help_text=_("The user name of an account."),
        widget=forms.TextInput(attrs=NO_PROSE),
    )
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def clean_who(self) -> str:
        """The account as it stands in the journal, or the door as it came from there."""
        name = str(self.cleaned_data["who"])
        if not name or name.startswith(DOOR):
            return name
        account = Account.objects.filter(username__iexact=name).first()
        if account is None:
            raise ValidationError(_("No account signs in under this name."), code="unknown")
        return f"account:{account.public_id}"

    def clean_day(self) -> date | None:
        """A day within a time that the journal can know."""
        day: date | None = self.cleaned_data["day"]
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(_("Choose a day of this century."), code="day")
        return day

    def span(self) -> tuple[datetime, datetime] | None:
        """The day from its beginning to the next one's, in the city's zone; None when every day is asked for."""
        day = self.cleaned_data.get("day")
        if day is None:
            return None
        begin, end = (timezone.make_aware(datetime.combine(one, time.min)) for one in (day, day + timedelta(days=1)))
        return begin, end
