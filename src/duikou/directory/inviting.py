"""Who may invite whom: nobody gives more than they hold, or look after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from duikou.base.registry import Registry
from duikou.directory.models import Area, Grant, Organisation
from duikou.directory.rules import unfit

Role = Grant.Role

# A room above says which employers these offices look after, by primary key: `looked_after.add("fairs", employers_at)`.
looked_after: Registry[Callable[[Sequence[int]], set[int]]] = Registry()


@dataclass(frozen=True, slots=True)
class Held:
    """One grant of whoever invites, as far as inviting goes: of a role, for an organisation (primary key) or all, and
    within an area, or all. `employers` are those that an office looks after."""

    role: str
    organisation: int | None = None
    area: Area | None = None
    employers: frozenset[int] = frozenset()


def may_invite(held: Sequence[Held], *, role: str, organisation: Organisation | None, area: Area | None) -> bool:
    """Whether these grants let somebody give `role` for `organisation` (None: the whole city) within `area`.

    An administrator gives every role that there can be. An office invites the people of approved employers that it
    looks after, an employer's own people their colleagues."""
    if unfit(role, organisation=organisation, area=area) is not None:
        return False
    return any(_gives(one, role, organisation) for one in held)


def _gives(one: Held, role: str, organisation: Organisation | None) -> bool:
    if one.role == Role.ADMINISTRATOR:
        return True
    if role != Role.EMPLOYER or organisation is None:
        return False
    if one.role == Role.OFFICE:
        approved = organisation.state == Organisation.State.APPROVED
        theirs = one.organisation is None or organisation.pk in one.employers
        return approved and theirs and _within(one.area, organisation.area)
    declined = organisation.state == Organisation.State.DECLINED
    return one.role == Role.EMPLOYER and one.organisation == organisation.pk and not declined


def _within(mine: Area | None, theirs: Area | None) -> bool:
    """Whether their area is the inviter's own or a part of it."""
    if mine is None:
        return True
    while theirs is not None:
        if theirs.pk == mine.pk:
            return True
        theirs = theirs.parent
    return False
