"""Forms of the import: the file, what its columns mean, what the file leaves out, and decisions about conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from duikou.base.free_text import FreeText, FreeTextForm
from duikou.fairs.actions.condition_decisions import Fault, fault_of
from duikou.fairs.models import Condition, ImportBatch
from duikou.fairs.postings.fields import BY_NAME, CHOICES

KINDS = ".xlsx,.xls,.ods,.csv,.tsv,.txt,.json,.jsonl,.zip,.gz"
FAULTS = {
    Fault.NO_LAW: _("Name the law or rule that allows this condition; it is shown in public."),
    Fault.NO_WORDS: _("Write what the posts shall say instead."),
    Fault.STILL_A_CONDITION: _("The new words are such a condition too. Say what the work asks of a person instead."),
    Fault.DECIDED: _("This was decided already, and the posts were changed."),
}


class UploadForm(forms.Form):
    """The file with the posts."""

    file = forms.FileField(
        label=_("Spreadsheet with posts"),
        help_text=_("Excel, WPS, LibreOffice, CSV or JSON as it is, up to 50 MB; also several of them in a zip file."),
        widget=forms.FileInput(attrs={"accept": KINDS}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("The file is empty. Choose the file again, or save it once more and try that."),
        },
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """The upload; an empty one was refused already."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        return upload


def field_choices() -> list[tuple[str, Any]]:
    """What a column can be taken for, as the choices of a list."""
    from django.utils.translation import gettext

    return [(name, gettext(BY_NAME[name].label)) for name in CHOICES]


class MappingForm(forms.Form):
    """One choice for each column of each sheet, and texts for what the file does not say."""

    def __init__(self, data: Mapping[str, Any] | None, *, batch: ImportBatch) -> None:
        super().__init__(data)
        self.sheets: list[tuple[str, list[tuple[dict[str, Any], forms.BoundField]]]] = []
        choices = field_choices()
        self.names: dict[str, tuple[str, str]] = {}
        for number, (sheet, columns) in enumerate(batch.mapping.items()):
            rows = []
            for place, column in enumerate(columns):
                name = f"c-{number}-{place}"
                self.names[name] = (sheet, column["label"])
                label = f"{sheet}: {column['label']}"
                taken = [*choices, ("facts", BY_NAME["facts"].label)] if column["field"] == "facts" else choices
                self.fields[name] = forms.ChoiceField(label=label, choices=taken, initial=column["field"])
                rows.append((column, self[name]))
            self.sheets.append((sheet, rows))

    def chosen(self) -> dict[str, dict[str, str]]:
        """The mapping chosen: {sheet: {column: field}}."""
        found: dict[str, dict[str, str]] = {}
        for name, (sheet, label) in self.names.items():
            found.setdefault(sheet, {})[label] = self.cleaned_data[name]
        return found


class DefaultsForm(FreeTextForm):
    """What all posts of the file have in common where the file is silent; shown as said by the office."""

    place = FreeText(label=_("Place of work"), max_length=200, required=False)
    pay = FreeText(
        label=_("Pay"), max_length=200, required=False, help_text=_("For example: by the civil service pay scale.")
    )
    duties = FreeText(label=_("Work content"), max_length=400, required=False)
    conditions = FreeText(label=_("Conditions"), max_length=400, required=False)
    headcount = FreeText(label=_("Headcount"), max_length=60, required=False)
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    employer = FreeText(label=_("Employer"), max_length=200, required=False)

    def values(self) -> dict[str, str]:
        """The texts by field, empty ones left out."""
        found = {name: str(value) for name, value in self.cleaned_data.items() if value}
        return found


class DecisionForm(FreeTextForm):
    """What becomes of a condition."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[
            (Condition.Decision.REMOVED, _("Remove it from every post")),
            (Condition.Decision.REWORDED, _("Say something else instead")),
            (Condition.Decision.KEPT, _("Keep it, with the law cited in public")),
        ],
    )
    reworded_to = FreeText(
        label=_("New words"), max_length=200, required=False, help_text=_("What the work asks, such as: night duty.")
    )
    law = FreeText(label=_("Law or rule"), max_length=300, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, condition: Condition) -> None:
        super().__init__(data)
        self.condition = condition

    def clean(self) -> dict[str, Any]:
        """A decision that can be made."""
        found = super().clean() or {}
        fault = fault_of(self.condition, found.get("decision", ""), found.get("reworded_to", ""), found.get("law", ""))
        if fault is not None:
            place = {Fault.NO_LAW: "law", Fault.NO_WORDS: "reworded_to", Fault.STILL_A_CONDITION: "reworded_to"}
            self.add_error(place.get(fault), FAULTS[fault])
        return found
