"""Handing out a number at the door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.base.choosing import SomeOf
from duikou.fairs.models import Fair, Stand
from duikou.fairs.queries.door import stands_on_site

MOST = 5


class NumberForm(forms.Form):
    """Which stands somebody without a booking wants to go to; no name is asked. `key` makes a form that is sent twice
    give one number."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    stands = SomeOf(
        label=_("Which employers?"),
        queryset=Stand.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one employer: the number is called to one of their tables."),
            "invalid_choice": _("One of these employers is not here any more. Choose from those shown."),
            "invalid_pk_value": _("One of these employers is not here any more. Choose from those shown."),
        },
    )

    def __init__(self, *args: Any, fair: Fair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stands = self.fields["stands"]
        assert isinstance(stands, forms.ModelMultipleChoiceField)
        there = stands_on_site(fair).filter(resource__isnull=False).select_related("employer", "resource")
        stands.queryset = there.order_by("number", "pk")

    def clean_stands(self) -> Any:
        """The stands, not more than one can wait for."""
        chosen = self.cleaned_data["stands"]
        if len(chosen) > MOST:
            said = _("Choose at most %(most)s employers; later the person can get another number.")
            raise forms.ValidationError(said, code="too_many", params={"most": MOST})
        return chosen
