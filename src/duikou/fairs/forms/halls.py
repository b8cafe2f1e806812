"""Laying the hall of a fair out."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from duikou.fairs.hall import BadHall, Hall, Row, read_rows, write_rows
from duikou.fairs.models import HallPlan

WHY = {
    "empty": _("Write the number of at least one table."),
    "twice": _("Table %(what)s is there twice. Leave it in one place."),
    "no_number": _("“%(what)s” is no number of a table. Write numbers, and - where no table stands."),
    "too_large": _("This is larger than a hall can be: 60 rows of 40 tables at most."),
}


class RowsField(forms.Field):
    """Rows of tables, written as lines of numbers. Holds nothing else."""

    widget = forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off", "dir": "ltr"})

    def clean(self, value: Any) -> tuple[Row, ...]:
        """The rows; refuses what is no plan of a hall."""
        try:
            return read_rows(str(value or "")[:20_000])
        except BadHall as bad:
            raise forms.ValidationError(WHY[bad.why], code=bad.why, params={"what": bad.what}) from bad


class HallForm(forms.Form):
    """Which table stands where. `numbers` are those of the fair, which must all be there and no others."""

    rows = RowsField(
        label=_("Rows of tables"),
        help_text=_("One line for each row, the row nearest to the entrance first; - where no table stands."),
    )
    entrance = forms.ChoiceField(
        label=_("Entrance"),
        choices=(
            (HallPlan.Entrance.LEFT, _("on the left")),
            (HallPlan.Entrance.MIDDLE, _("in the middle")),
            (HallPlan.Entrance.RIGHT, _("on the right")),
        ),
    )

    def __init__(self, *args: Any, hall: Hall, numbers: Collection[int], **kwargs: Any) -> None:
        self._numbers = set(numbers)
        kwargs["initial"] = {"rows": write_rows(hall), "entrance": hall.entrance}
        super().__init__(*args, **kwargs)

    def clean_rows(self) -> tuple[Row, ...]:
        """The rows, if they hold every table of the fair and no other."""
        rows: tuple[Row, ...] = self.cleaned_data["rows"]
        there = {number for row in rows for number in row if number}
        for numbers, why in (
            (self._numbers - there, _("These tables are not there yet: %(numbers)s. Add them.")),
            (there - self._numbers, _("No stand has these numbers: %(numbers)s. Take them out.")),
        ):
            if numbers:
                said = pgettext("between the parts of an address", ", ").join(map(str, sorted(numbers)[:20]))
                raise forms.ValidationError(why, code="tables", params={"numbers": said})
        return rows
