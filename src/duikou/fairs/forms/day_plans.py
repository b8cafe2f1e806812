"""Planning a day anew: how many may move for it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

CHOICES = (
    (0, _("nobody is moved")),
    (5, _("5 talks at most")),
    (20, _("20 talks at most")),
    (100, _("100 talks at most")),
)
USUAL = 20


class MovesForm(forms.Form):
    """How many talks of others may move, so that somebody else gets a time."""

    most = forms.TypedChoiceField(
        label=_("Who may be moved"),
        choices=CHOICES,
        coerce=int,
        initial=USUAL,
        help_text=_("Only so that somebody else gets a time. Each who is moved is told."),
        error_messages={"required": _("Choose how many."), "invalid_choice": _("Choose one of the numbers here.")},
    )


class DoForm(MovesForm):
    """The plan that was looked at, by its digest."""

    digest = forms.RegexField(
        regex=r"\A[0-9a-f]{64}\Z",
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Look at the plan first, then do it."),
            "invalid": _("Look at the plan first, then do it."),
        },
    )
