"""Words that anybody who knows the city would try first."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from duikou.directory.queries import city

SHORTEST = 3  # of a name that must not stand in a password
ALWAYS = ("duikou", "对口")


class ContextWords:
    """Refuses passwords that hold the name of the city, its office or the account (ASVS 5.0, 6.1.2 and 6.2.11)."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError when the password holds such a word."""
        here = city()
        names = [*here.name.values(), *here.office.values()] if here else []
        username = str(getattr(user, "username", "")).partition("@")[0]
        words = {*ALWAYS, *(str(one).casefold() for one in [*names, username] if len(str(one)) >= SHORTEST)}
        if any(word in password.casefold() for word in words):
            raise ValidationError(_("This password holds a name that others would try. Choose one without it."))

    def get_help_text(self) -> str:
        """What is asked, in a sentence."""
        return _("Not the name of the city, its office or the account.")
