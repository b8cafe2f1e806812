"""Who may do what, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from duikou.base import clock
from duikou.directory import permissions
from duikou.directory.models import (
    Account,
    AddressChange,
    ApiToken,
    Area,
    City,
    Delivery,
    Grant,
    Organisation,
    PlacePhoto,
    PlacePhotoFile,
    Session,
    Webhook,
)
from duikou.directory.rules import GIVEN_BY_TWO
from duikou.journal.deeds import namers

MOST_SHOWN = 100
SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


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


def needs_two(role: str) -> bool:
    """Whether `role` is given by one person and approved by another: where two are administrators, whether or not their
    accounts are open, so that nobody becomes the only one by closing the others' accounts."""
    administrators = Grant.objects.filter(role=Grant.Role.ADMINISTRATOR).values("account").distinct()
    return role in GIVEN_BY_TWO and administrators.count() > 1


def areas_in_order() -> QuerySet[Area]:
    """Every area, by its code: what lies in another follows it."""
    return Area.objects.order_by("code")


def city_parts() -> QuerySet[Area]:
    """The parts of the city, the first level below its own area; none while its area is not known or has no parts."""
    return Area.objects.filter(parent__city__isnull=False).order_by("code")


def bodies() -> QuerySet[Organisation]:
    """The organisations that are no employers, offices first, by name."""
    found = Organisation.objects.exclude(kind=Organisation.Kind.EMPLOYER).select_related("area")
    return found.order_by("-kind", "name_key", "pk")


def grants_of(account: Account) -> QuerySet[Grant]:
    """The grants of an account with their organisations and areas, in the order granted."""
    return account.grants.select_related("organisation", "area").order_by("id")


def accounts_with_roles() -> QuerySet[Account]:
    """Every account, the open ones first, with grants, their organisations and areas at hand, and whether it has a
    second factor (`has_factors`): two queries."""
    grants = Grant.objects.select_related("organisation", "area").order_by("id")
    factors = Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND))
    accounts = Account.objects.annotate(has_factors=factors).prefetch_related(Prefetch("grants", grants))
    return accounts.order_by("-is_active", "username")


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


def has_second_factor(account: object) -> bool:
    """Whether the account has an app that shows codes or a passkey."""
    return isinstance(account, Account) and Authenticator.objects.filter(user=account, type__in=SECOND).exists()


def passkeys_of(account: Account) -> QuerySet[Any]:
    """The passkeys of an account, in the order in which they were set up."""
    passkeys: QuerySet[Any] = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN)
    return passkeys.order_by("pk")


def app_of(account: Account) -> Authenticator | None:
    """The app that shows codes, with the moment it was set up and last used."""
    return Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first()


def spare_codes_left(account: Account) -> int | None:
    """How many spare codes have not been used; None when there never were any."""
    kept = Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(kept.wrap().get_unused_codes()) if kept else None


def lacks_second_factor(account: Account) -> bool:
    """Whether the account must have a second factor, as everybody has who works for the city, and has none."""
    works_here = account.grants.exclude(role=Grant.Role.EMPLOYER).exists()
    return works_here and not has_second_factor(account)


def sessions_of(account: Account) -> QuerySet[Session]:
    """The browsers that are signed in to an account, the one used last first."""
    return account.sessions.filter(expire_date__gt=clock.real()).order_by("-seen_at")


def address_to_confirm(account: Account) -> AddressChange | None:
    """The address that waits for its six digits; None when none does."""
    waiting = AddressChange.objects.filter(account=account, confirmed_at=None, expires_at__gt=clock.now())
    return waiting.order_by("-pk").first()


def people_of(organisation: Organisation) -> QuerySet[Account]:
    """The open accounts that act for an employer, by user name."""
    grants = Grant.objects.filter(organisation=organisation, role=Grant.Role.EMPLOYER)
    return Account.objects.filter(is_active=True, pk__in=grants.values("account")).order_by("username")


def photo_content(photo: PlacePhoto, size: str) -> bytes | None:
    """The bytes (JPEG) of a photo in one of its sizes; None when there is no such size."""
    content = PlacePhotoFile.objects.filter(photo=photo, size=size).values_list("content", flat=True).first()
    return None if content is None else bytes(content)


def photos_taken_down(photos: QuerySet[PlacePhoto]) -> QuerySet[PlacePhoto]:
    """Those of `photos` that somebody has taken down, the longest down first."""
    return photos.filter(taken_down_at__isnull=False).select_related("body").order_by("taken_down_at")
