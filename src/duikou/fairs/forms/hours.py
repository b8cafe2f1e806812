"""From when until when somebody can be there: two times, each of which can be left empty, and nothing else."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duikou.base.moment_fields import MomentField
from duikou.booking.codes import possible_codes
from duikou.booking.models import DrawEntry
from duikou.fairs.models import Fair

Hours = tuple[datetime | None, datetime | None]
NAMES = ("there_from", "there_until")
LABELS = (_("I can be there from"), _("I can be there until"))
STAFF_LABELS = (_("Can be there from"), _("Can be there until"))


class DayTimeField(forms.TimeField):
    """A time of day in the city's zone."""

    def __init__(self, **kwargs: Any) -> None:
        errors = {"invalid": _("Write a time of day, like 10:30.")}
        widget = forms.TimeInput(attrs={"type": "time", "step": "300"}, format="%H:%M")
        super().__init__(widget=widget, error_messages=errors, **kwargs)


def is_one_day(fair: Fair) -> bool:
    """Whether the fair begins and ends on the same day in the city's zone, so that times of day say all."""
    return timezone.localdate(fair.starts_at) == timezone.localdate(fair.ends_at)


def hours_fields(fair: Fair, labels: tuple[Any, Any] = LABELS) -> dict[str, forms.Field]:
    """The two fields: times of day where the fair has one day, else moments."""
    kind = DayTimeField if is_one_day(fair) else MomentField
    return {name: kind(label=label, required=False) for name, label in zip(NAMES, labels, strict=True)}


def hours_said(fair: Fair, cleaned: dict[str, Any]) -> Hours:
    """What was typed as moments (aware); None for what was left empty."""
    begin, end = (_moment(fair, cleaned.get(name)) for name in NAMES)
    return begin, end


def hours_shown(fair: Fair, entry: DrawEntry) -> dict[str, Any]:
    """The hours of an entry as the fields take them."""
    said = (entry.there_from, entry.there_until)
    one_day = is_one_day(fair)
    return {name: timezone.localtime(at).time() if at and one_day else at for name, at in zip(NAMES, said, strict=True)}


def _moment(fair: Fair, said: time | datetime | None) -> datetime | None:
    if said is None or isinstance(said, datetime):
        return said
    return timezone.make_aware(datetime.combine(timezone.localdate(fair.starts_at), said))


class HoursForm(forms.Form):
    """A person's own hours."""

    def __init__(self, *args: Any, fair: Fair, entry: DrawEntry | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fair = fair
        self.fields.update(hours_fields(fair))
        if entry is not None:
            self.initial.update(hours_shown(fair, entry))

    def hours(self) -> Hours:
        """The two moments."""
        return hours_said(self.fair, self.cleaned_data)


class StaffHoursForm(HoursForm):
    """The same for somebody at the counter, by the code on their slip."""

    code = forms.CharField(
        label=_("Code of an entry"),
        max_length=20,
        help_text=_("It stands on the slip."),
        error_messages={"required": _("Write the code that stands on the slip.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, fair: Fair, **kwargs: Any) -> None:
        super().__init__(*args, fair=fair, **kwargs)
        for name, label in zip(NAMES, STAFF_LABELS, strict=True):
            self.fields[name].label = label

    def clean_code(self) -> list[str]:
        """The codes that what was typed can mean."""
        found = possible_codes(str(self.cleaned_data["code"]).strip())
        if not found:
            raise forms.ValidationError(_("A code has six letters and digits, like K7H-4PX."), code="bad_code")
        return found
