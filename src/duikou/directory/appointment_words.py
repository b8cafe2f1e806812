"""Decisions about roles in words, and the rows that their ids stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from duikou.directory.models import Account, Area, Decision, Grant, Organisation
from duikou.directory.roles import PURPOSES


def account_of(details: Mapping[str, Any]) -> Account | None:
    """The account whose role it is."""
    return Account.objects.filter(public_id=UUID(details["account"])).first()


def body_of(details: Mapping[str, Any]) -> Organisation | None:
    """The body that the role is for; None for the whole city."""
    if details["organisation"] == "city":
        return None
    return Organisation.objects.filter(public_id=UUID(details["organisation"])).first()


def area_of(details: Mapping[str, Any]) -> Area | None:
    """The area that the role is within; None for everywhere."""
    return Area.objects.filter(code=details["area"]).first() if details["area"] else None


def say_giving(decision: Decision) -> list[str]:
    """What an approver reads about giving a role."""
    details = decision.details
    account, body, area = account_of(details), body_of(details), area_of(details)
    named = _named(account)
    lines = [
        _("%(name)s becomes: %(role)s.") % {"name": named, "role": Grant.Role(details["role"]).label},
        str(PURPOSES[details["role"]]),
        _("For: %(body)s.") % {"body": body or _("the whole city")},
    ]
    return [*lines, _("Within: %(area)s.") % {"area": area}] if area else lines


def say_taking(decision: Decision) -> list[str]:
    """What an approver reads about taking an administrator's role."""
    named = _named(account_of(decision.details))
    return [_("%(name)s is no administrator any more. Other roles stay.") % {"name": named}]


def say_losing_factors(decision: Decision) -> list[str]:
    """What an approver reads about taking second factors away."""
    named = _named(account_of(decision.details))
    return [
        _("%(name)s is signed out, and sets up a second factor anew at the next sign-in.") % {"name": named},
        _("Ask them yourself whether they have lost theirs: whoever has their password could sign in as them."),
    ]


def _named(account: Account | None) -> str:
    if account is None:
        return _("an account that is gone")
    if not account.display_name:
        return account.username
    return _("%(name)s (%(username)s)") % {"name": account.display_name, "username": account.username}
