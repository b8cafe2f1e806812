"""Who may do what, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from duikou.directory import permissions
from duikou.directory.models import Account, ApiToken, Area, City, Delivery, Grant, Organisation, Webhook
from duikou.journal.deeds import namers

MOST_SHOWN = 100


def city() -> City | None:
    """The city of this installation; None before it is set up."""
    return City.objects.select_related("area").first()


def has_role(account: object, *roles: str, organisation: Organisation | None = None) -> bool:
    """Whether `account` holds one of `roles`, city-wide or for `organisation`. Administrators hold every role."""
    held = permissions.grants_held(account, *roles, Grant.Role.ADMINISTRATOR)
    if organisation is not None:
        held = held.filter(Q(organisation=None) | Q(organisation=organisation))
    return held.exists()


def organisations_of(account: object, role: str) -> list[Organisation]:
    """The organisations for which `account` holds `role`, in the order granted."""
    held = permissions.grants_held(account, role).select_related("organisation")
    return [grant.organisation for grant in held if grant.organisation]


def areas_in_order() -> QuerySet[Area]:
    """Every area, by its code: what lies in another follows it."""
    return Area.objects.order_by("code")


def grants_of(account: Account) -> QuerySet[Grant]:
    """The grants of an account with their organisations and areas, in the order granted."""
    return account.grants.select_related("organisation", "area").order_by("id")


def accounts_with_roles() -> QuerySet[Account]:
    """Every account, the open ones first, with grants, their organisations and areas at hand: two queries."""
    grants = Grant.objects.select_related("organisation", "area").order_by("id")
    return Account.objects.prefetch_related(Prefetch("grants", grants)).order_by("-is_active", "username")


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """The names of those that the journal calls by a kind and a public id, such as `account:<public id>`, by what it
    calls them."""
    asked: dict[str, set[UUID]] = {}
    for actor in actors:
        kind, _colon, ref = actor.partition(":")
        with suppress(ValueError):
            asked.setdefault(kind, set()).add(UUID(ref))
    return {
        f"{kind}:{ref}": name
        for kind, refs in asked.items()
        if (namer := namers.get(kind))
        for ref, name in namer(sorted(refs)).items()
    }


def names_of_accounts(public_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What the accounts with these ids are called."""
    return {one.public_id: str(one) for one in Account.objects.filter(public_id__in=public_ids)}


def names_of_tokens(public_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What the tokens with these ids are called."""
    return {one.public_id: one.name for one in ApiToken.objects.filter(public_id__in=public_ids)}


def tokens_of(account: Account) -> QuerySet[ApiToken]:
    """The tokens that `account` may see, the newest first."""
    return permissions.TOKENS.things(account).select_related("organisation").order_by("-pk")


def webhooks_of(account: Account) -> QuerySet[Webhook]:
    """The webhooks that `account` may see, the newest first."""
    return permissions.WEBHOOKS.things(account).select_related("organisation").order_by("-pk")


def choices_of(account: Account) -> list[Organisation]:
    """The organisations for which `account` may give out tokens."""
    return list(permissions.CONNECT.things(account).filter(kind=Organisation.Kind.OFFICE).order_by("name_key"))


def may_open_all(account: Account) -> bool:
    """Whether `account` may give out a token for every organisation."""
    return permissions.CONNECT.everywhere(account)


def deliveries_of(hook: Webhook) -> list[Delivery]:
    """The latest that a webhook was told, the newest first."""
    return list(hook.deliveries.order_by("-pk")[:MOST_SHOWN])
