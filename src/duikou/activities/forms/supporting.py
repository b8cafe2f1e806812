"""What is asked for about support: exchange visits, guidance on site, promises of money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.activities.forms.titles import day_field
from duikou.activities.models import Support
from duikou.activities.queries.titles import bodies_to_choose
from duikou.base.texts import Text, TextsForm
from duikou.directory.models import Organisation

CURRENCIES = (("CNY", _("yuan (CNY)")), ("HKD", _("Hong Kong dollars (HKD)")), ("USD", _("US dollars (USD)")))


class SupportForm(TextsForm):
    """An exchange visit or guidance on site."""

    TEXTS = {"text": Text(_("What was given"), long=True, needed=True, help_text=_("Name no person."))}

    kind = forms.ChoiceField(label=_("Kind of support"), choices=Support.Kind.choices, widget=forms.RadioSelect)
    day = day_field(_("Day"))
    with_body = forms.ModelChoiceField(
        label=_("Where it went, or who guided"), queryset=Organisation.objects.none(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["with_body"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = bodies_to_choose()
        self.in_order("kind", "day", "with_body", "text")

    def values(self) -> dict[str, Any]:
        """What was written, as actions take it."""
        return {**{name: self.cleaned_data[name] for name in ("kind", "day", "with_body")}, **self.texts()}


class PromiseForm(TextsForm):
    """A promise of money."""

    TEXTS = {"what_for": Text(_("What it is for"), long=True, needed=True)}

    amount = forms.DecimalField(
        label=_("Amount"),
        max_digits=14,
        decimal_places=2,
        min_value=Decimal("0.01"),
        help_text=_("A promise, no payment: it is counted nowhere until it is accounted for."),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    day = day_field(_("Promised on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_order("amount", "currency", "day", "what_for")

    def values(self) -> dict[str, Any]:
        """What was written, as actions take it."""
        return {**{name: self.cleaned_data[name] for name in ("amount", "currency", "day")}, **self.texts()}
