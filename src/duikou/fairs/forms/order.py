"""An employer's order of those who wished for it: a number beside each, empty for who is not named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from duikou.base.ids import show_code
from duikou.booking.models import Wish

MOST = 99_999


class OrderForm(forms.Form):
    """One number for each of these wishes; the smallest is wanted most, gaps do not matter."""

    def __init__(self, *args: Any, wishes: Sequence[Wish], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wishes = wishes
        for one in wishes:
            self.fields[one.entry.code] = forms.IntegerField(
                label=_("Place of %(code)s in your order") % {"code": show_code(one.entry.code)},
                required=False,
                min_value=1,
                max_value=MOST,
                initial=one.named,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )

    def rows(self) -> Iterator[tuple[Wish, BoundField]]:
        """Each wish with its field."""
        return ((one, self[one.entry.code]) for one in self.wishes)

    def clean(self) -> dict[str, Any]:
        """No number is given twice."""
        data = super().clean() or {}
        met: dict[int, str] = {}
        for code, number in list(data.items()):
            if number is None:
                continue
            if number in met:
                self.add_error(
                    code,
                    _("The number %(number)s stands here and beside %(code)s. Give each number once.")
                    % {"number": number, "code": show_code(met[number])},
                )
            met.setdefault(number, code)
        return data

    def codes(self) -> list[str]:
        """The codes in their order."""
        given = [(number, code) for code, number in self.cleaned_data.items() if number is not None]
        return [code for _number, code in sorted(given)]
