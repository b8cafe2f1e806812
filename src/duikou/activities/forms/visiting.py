"""What is asked for about visits, what was found, what was put right, and what is ruled."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.activities.forms.titles import day_field
from duikou.activities.models import Finding, Review, Ruling, Visit
from duikou.activities.queries.titles import bodies_to_choose
from duikou.activities.title_rules import OF_CANDIDATES, OF_HOLDERS, Refusal
from duikou.activities.title_words import TITLE_REFUSALS
from duikou.base.choosing import SomeOf
from duikou.base.free_text import FreeText, FreeTextForm
from duikou.base.texts import Text, TextsForm
from duikou.directory.models import Organisation


class VisitForm(forms.Form):
    """A visit: which day, members of which bodies."""

    day = day_field(_("Day"))
    bodies = SomeOf(
        label=_("Whose members go there"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Bodies, no names. Their staff can write down what was found."),
        error_messages={"required": TITLE_REFUSALS[Refusal.NOBODY]},
    )

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["bodies"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        others = bodies_to_choose().exclude(pk=review.candidacy.body_id)
        field.queryset = others.exclude(kind=Organisation.Kind.EMPLOYER)


class FindingForm(FreeTextForm):
    """What was found about a criterion; with a day it is to be put right until then."""

    judged = forms.ChoiceField(label=_("The criterion is"), choices=Finding.Judged.choices, widget=forms.RadioSelect)
    severity = forms.ChoiceField(
        label=_("What lacks is"), choices=Finding.Severity.choices, widget=forms.RadioSelect, required=False
    )
    text = FreeText(
        label=_("What was found"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("About the place and what is offered there. Name no person."),
    )
    mend_by = day_field(_("To be put right until"), required=False, help_text=_("Empty: nothing is to be done."))

    def __init__(self, *args: Any, visit: Visit, finding: Finding | None = None, **kwargs: Any) -> None:
        self.visit = visit
        if finding is not None:
            names = ("judged", "severity", "text", "mend_by")
            kwargs["initial"] = {name: getattr(finding, name) for name in names}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """What lacks has a weight; a deadline lies after the visit."""
        data = super().clean() or {}
        judged, mend_by = data.get("judged"), data.get("mend_by")
        if judged == Finding.Judged.MET:
            data |= {"severity": "", "mend_by": None}
        elif judged and not data.get("severity"):
            self.add_error("severity", _("Say whether what lacks is minor or serious."))
        elif mend_by and mend_by < self.visit.day:
            self.add_error("mend_by", str(TITLE_REFUSALS[Refusal.DEADLINE]))
        elif data.get("severity") == Finding.Severity.SERIOUS and not mend_by and "mend_by" not in self.errors:
            self.add_error("mend_by", str(TITLE_REFUSALS[Refusal.NO_DEADLINE]))
        return data

    def values(self) -> dict[str, Any]:
        """What was written, as actions take it."""
        return {name: self.cleaned_data[name] for name in ("judged", "severity", "text", "mend_by")}


class MendForm(FreeTextForm):
    """What a body did about a finding."""

    proof = FreeText(
        label=_("What was done, and where it can be seen"), max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )


class SettleForm(FreeTextForm):
    """Whether what was put right is enough; else why not, and until when it is."""

    why = FreeText(
        label=_("If it is not enough: why"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    mend_by = day_field(_("Then until"), required=False)


class RulingForm(TextsForm):
    """What is ruled about a body, from which day, why and by which document."""

    TEXTS = {
        "reason": Text(_("The reason"), long=True, needed=True, help_text=_("Everybody reads the reason of a title.")),
        "document": Text(_("By which document"), help_text=_("Its title or number.")),
    }

    what = forms.ChoiceField(label=_("The body"), widget=forms.RadioSelect)
    on = day_field(_("From which day on"))

    def __init__(self, *args: Any, review: Review, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": today}, **kwargs)
        candidate = review.candidacy.state == "candidate"
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one, Ruling.What(one).label) for one in (OF_CANDIDATES if candidate else OF_HOLDERS)]
        self.in_order("what", "on", "reason", "document")

    def values(self) -> dict[str, Any]:
        """What was written, as actions take it."""
        return {"what": self.cleaned_data["what"], "on": self.cleaned_data["on"], **self.texts()}


class AnswerForm(FreeTextForm):
    """What a body answers to what is to be ruled against it."""

    answer = FreeText(label=_("Our answer"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5}))
