"""Inviting people to sign in: a grant goes out as a link, and can be taken back until somebody takes it up."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.ids import new_id
from duikou.base.sealed import look_up_hash
from duikou.directory import link_secrets
from duikou.directory.contacts import normal_contact
from duikou.directory.invitations import held_by
from duikou.directory.inviting import may_invite
from duikou.directory.models import Account, Area, Grant, Invitation, Organisation
from duikou.directory.recipients import mail_goes_out
from duikou.journal.actions import queue, record

LIVES = timedelta(days=7)
MOST_A_DAY_TO_ONE_ADDRESS = 3
MOST_OPEN_OF_STAFF, MOST_OPEN_OF_EMPLOYER = 2_000, 20
PURPOSE = "invitation"


class NotYours(Exception):
    """Whoever invites may not give this: nobody gives more than they hold."""


class TooMany(Exception):
    """Too many invitations: to this address today, or open ones by the same account."""


def secret_of(invitation: Invitation) -> str:
    """The secret that stands in an invitation's link."""
    return link_secrets.secret_for(PURPOSE, invitation.public_id.hex)


@transaction.atomic
def invite(
    *,
    role: str,
    organisation: Organisation | None = None,
    area: Area | None = None,
    email: str = "",
    language: str = "",
    inviter: Account | None,
    by: Actor,
) -> Invitation:
    """An invitation to take up this grant, good for seven days. With `email` it goes there, if the city can send mail;
    otherwise `by_mail` is False and the link is to be handed over. Raises NotYours or TooMany.

    Without an inviter it was made on the machine itself, where everything is allowed."""
    if inviter is not None:
        # One after the other, so that they are counted, and as the account is now.
        inviter = Account.objects.select_for_update().get(pk=inviter.pk)
        if not may_invite(held_by(inviter), role=role, organisation=organisation, area=area):
            raise NotYours
    address = (normal_contact(email) or "") if mail_goes_out() else ""
    hashed = look_up_hash(address) if address else None
    now = clock.now()
    _refuse_too_many(inviter, hashed)
    public_id = new_id()
    invitation = Invitation.objects.create(
        public_id=public_id,
        role=role,
        organisation=organisation,
        area=area,
        email=address,
        email_hash=hashed,
        by_mail=bool(address),
        language=language,
        secret_hash=link_secrets.hash_of(link_secrets.secret_for(PURPOSE, public_id.hex)),
        inviter=inviter,
        created_at=now,
        expires_at=now + LIVES,
    )
    which = f"account-invitation:{public_id}"
    body = str(organisation.public_id) if organisation else "city"
    record(what="account.invited", which=which, by=by, role=role, organisation=body, by_mail=bool(address))
    if address:
        queue(
            template="account_invitation",
            recipient=which,
            about=which,
            dedupe_key=which,
            expires_at=invitation.expires_at,
            urgent=True,
        )
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: Actor) -> bool:
    """Take an invitation back that nobody has used; whether there was one to take back."""
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    done = waiting.update(revoked_at=clock.now(), email="")
    if done:
        record(what="account.invitation_revoked", which=f"account-invitation:{invitation.public_id}", by=by)
    return bool(done)


def forget_invitations() -> int:
    """Let go of the addresses of invitations whose time is over; gives their number."""
    over = Invitation.objects.filter(expires_at__lte=clock.now(), email_hash__isnull=False)
    return over.update(email="", email_hash=None)


def _refuse_too_many(inviter: Account | None, hashed: bytes | None) -> None:
    now = clock.now()
    if hashed is not None:
        same = Invitation.objects.filter(email_hash=hashed, created_at__gt=now - timedelta(days=1))
        if same.count() >= MOST_A_DAY_TO_ONE_ADDRESS:
            raise TooMany
    if inviter is not None:
        still = Invitation.objects.filter(inviter=inviter, accepted_at=None, revoked_at=None, expires_at__gt=now)
        staff = Grant.objects.filter(account=inviter).exclude(role=Grant.Role.EMPLOYER).exists()
        if still.count() >= (MOST_OPEN_OF_STAFF if staff else MOST_OPEN_OF_EMPLOYER):
            raise TooMany
