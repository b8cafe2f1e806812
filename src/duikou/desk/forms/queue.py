"""Closing a window early."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from duikou.base.texts import Text, TextsForm
from duikou.base.translated import Translated


class CloseForm(TextsForm):
    """Why a window closes for the rest of the day, as people are told."""

    TEXTS = {"reason": Text(_("Why, as people are told"), needed=True)}

    def reason(self) -> Translated:
        """The reason by language."""
        return self.texts()["reason"]
