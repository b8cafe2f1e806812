"""What passwords must be: long enough, and without words that anybody who knows the city would try first."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from duikou.directory.queries import city

SHORTEST = 3  # of a name that must not stand in a password
ALWAYS = ("duikou", "对口")


class LongEnough(MinimumLengthValidator):
    """Refuses short passwords, in words that are translated: those of Django 5.2 are not."""

    def get_error_message(self) -> str:
        """What is wrong, in a sentence."""
        return _(
            "This password is too short. Take at least {number} characters; several words are easy to keep."
        ).format(number=self.min_length)


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
