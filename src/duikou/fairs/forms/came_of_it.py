"""What came of a talk, as the person says it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.fairs.models import Interview

Said = Interview.Said
ANSWERS: dict[str, Any] = {
    Said.HIRED: _("I was taken on"),
    Said.OFFERED: _("I was offered the post"),
    Said.SECOND: _("I was asked to a second interview"),
    Said.INTERESTED: _("We stay in touch"),
    Said.NOT_NOW: _("Nothing came of it this time"),
    Said.NO_TALK: _("There was no talk: nobody had time for me, or nobody was there"),
}
WITHHOLD, AGREE = "withhold", "agree"


class CameOfItForm(forms.Form):
    """The person's own answer. Which button was pressed is `do`: to `agree` with what the employer noted, to `withhold`
    the answer, or else to give the one chosen."""

    said = forms.ChoiceField(
        label=_("What came of it?"),
        choices=tuple(ANSWERS.items()),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the answers, or say that you would rather not say."),
            "invalid_choice": _("Choose one of the answers shown."),
        },
    )

    def answer(self) -> str:
        """The answer given, as Interview.Said; call it when the form is valid."""
        return str(self.cleaned_data["said"])


def pressed(data: Any) -> str:
    """Which button was pressed; empty for the one that sends the answer chosen."""
    return str(data.get("do", "")) if data.get("do") in (WITHHOLD, AGREE) else ""
