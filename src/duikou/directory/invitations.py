"""Reads of invitations: what somebody may give, to whom, and what was given."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from duikou.directory import link_secrets, permissions
from duikou.directory.inviting import Held, looked_after
from duikou.directory.models import Account, Grant, Invitation, Organisation


def held_by(account: object) -> list[Held]:
    """What `account` holds, for the question whom it may invite; nothing once it is closed, and nothing
    for a body that was declined."""
    held = permissions.grants_held(account, *Grant.Role.values).select_related("area").order_by("id")
    return [_held(grant) for grant in held]


def organisations_to_invite(held: Iterable[Held]) -> QuerySet[Organisation]:
    """The organisations for which whoever holds this may invite somebody, by name."""
    every = Organisation.objects.order_by("kind", "name_key")
    allowed = Q(pk__in=[])
    for one in held:
        if one.role == Grant.Role.ADMINISTRATOR:
            return every
        if one.role == Grant.Role.OFFICE:
            approved = Q(kind=Organisation.Kind.EMPLOYER, state=Organisation.State.APPROVED)
            theirs = Q() if one.organisation is None else Q(pk__in=one.employers)
            there = Q(area__in=permissions.with_parts([one.area.pk])) if one.area else Q()
            allowed |= approved & theirs & there
        elif one.role == Grant.Role.EMPLOYER:
            allowed |= Q(pk=one.organisation, kind=Organisation.Kind.EMPLOYER)
    return every.filter(allowed)


def invitations_seen_by(account: Account) -> QuerySet[Invitation]:
    """The invitations that `account` may see and take back, the newest first: administrators all, others their own and
    those of the employers they may invite for."""
    found = Invitation.objects.select_related("organisation", "inviter", "accepted_by").order_by("-pk")
    held = held_by(account)
    if any(one.role == Grant.Role.ADMINISTRATOR for one in held):
        return found
    theirs = Q(role=Grant.Role.EMPLOYER, organisation__in=organisations_to_invite(held).order_by().values("pk"))
    return found.filter(Q(inviter=account) | theirs)


def invitation_with(secret: str) -> Invitation | None:
    """The invitation that a link with this secret opens, whatever has become of it."""
    if len(secret) != link_secrets.LENGTH:
        return None
    found = Invitation.objects.select_related("organisation", "area__parent", "inviter")
    return found.filter(secret_hash=link_secrets.hash_of(secret)).first()


def _held(grant: Grant) -> Held:
    employers: set[int] = set()
    if grant.role == Grant.Role.OFFICE and grant.organisation_id:
        for look in looked_after:
            employers |= look([grant.organisation_id])
    return Held(grant.role, grant.organisation_id, grant.area, frozenset(employers))
