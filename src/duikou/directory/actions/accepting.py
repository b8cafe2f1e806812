"""Taking up an invitation: once, by somebody new or by an account that there is."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import COMMAND, SOMEBODY, Actor
from duikou.directory.actions.accounts import add_account, grant_role
from duikou.directory.actions.appointments import appoint
from duikou.directory.actions.decisions import NotPossible
from duikou.directory.invitations import held_by
from duikou.directory.inviting import may_invite
from duikou.directory.models import Account, Decision, Grant, Invitation
from duikou.directory.queries import needs_two
from duikou.journal.actions import record


class Over(Exception):
    """The invitation was used, was taken back, has expired, or its inviter may no longer give it."""


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, username: str, display_name: str, password: str, language: str
) -> Account:
    """A new account with exactly the invitation's grant, or with a decision about it where two give the role. The
    address that it was mailed to counts as confirmed. Of two who open the same link at once, one gets in. Raises Over
    or UsernameTaken (the invitation stays open then)."""
    address = invitation.email
    _take(invitation)
    account = add_account(
        username=username,
        display_name=display_name,
        password=password,
        email=address,
        language=language,
        by=SOMEBODY,
    )
    _give(invitation, account)
    return account


@transaction.atomic
def accept_as(*, invitation: Invitation, account: Account) -> None:
    """Give an account that there is the invitation's grant. Raises Over."""
    _take(invitation)
    _give(invitation, account)


def _take(invitation: Invitation) -> None:
    now = clock.now()
    still = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None, expires_at__gt=now)
    # The database judges: of two at once, the second waits for the first, and then finds it taken.
    if not still.update(accepted_at=now, email="") or not still_given(invitation):
        raise Over


def still_given(invitation: Invitation) -> bool:
    """Whether its inviter may still give what it gives: somebody who was shown the door lets nobody in behind them."""
    if invitation.inviter_id is None:
        return True
    return may_invite(
        held_by(Account.objects.filter(pk=invitation.inviter_id).first()),  # as it is now
        role=invitation.role,
        organisation=invitation.organisation,
        area=invitation.area,
    )


def _give(invitation: Invitation, account: Account) -> Grant | Decision:
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=account)
    me = Actor("account", str(account.public_id))
    inviter = str(invitation.inviter.public_id) if invitation.inviter else ""
    record(
        what="account.invitation_accepted", which=f"account-invitation:{invitation.public_id}", by=me, inviter=inviter
    )
    what: dict[str, Any] = {"role": invitation.role, "organisation": invitation.organisation, "area": invitation.area}
    if invitation.inviter is None:
        return grant_role(account=account, **what, by=COMMAND)
    if not needs_two(invitation.role):
        return grant_role(account=account, **what, by=me)
    try:  # whoever invited has asked for the role; until a second person approves, the account may nothing
        return appoint(account=account, **what, by=Actor("account", inviter))
    except NotPossible:
        raise Over from None
