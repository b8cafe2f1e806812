"""The decisions about roles: what is decided, how it reads, and what is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy

from duikou.base.actor import Actor
from duikou.directory.actions.accounts import grant_role, refuse_last_administrator, take_role
from duikou.directory.actions.appointments import FACTORS, GIVE, TAKE
from duikou.directory.actions.sign_in import forget_factors
from duikou.directory.appointment_words import account_of, area_of, body_of, say_giving, say_losing_factors, say_taking
from duikou.directory.decisions import Kind, kinds
from duikou.directory.models import Decision, Grant


def giving(about: str, details: Mapping[str, Any]) -> dict[str, Any] | None:
    """What giving a role is about: an open account with the roles it holds, and the body's state."""
    account, body, area = account_of(details), body_of(details), area_of(details)
    if account is None or (body is None) != (details["organisation"] == "city") or bool(area) != bool(details["area"]):
        return None
    if not account.is_active or account.grants.filter(role=details["role"], organisation=body, area=area).exists():
        return None
    holds = account.grants.values_list("role", "organisation__public_id", "area__code")
    return {
        "holds": sorted([str(part) for part in row] for row in holds),
        "body": body.state if body else "",
        "area": area.parent_id if area else None,
    }


def taking(about: str, details: Mapping[str, Any]) -> dict[str, Any] | None:
    """What taking an administrator's role is about: the grant itself."""
    grant = _administrator(details)
    return {"grant": grant.pk} if grant else None


def _administrator(details: Mapping[str, Any]) -> Grant | None:
    found = Grant.objects.filter(account__public_id=UUID(details["account"]), role=Grant.Role.ADMINISTRATOR)
    return found.select_related("account").first()


def give(decision: Decision, by: Actor) -> None:
    """Give the role."""
    details = decision.details
    account = account_of(details)
    assert account is not None
    grant_role(
        account=account,
        role=details["role"],
        organisation=body_of(details),
        area=area_of(details),
        by=by,
        agreed=decision,
    )


def take(decision: Decision, by: Actor) -> None:
    """Take the role. Raises LastAdministrator."""
    grant = _administrator(decision.details)
    assert grant is not None
    refuse_last_administrator(grant.account)
    take_role(grant=grant, by=by)


def losing_factors(about: str, details: Mapping[str, Any]) -> dict[str, Any] | None:
    """What taking second factors away is about: those that there are."""
    account = account_of(details)
    found = Authenticator.objects.filter(user=account).order_by("pk") if account else Authenticator.objects.none()
    return {"factors": list(found.values_list("pk", flat=True))} if found else None


def set_up_anew(decision: Decision, by: Actor) -> None:
    """Take the second factors away."""
    account = account_of(decision.details)
    assert account is not None
    forget_factors(account=account, by=by)


def gains(decision: Decision) -> set[UUID]:
    """Whoever would get the role does not approve it."""
    return {UUID(decision.details["account"])}


def declare() -> None:
    """Declare the decisions about roles."""
    kinds.add(GIVE, Kind(GIVE, gettext_lazy("Give a role"), giving, say_giving, give, barred=gains))
    kinds.add(TAKE, Kind(TAKE, gettext_lazy("Take the role of administrator away"), taking, say_taking, take))
    says = gettext_lazy("Let somebody set up second factors anew")
    kinds.add(FACTORS, Kind(FACTORS, says, losing_factors, say_losing_factors, set_up_anew, barred=gains))
