"""Who may do what with which things: one rule for each question, asked by the lists and by the guards alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.base.registry import Registry
from duikou.directory.models import Account, ApiToken, Area, Grant, Organisation, PlacePhoto, Webhook

T = TypeVar("T", bound=Model)
Role = Grant.Role
NOTHING = Q(pk__in=())
EVERYTHING = ~NOTHING  # unlike Q(), which the other side of an "or" would swallow


def grants_held(account: object, *roles: str) -> QuerySet[Grant]:
    """The grants of one of `roles` that open something to `account` now: none of an account that is closed, none for a
    body that was declined."""
    if not isinstance(account, Account) or not account.is_active:
        return Grant.objects.none()
    held = Grant.objects.filter(account=account, role__in=roles).exclude(
        organisation__state=Organisation.State.DECLINED
    )
    return held.exclude(organisation__state=Organisation.State.DECLINED)


def roles_of(request: Any) -> frozenset[str]:
    """The roles that open something to whoever sent the request, as they were when a part of the page first asked."""
    asked, roles = getattr(request, "_roles_held", (None, frozenset()))
    if asked is not request.user:
        roles = frozenset(grants_held(request.user, *Role.values).values_list("role", flat=True))
        request._roles_held = (request.user, roles)
    return roles


def with_parts(areas: Iterable[int]) -> set[int]:
    """The keys of these areas and of all that lies in them, however deep: a query for each level."""
    found: set[int] = set()
    new = set(areas)
    while new:
        found |= new
        new = set(Area.objects.filter(parent__in=new).values_list("pk", flat=True)) - found
    return found


@dataclass(frozen=True)
class May:
    """A question with its answer: whether somebody may do what `says` says. Those may who hold one of `roles`;
    administrators hold every role, unless it is for one who acts for an employer."""

    says: Any
    roles: tuple[str, ...] = ()
    administrators: bool = True

    def opens_to(self, role: str) -> bool:
        """Whether `role` is one that may."""
        return role in self.roles or (role == Role.ADMINISTRATOR and self.administrators)

    def asked_of(self, account: object) -> bool:
        """Whether `account` may at all, with one thing or another."""
        return self._grants(account).exists()

    def shown_to(self, request: Any) -> bool:
        """Whether whoever sent the request may at all: what a link of the shell asks. A page has a dozen of them, for
        which roles are looked up once."""
        if not any(map(self.opens_to, roles_of(request))):
            return False
        return type(self)._grants is May._grants or self.asked_of(request.user)

    def everywhere(self, account: object) -> bool:
        """Whether `account` may in the whole city, whatever body a thing is of."""
        return self._grants(account).filter(organisation=None, area=None).exists()

    def _grants(self, account: object) -> QuerySet[Grant]:
        also = (Role.ADMINISTRATOR,) if self.administrators else ()
        return grants_held(account, *self.roles, *also)


@dataclass(frozen=True)
class MayWith(May, Generic[T]):
    """A question about things of one kind. A thing belongs to the body at `organisation` and lies in the first of
    `areas` that is known (both are look-ups of a queryset). A role for one body opens that body's things, one within an
    area what lies in it or its parts; a thing that lies nowhere is opened by no role within an area."""

    model: type[T] | None = None
    organisation: str = "organisation"
    areas: tuple[str, ...] = ()

    def rows(self, account: object) -> Q:
        """The things with which `account` may, as a condition for their queryset: a query, and some for areas."""
        rows = NOTHING
        for grant in self._grants(account):
            if grant.organisation_id is None and grant.area_id is None:
                return EVERYTHING
            of_it = Q() if grant.organisation_id is None else Q(**{self.organisation: grant.organisation_id})
            rows |= of_it if grant.area_id is None else of_it & self._within(grant.area_id)
        return rows

    def things(self, account: object) -> QuerySet[T]:
        """The things with which `account` may: what lists show, and where a guard looks its thing up."""
        assert self.model is not None
        return self.model._default_manager.filter(self.rows(account))

    def allows(self, account: object, thing: T) -> bool:
        """Whether `account` may with this thing."""
        return self.things(account).filter(pk=thing.pk).exists()

    def _within(self, area: int) -> Q:
        parts, found, unknown = with_parts([area]), NOTHING, Q()
        for path in self.areas:
            found |= unknown & Q(**{f"{path}__in": parts})
            unknown &= Q(**{f"{path}__isnull": True})
        return found


# What stands on the page of one's own account, in this order; each room declares what it guards.
questions: Registry[May] = Registry()

KEEP_ACCOUNTS = May(_("Give and take roles, open and close accounts."))
INVITE = May(_("Invite people to sign in."), (Role.OFFICE, Role.EMPLOYER))
KEEP_CITY = May(_("Change the city’s names, languages and mail server; add and rename organisations and areas."))
KEEP_MESSAGES = May(_("See which messages reached nobody, and send them again."))
READ_WORDINGS = May(_("See how every message is worded."), (Role.OFFICE,))
READ_JOURNAL = May(_("Read who did what."), (Role.AUDITOR,))
CONNECT = MayWith[Organisation](
    _("Give out tokens and webhooks to other systems."), (Role.OFFICE,), model=Organisation, organisation="pk"
)
TOKENS = MayWith[ApiToken](CONNECT.says, CONNECT.roles, model=ApiToken)
WEBHOOKS = MayWith[Webhook](CONNECT.says, CONNECT.roles, model=Webhook)
KEEP_PHOTOS = MayWith[PlacePhoto](
    _("Add pictures for one’s organisation, and look at those that somebody took down."),
    (Role.CENTRE, Role.OFFICE, Role.PROGRAMME, Role.LINE_BODY),
    model=PlacePhoto,
    organisation="body",
    areas=("body__area",),
)


def declare() -> None:
    """Put the directory's questions on the page of one's own account."""
    for key in (
        "KEEP_ACCOUNTS",
        "INVITE",
        "KEEP_CITY",
        "KEEP_MESSAGES",
        "READ_WORDINGS",
        "READ_JOURNAL",
        "CONNECT",
        "KEEP_PHOTOS",
    ):
        questions.add(f"directory.{key.lower()}", globals()[key])


def may_do(role: str) -> list[Any]:
    """What a role may do, in sentences, as the guards of all rooms have it."""
    return [question.says for question in questions if question.opens_to(role)]
