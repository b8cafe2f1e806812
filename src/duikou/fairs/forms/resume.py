"""What somebody writes about themselves for the employers of one fair."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from duikou.base.free_text import FreeText, FreeTextForm
from duikou.base.refused import refused_label
from duikou.fairs.models import Resume, Stand

LONGEST = 1500
LABELLED = re.compile(r"^[\s\-*•·]*([^:：\n]{1,16}?)\s*[:：]", re.MULTILINE)
REFUSED = _(
    "Take the line “%(label)s” out: no employer here may ask for it, and it is never kept. Your experience counts."
)


def _text(label: Any, help_text: Any) -> FreeText:
    return FreeText(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )


class ResumeForm(FreeTextForm):
    """Four texts, of which one at least says something."""

    looking_for = _text(_("Looking for"), _("The kind of work, from when, full time or part time."))
    work = _text(_("Work so far"), _("Where, as what, from when until when. Practical training and helping out count."))
    education = _text(_("Education and training"), _("School, subject, courses, certificates."))
    skills = _text(_("Skills"), _("Machines, programs, languages you work in, driving licence."))

    def clean(self) -> dict[str, Any]:
        """Refuse an empty résumé, and lines that give what is never kept about anybody."""
        data = super().clean() or {}
        for name in Resume.TEXTS:
            label = next((one for one in LABELLED.findall(data.get(name) or "") if refused_label(one)), "")
            if label:
                self.add_error(name, ValidationError(REFUSED, code="refused", params={"label": label.strip()}))
        if not self.errors and not any(data.get(name) for name in Resume.TEXTS):
            raise ValidationError(_("Write something in one of the four boxes first."), code="empty")
        return data

    def texts(self) -> dict[str, str]:
        """The texts by field name."""
        return {name: self.cleaned_data[name] for name in Resume.TEXTS}


class ShareForm(forms.Form):
    """The employers who may read the résumé."""

    stands = forms.TypedMultipleChoiceField(
        label=_("These employers may read it"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: Sequence[Stand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stands"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(stand.pk, str(stand.employer)) for stand in choices]
