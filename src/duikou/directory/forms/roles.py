"""What is asked for when a role is given: which, for which body, within which area."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.directory.models import Area, Organisation
from duikou.directory.queries import areas_in_order
from duikou.directory.roles import PURPOSES, UNFIT
from duikou.directory.rules import unfit


class RoleFields(forms.Form):
    """A role for one organisation or the whole city, and within an area where the city has areas."""

    role = forms.ChoiceField(label=_("Role"), choices=())
    organisation = forms.ModelChoiceField(
        label=_("For which organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("the whole city"),
    )
    area = forms.ModelChoiceField(
        label=_("Within which area"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=_("everywhere"),
        help_text=_("The role then opens only what lies there or in a part of it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = areas_in_order()
        self.fields["role"].choices = PURPOSES.items()  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = Organisation.objects.order_by("kind", "name_key")  # type: ignore[attr-defined]
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        if not areas.exists():
            del self.fields["area"]

    def clean(self) -> dict[str, Any] | None:
        """Refuse a role that cannot be given for this body or area."""
        kept = super().clean()
        said = self.cleaned_data
        if "role" in said:
            wrong = unfit(said["role"], organisation=said.get("organisation"), area=said.get("area"))
            if wrong is not None:
                self.add_error(*UNFIT[wrong])
        return kept

    def grant(self) -> dict[str, Any]:
        """What is to be given: `role`, `organisation` and `area`."""
        return {name: self.cleaned_data.get(name) for name in ("role", "organisation", "area")}
