"""What needs a second person: kinds of decisions, each declared by the room that acts on it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.registry import Registry
from duikou.directory.models import Account, Decision, Grant
from duikou.directory.permissions import NOTHING, May, MayWith, questions

Role = Grant.Role
Facts = Mapping[str, Any]


def nobody(decision: Decision) -> set[UUID]:
    """Bars nobody from deciding."""
    return set()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of decision. `facts(about, details)` is exactly what is decided as it stands now, in ids and numbers
    (None: there is nothing to decide any more); it is taken when somebody asks and again when somebody approves, and
    must be the same. `in_words` says to the approver what happens then, `act` does it within the approval's
    transaction. Those with one of `decide` decide, those with one of `ask` ask, administrators both; `barred` are
    accounts (public ids) that may not approve, besides whoever asked."""

    name: str
    says: Any
    facts: Callable[[str, Facts], Facts | None]
    in_words: Callable[[Decision], list[str]]
    act: Callable[[Decision, Actor], object]
    decide: tuple[str, ...] = (Role.APPROVER,)
    ask: tuple[str, ...] = ()
    barred: Callable[[Decision], set[UUID]] = nobody


kinds: Registry[Kind] = Registry()

DECIDE = May(
    _("Decide what colleagues have asked for: a second person where money, a draw or a role is at stake."),
    (Role.APPROVER,),
)


def declare() -> None:
    """Put the question on the page of one's own account."""
    questions.add("directory.decide", DECIDE)


def digest_of(kind: Kind, about: str, details: Facts) -> bytes | None:
    """The SHA-256 of exactly what is decided, as it stands now; None when there is nothing to decide any more."""
    facts = kind.facts(about, details)
    if facts is None:
        return None
    said = {"kind": kind.name, "about": about, "details": details, "facts": facts}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).digest()


def decided_by(account: object) -> QuerySet[Decision]:
    """The decisions that `account` may decide, within the bodies and areas of its roles; its own are among them, to
    be seen, but are somebody else's to decide."""
    return Decision.objects.filter(_rows(account, lambda kind: kind.decide))


def asked_for(account: object, kind: Kind) -> MayWith[Decision]:
    """Whether somebody may ask for decisions of this kind."""
    return _question(kind.ask)


def seen_by(account: object) -> QuerySet[Decision]:
    """The decisions on the page of `account`, the newest first: those it may decide and those it asked for."""
    rows = _rows(account, lambda kind: kind.decide)
    if isinstance(account, Account) and account.is_active:
        rows |= Q(asked_by=account.public_id)
    return Decision.objects.filter(rows).order_by("-pk")


def waiting_for(account: object) -> QuerySet[Decision]:
    """What waits for `account` to decide, the oldest first: what others have asked for and nobody has decided."""
    if not isinstance(account, Account):
        return Decision.objects.none()
    waits = decided_by(account).filter(state=Decision.State.ASKED, lapses_at__gt=clock.now())
    return waits.exclude(asked_by=account.public_id).order_by("pk")


def deciders_of(decision: Decision) -> list[Account]:
    """The open accounts that may approve this decision: never whoever asked, nor those whom its kind bars."""
    kind = kinds.get(decision.kind)
    if kind is None:
        return []
    barred = {decision.asked_by, *kind.barred(decision)}
    roles = {*kind.decide, Role.ADMINISTRATOR}
    held = Account.objects.filter(is_active=True, grants__role__in=roles).exclude(public_id__in=barred).distinct()
    return [one for one in held.order_by("pk") if _question(kind.decide).allows(one, decision)]


def _rows(account: object, roles: Callable[[Kind], tuple[str, ...]]) -> Q:
    rows = NOTHING
    for kind in kinds:
        rows |= Q(kind=kind.name) & _question(roles(kind)).rows(account)
    return rows


def _question(roles: tuple[str, ...]) -> MayWith[Decision]:
    return MayWith[Decision](DECIDE.says, roles, model=Decision, areas=("area",))
