"""What the page of messages is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.journal.models import Message
from duikou.journal.queries import undelivered_kinds

ANY = ("", _("all"))
STATES = (ANY, (Message.State.WAITING, _("to be tried again")), (Message.State.FAILED, _("given up")))


class Stuck(forms.Form):
    """Which of the messages that reached nobody are shown."""

    kind = forms.ChoiceField(label=_("Message"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [ANY, *undelivered_kinds()]
