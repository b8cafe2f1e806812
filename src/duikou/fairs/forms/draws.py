"""Entering a draw: who somebody is, and that what is asked of them is so."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.booking.actions import Somebody
from duikou.booking.codes import possible_codes
from duikou.booking.forms.people import PersonForm
from duikou.booking.models import Draw
from duikou.fairs.forms.hours import STAFF_LABELS, Hours, hours_fields, hours_said
from duikou.fairs.models import Fair


class EnterForm(PersonForm):
    """A person, and a tick for the conditions that the office states. The tick is asked for and not kept."""

    meets = forms.BooleanField(
        label=_("I meet these conditions"),
        error_messages={"required": _("Read the conditions, and tick that you meet them. Nothing of it is kept.")},
    )
    proof = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    field_order = ("name", "contact", "language", "meets", "proof")

    def __init__(self, *args: Any, draw: Draw, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not str(draw.conditions):
            del self.fields["meets"]

    def somebody(self) -> Somebody:
        """Who enters, as the action takes it."""
        said = self.cleaned_data
        return Somebody(said["name"], said["contact"], said["language"], proof=said["proof"])


class StaffEnterForm(PersonForm):
    """Somebody who stands at the office's counter, with the numbers of the tables they wish for, the dearest first; or
    the code of an entry whose wishes change."""

    code = forms.CharField(
        label=_("Code of an entry"),
        required=False,
        max_length=20,
        help_text=_("Only to change wishes that were entered before: it stands on the slip. Then write no name."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    tables = forms.CharField(
        label=_("Tables, the most wanted first"),
        max_length=200,
        help_text=_("Numbers with commas or spaces between them, like 12, 7, 31."),
        error_messages={"required": _("Write the numbers of the tables, the most wanted first.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    field_order = ("tables", "name", "contact", "language", "there_from", "there_until", "code")

    def __init__(self, *args: Any, fair: Fair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fair = fair
        self.fields.update(hours_fields(fair, STAFF_LABELS))
        self.fields["there_from"].help_text = _("Only where somebody cannot be there all day. Ask for no reason.")
        self.order_fields(self.field_order)
        self.fields["name"].label = _("Name")
        self.fields["name"].widget.attrs["autocomplete"] = self.fields["contact"].widget.attrs["autocomplete"] = "off"
        self.fields["language"].label = _("Language of messages")
        self.fields["contact"].required = False
        self.fields["contact"].help_text = _("Leave it empty for somebody with neither: they get a printed slip.")
        if self.is_bound and str(self.data.get("code", "")).strip():
            self.fields["name"].required = False

    def hours(self) -> Hours | None:
        """The hours that were typed in; None for none."""
        said = hours_said(self.fair, self.cleaned_data)
        return said if any(said) else None

    def clean_name(self) -> str:
        """The name as it is kept; nothing beside a code."""
        return super().clean_name() if self.cleaned_data["name"] or self.fields["name"].required else ""

    def clean_contact(self) -> str:
        """The contact in its comparable form, or nothing for somebody who has none."""
        return super().clean_contact() if self.cleaned_data["contact"].strip() else ""

    def clean_code(self) -> list[str]:
        """The codes that what was typed can mean; none when nothing was typed."""
        typed = str(self.cleaned_data["code"]).strip()
        found = possible_codes(typed)
        if typed and not found:
            raise forms.ValidationError(_("A code has six letters and digits, like K7H-4PX."), code="bad_code")
        return found

    def clean_tables(self) -> list[int]:
        """The numbers, in their order."""
        typed = self.cleaned_data["tables"]
        words = re.findall(r"\d+", typed)
        if not words or re.sub(r"[\d\s,;.，；、。]", "", typed):
            raise forms.ValidationError(_("Write numbers only, like 12, 7, 31."), code="not_numbers")
        numbers = [int(word[:6]) for word in words]
        if len(set(numbers)) < len(numbers):
            raise forms.ValidationError(_("A table stands in the list twice. Write each once."), code="twice")
        return numbers
