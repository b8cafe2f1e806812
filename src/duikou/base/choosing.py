"""Choosing several rows in a form."""

from __future__ import annotations

from typing import Any

from django import forms


class SomeOf(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django's class takes no arguments at run time
    """Some rows of a queryset. A number that is larger than any key is no choice, as any other that is not there:
    SQLite cannot be asked for it."""

    def clean(self, value: Any) -> Any:
        """The rows chosen, as a queryset. Raises ValidationError."""
        try:
            return super().clean(value)
        except OverflowError:
            said = self.error_messages["invalid_pk_value"]
            raise forms.ValidationError(said, code="invalid_pk_value", params={"pk": "…"}) from None
