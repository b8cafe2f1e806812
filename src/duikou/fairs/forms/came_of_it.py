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
WITHHOLD, AGREE, ASK, STOP = "withhold", "agree", "ask", "stop"
MAY_ASK = _("After 30, 60 and 90 days you may ask me by message how it goes: one question each")
WHAT_IS_KEPT = _(
    "For that your contact, your language and this employer are kept, 104 days at most; your name goes as promised. "
    "You can stop at any time. Of the answers only a count is kept."
)


class CameOfItForm(forms.Form):
    """The person's own answer. Which button was pressed is `do`: to `agree` with what the employer noted, to `withhold`
    the answer, or else to give the one chosen. Whoever can be reached and was not asked yet is `offered` to be asked
    later how it goes; nothing is ticked beforehand."""

    said = forms.ChoiceField(
        label=_("What came of it?"),
        choices=tuple(ANSWERS.items()),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the answers, or say that you would rather not say."),
            "invalid_choice": _("Choose one of the answers shown."),
        },
    )

    ask = forms.BooleanField(label=MAY_ASK, help_text=WHAT_IS_KEPT, required=False)

    def __init__(self, *args: Any, offered: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not offered:
            del self.fields["ask"]

    def answer(self) -> str:
        """The answer given, as Interview.Said; call it when the form is valid."""
        return str(self.cleaned_data["said"])


def pressed(data: Any) -> str:
    """Which button was pressed; empty for the one that sends the answer chosen."""
    return str(data.get("do", "")) if data.get("do") in (WITHHOLD, AGREE, ASK, STOP) else ""
