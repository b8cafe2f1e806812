"""What is asked for about a jury: who is in it, a juror's sheet, why works are left out and results published anew."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.activities.models import WorkCriterion
from duikou.base.free_text import FreeText, FreeTextForm
from duikou.base.texts import Text, TextsForm
from duikou.directory.models import Account


class JurorForm(forms.Form):
    """An account that shall judge."""

    account = forms.ModelChoiceField(
        label=_("Juror"),
        queryset=Account.objects.none(),
        empty_label=_("Choose"),
        help_text=_("Somebody who signs in here and does not keep this contest: who judges must not see who entered."),
        error_messages={"required": _("Choose an account."), "invalid_choice": _("Choose one of these accounts.")},
    )

    def __init__(self, *args: Any, accounts: QuerySet[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = accounts


class ExcludeForm(FreeTextForm):
    """Why a work is left out; its maker reads it."""

    why = FreeText(
        label=_("Why it is left out"),
        max_length=300,
        help_text=_("Which condition it breaks. Its maker reads this."),
        error_messages={"required": _("Say which condition the work breaks.")},
    )


class ReasonForm(TextsForm):
    """Why the results are published anew."""

    TEXTS = {"reason": Text(_("Why they are published anew"), long=True, needed=True)}


class WorkMarksForm(FreeTextForm):
    """A juror's sheet of one work: whole marks for each criterion, and a remark on the work."""

    remark = FreeText(
        label=_("A remark on the work"),
        required=False,
        max_length=300,
        help_text=_("On the work, not on whoever made it. Its maker reads it with the results, without your name."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
    )

    def __init__(self, *args: Any, criteria: list[WorkCriterion], known: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for one in criteria:
            self.fields[f"c{one.pk}"] = forms.IntegerField(
                label=str(one.name),
                min_value=0,
                max_value=one.most,
                initial=known.get(one.pk),
                help_text=_("0 to {most}").format(most=one.most),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                error_messages={
                    "required": _("Write marks for this, 0 to {most}.").format(most=one.most),
                    "min_value": _("Write a whole number from 0 to {most}.").format(most=one.most),
                    "max_value": _("Write a whole number from 0 to {most}.").format(most=one.most),
                    "invalid": _("Write a whole number from 0 to {most}.").format(most=one.most),
                },
            )
        self.order_fields([*(f"c{one.pk}" for one in criteria), "remark"])

    def marks(self) -> dict[int, int]:
        """The marks by criterion."""
        return {one.pk: self.cleaned_data[f"c{one.pk}"] for one in self.criteria}
