"""What is asked for about the parts of a contest."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.base.texts import Text, TextsForm


class _PartForm(TextsForm):
    TEXTS = {"name": Text(_("What it is called"), needed=True)}

    def values(self) -> dict[str, Any]:
        """What was written, as actions take it."""
        numbers = {name: value for name, value in self.cleaned_data.items() if isinstance(value, int)}
        return {**self.texts(), **{name: int(value) for name, value in numbers.items() if name in self.base_fields}}


class CategoryForm(_PartForm):
    """A category."""


class PrizeForm(_PartForm):
    """A prize, and how many of it each category gives."""

    count = forms.IntegerField(label=_("How many in each category"), min_value=1, max_value=100, initial=1)


class CriterionForm(_PartForm):
    """A criterion, with the most marks that it gives and its weight."""

    most = forms.IntegerField(label=_("Most marks"), min_value=1, max_value=1000, initial=10)
    weight = forms.IntegerField(
        label=_("Weight"), min_value=1, max_value=100, initial=1, help_text=_("How many times it counts.")
    )


PART_FORMS: dict[str, type[_PartForm]] = {
    "categories": CategoryForm,
    "prizes": PrizeForm,
    "criteria": CriterionForm,
}
