"""Accounts of staff and employers, and the roles granted to them."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.sealed import look_up_hash
from duikou.directory.models import Account, Area, Decision, Grant, Organisation
from duikou.directory.queries import needs_two
from duikou.directory.rules import Unfit, unfit
from duikou.journal.actions import record


class WrongGrant(ValueError):
    """The role cannot be given for this body or this area; `why` says what is wrong."""

    def __init__(self, why: Unfit) -> None:
        super().__init__(why)
        self.why = why


class SecondPersonNeeded(Exception):
    """This role is given by two where two are administrators: ask for a decision instead (`appointments.appoint`)."""


class LastAdministrator(Exception):
    """Nobody else could give roles any more; nothing was changed."""


class UsernameTaken(ValueError):
    """Another account signs in under this name (upper and lower case count as equal)."""


@transaction.atomic
def add_account(
    *, username: str, display_name: str, password: str | None, email: str = "", language: str = "", by: Actor
) -> Account:
    """A new account that can sign in with `password`; with None nobody can by password. `email` is an address in its
    comparable form that is known to be theirs. Raises UsernameTaken."""
    if Account.objects.filter(username__iexact=username).exists():
        raise UsernameTaken
    now = clock.now()
    account = Account(
        username=username,
        display_name=display_name,
        email=email,
        email_hash=look_up_hash(email) if email else None,
        email_verified_at=now if email else None,
        language=language,
        created_at=now,
    )
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise UsernameTaken from None
    record(what="account.added", which=_which(account), by=by)
    return account


@transaction.atomic
def grant_role(
    *,
    account: Account,
    role: str,
    organisation: Organisation | None = None,
    area: Area | None = None,
    by: Actor,
    agreed: Decision | None = None,
) -> Grant:
    """The grant of `role` to `account`, for one organisation or all, within an area or everywhere; the one there is, if
    it was granted. `agreed` is the decision of a second person, for roles that are given by two; the console needs
    none. Raises WrongGrant and SecondPersonNeeded."""
    wrong = unfit(role, organisation=organisation, area=area)
    if wrong is not None:
        raise WrongGrant(wrong)
    what = {"account": account, "role": role, "organisation": organisation, "area": area}
    grant = Grant.objects.filter(**what).first()
    if grant is None:
        if by.kind != "system" and not (agreed and agreed.state == Decision.State.APPROVED) and needs_two(role):
            raise SecondPersonNeeded
        grant = Grant.objects.create(**what, granted_at=clock.now())
        record(what="account.granted", which=_which(account), by=by, **_said(grant))
    return grant


@transaction.atomic
def take_role(*, grant: Grant, by: Actor) -> bool:
    """Take a role away; it opens nothing from the next request on. False when it was gone already."""
    gone, _each = Grant.objects.filter(pk=grant.pk).delete()
    if gone:
        record(what="account.taken_from", which=_which(grant.account), by=by, **_said(grant))
    return bool(gone)


@transaction.atomic
def set_active(*, account: Account, active: bool, by: Actor) -> Account:
    """Let an account sign in again, or no more; its sessions end with its next request. Raises LastAdministrator."""
    if not active:
        refuse_last_administrator(account)
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.is_active != active:
        account.is_active = active
        account.save(update_fields=["is_active"])
        record(what="account.activated" if active else "account.deactivated", which=_which(account), by=by)
    return account


@transaction.atomic
def change_account(*, account: Account, display_name: str, language: str, by: Actor) -> Account:
    """Keep what somebody changed in their own account."""
    account.display_name, account.language = display_name, language
    account.save(update_fields=["display_name", "language"])
    record(what="account.changed", which=_which(account), by=by)
    return account


@transaction.atomic
def change_password(*, account: Account, password: str, by: Actor) -> Account:
    """Give an account another password; its other sessions end."""
    account.set_password(password)
    account.save(update_fields=["password"])
    record(what="account.password_changed", which=_which(account), by=by)
    return account


@transaction.atomic
def add_account_with_role(
    *,
    username: str,
    display_name: str,
    password: str | None,
    role: str,
    organisation: Organisation | None = None,
    area: Area | None = None,
    by: Actor,
) -> Account:
    """A new account and its first grant. Raises UsernameTaken and WrongGrant."""
    account = add_account(username=username, display_name=display_name, password=password, by=by)
    grant_role(account=account, role=role, organisation=organisation, area=area, by=by)
    return account


def refuse_last_administrator(account: Account) -> None:
    """Raise LastAdministrator when `account` is an administrator and no other with an open account is. To be called in
    the transaction that closes the account or takes its role: two who go at once go one after the other."""
    holders = Grant.objects.filter(role=Grant.Role.ADMINISTRATOR).values("account")
    administrators = Account.objects.select_for_update().filter(pk__in=holders).order_by("pk")
    others = {one.pk: one.is_active for one in administrators}
    if account.pk in others and not any(active for pk, active in others.items() if pk != account.pk):
        raise LastAdministrator


def _which(account: Account) -> str:
    return f"account:{account.public_id}"


def _said(grant: Grant) -> dict[str, str]:
    said = {"role": grant.role, "organisation": str(grant.organisation.public_id) if grant.organisation else "city"}
    return said | ({"area": grant.area.code} if grant.area else {})
