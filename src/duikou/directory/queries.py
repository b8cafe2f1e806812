"""Who may do what, and where."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from duikou.directory.models import Account, ApiToken, City, Delivery, Grant, Organisation, Webhook

MOST_SHOWN = 100


def city() -> City | None:
    """The city of this installation; None before it is set up."""
    return City.objects.select_related("area").first()


def has_role(account: object, *roles: str, organisation: Organisation | None = None) -> bool:
    """Whether `account` holds one of `roles`, city-wide or for `organisation`. Administrators hold every role."""
    if not isinstance(account, Account) or not account.is_active:
        return False
    wanted = Q(role__in=roles) & (Q(organisation=None) | Q(organisation=organisation) if organisation else Q())
    return Grant.objects.filter(Q(role=Grant.Role.ADMINISTRATOR) | wanted, account=account).exists()


def organisations_of(account: object, role: str) -> list[Organisation]:
    """The organisations for which `account` holds `role`, in the order granted."""
    if not isinstance(account, Account):
        return []
    return [
        grant.organisation
        for grant in Grant.objects.filter(account=account, role=role).select_related("organisation").order_by("id")
        if grant.organisation
    ]


def grants_of(account: Account) -> QuerySet[Grant]:
    """The grants of an account with their organisations, in the order granted."""
    return account.grants.select_related("organisation").order_by("id")


def accounts_with_roles() -> QuerySet[Account]:
    """Every account, the open ones first, with grants and their organisations at hand: three queries."""
    grants = Grant.objects.select_related("organisation").order_by("id")
    return Account.objects.prefetch_related(Prefetch("grants", grants)).order_by("-is_active", "username")


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """The names of those that the journal calls `account:<public id>` or `token:<public id>`, by what it calls them."""
    asked: dict[str, set[UUID]] = {"account": set(), "token": set()}
    for actor in actors:
        kind, _colon, ref = actor.partition(":")
        if kind in asked:
            with suppress(ValueError):
                asked[kind].add(UUID(ref))
    accounts = Account.objects.filter(public_id__in=asked["account"])
    tokens = ApiToken.objects.filter(public_id__in=asked["token"])
    return {f"account:{one.public_id}": str(one) for one in accounts} | {
        f"token:{one.public_id}": one.name for one in tokens
    }


def tokens_of(account: Account) -> QuerySet[ApiToken]:
    """The tokens that `account` may see, the newest first."""
    tokens = ApiToken.objects.select_related("organisation").order_by("-pk")
    return tokens if _sees_all(account) else tokens.filter(organisation__in=_own(account))


def webhooks_of(account: Account) -> QuerySet[Webhook]:
    """The webhooks that `account` may see, the newest first."""
    hooks = Webhook.objects.select_related("organisation").order_by("-pk")
    return hooks if _sees_all(account) else hooks.filter(organisation__in=_own(account))


def choices_of(account: Account) -> list[Organisation]:
    """The organisations for which `account` may give out tokens."""
    if _sees_all(account):
        return list(Organisation.objects.filter(kind=Organisation.Kind.OFFICE).order_by("name_key"))
    return _own(account)


def may_open_all(account: Account) -> bool:
    """Whether `account` may give out a token for every organisation."""
    return _sees_all(account)


def deliveries_of(hook: Webhook) -> list[Delivery]:
    """The latest that a webhook was told, the newest first."""
    return list(hook.deliveries.order_by("-pk")[:MOST_SHOWN])


def _sees_all(account: Account) -> bool:
    """Administrators, and the office that is granted for the whole city."""
    everywhere = Q(role=Grant.Role.ADMINISTRATOR) | Q(role=Grant.Role.OFFICE, organisation=None)
    return account.is_active and account.grants.filter(everywhere).exists()


def _own(account: Account) -> list[Organisation]:
    return organisations_of(account, Grant.Role.OFFICE)
