"""Codes of an app and spare codes, where a page that knows no sign-in asks for the second factor."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from duikou.directory.models import Account
from duikou.directory.queries import has_second_factor
from duikou.directory.second_steps import SecondStep, second_steps

TYPED = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


def is_code(account: Account, typed: str) -> bool:
    """Whether this is a code of the account's app, not used before, or a spare code, which is used up by that. Whoever
    has passkeys only types a spare code."""
    kept = Authenticator.objects.filter(user=account, type__in=TYPED).order_by("pk")
    return any(one.wrap().validate_code(typed.strip().replace(" ", "")) for one in kept)


def declare() -> None:
    """Have these codes asked for."""
    second_steps.add("codes", SecondStep(has=has_second_factor, accepts=is_code))
