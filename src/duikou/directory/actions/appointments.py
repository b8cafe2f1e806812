"""Roles that can do harm are given by two: where a city has two administrators, one alone makes nobody administrator,
approver or finance, and takes no administrator's role away."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from duikou.base.actor import Actor
from duikou.directory.actions.accounts import grant_role, refuse_last_administrator, take_role
from duikou.directory.actions.decisions import ask
from duikou.directory.actions.sign_in import forget_factors
from duikou.directory.models import Account, Area, Decision, Grant, Organisation
from duikou.directory.queries import needs_two

GIVE, TAKE, FACTORS = "role.give", "role.take", "account.factors"


@transaction.atomic
def appoint(
    *, account: Account, role: str, organisation: Organisation | None = None, area: Area | None = None, by: Actor
) -> Grant | Decision:
    """The grant, or the decision that a second person has to make first. `by` is whoever gives it, never whoever gets
    it. Raises WrongGrant and NotPossible."""
    if by.kind == "system" or not needs_two(role):
        return grant_role(account=account, role=role, organisation=organisation, area=area, by=by)
    known = Grant.objects.filter(account=account, role=role, organisation=organisation, area=area).first()
    if known is not None:
        return known
    details = described(role, organisation, area)
    about = ":".join(("account", str(account.public_id), *details.values()))
    return ask(kind=GIVE, about=about, details=details | {"account": str(account.public_id)}, by=by)


@transaction.atomic
def dismiss(*, grant: Grant, by: Actor) -> Decision | None:
    """Take a role away. Another administrator's role is taken by two, one's own by oneself; the last administrator
    stays. The decision that has to be made first, if any. Raises LastAdministrator and NotPossible."""
    if grant.role == Grant.Role.ADMINISTRATOR:
        refuse_last_administrator(grant.account)
        own = by.kind == "account" and by.ref == str(grant.account.public_id)
        if not own and by.kind != "system" and needs_two(grant.role):
            account = str(grant.account.public_id)
            return ask(kind=TAKE, about=f"account:{account}:{grant.role}", details={"account": account}, by=by)
    take_role(grant=grant, by=by)
    return None


@transaction.atomic
def let_set_up_anew(*, account: Account, by: Actor) -> Decision | int:
    """Take the second factors away from somebody who has lost them, and give their number. For an account with a role
    that is given by two, the decision that has to be made first: whoever takes them away could hand themselves a new
    password for it. Raises NotPossible."""
    strong = any(needs_two(role) for role in account.grants.values_list("role", flat=True))
    if by.kind == "system" or not strong:
        return forget_factors(account=account, by=by)
    ref = str(account.public_id)
    return ask(kind=FACTORS, about=f"account:{ref}", details={"account": ref}, by=by)


def described(role: str, organisation: Organisation | None, area: Area | None) -> dict[str, Any]:
    """What a grant is for, in ids: role, organisation (or `city`) and area (or nothing)."""
    return {
        "role": role,
        "organisation": str(organisation.public_id) if organisation else "city",
        "area": area.code if area else "",
    }
