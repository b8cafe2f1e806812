"""An account's e-mail address: six digits go to the new one, and it counts once they are typed."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.ids import read_code
from duikou.base.sealed import look_up_hash
from duikou.directory import link_secrets
from duikou.directory.contacts import is_mail, normal_contact
from duikou.directory.models import Account, AddressChange
from duikou.journal.actions import queue, record

LIVES, KEPT = timedelta(hours=1), timedelta(days=2)
MOST_TRIES = 5
MOST_A_DAY = 5
PURPOSE = "address"


class BadAddress(ValueError):
    """It is no e-mail address."""


class TooOften(Exception):
    """This account, or whoever for this address, has asked for too many codes since yesterday."""


class WrongCode(ValueError):
    """These are not the digits that were sent, or they are no longer good. `left` tries are left."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


def code_of(change: AddressChange) -> str:
    """The six digits that confirm this address for this account."""
    return link_secrets.digits_for(PURPOSE, change.public_id.hex, str(change.account_id), change.email)


@transaction.atomic
def ask_for_address(*, account: Account, email: str, by: Actor) -> AddressChange:
    """Send six digits to `email`, good for an hour; the account keeps its address until they are typed, and that one is
    told. Codes sent before are void. Raises BadAddress or TooOften."""
    address = normal_contact(email)
    if address is None or not is_mail(address):
        raise BadAddress
    account = Account.objects.select_for_update().get(pk=account.pk)
    now, hashed = clock.now(), look_up_hash(address)
    lately = AddressChange.objects.filter(created_at__gt=now - timedelta(days=1))
    if lately.filter(account=account).count() >= MOST_A_DAY or lately.filter(email_hash=hashed).count() >= MOST_A_DAY:
        raise TooOften
    AddressChange.objects.filter(account=account, confirmed_at=None, expires_at__gt=now).update(expires_at=now)
    former = account.email if account.email_verified_at and account.email != address else ""
    change = AddressChange.objects.create(
        account=account,
        email=address,
        email_hash=hashed,
        former=former,
        created_at=now,
        expires_at=now + LIVES,
    )
    which = f"account:{account.public_id}"
    record(what="account.address_given", which=which, by=by)
    queue(
        template="address_code",
        recipient=f"new-address:{change.public_id}",
        about=which,
        dedupe_key=f"address_code:{change.public_id}",
        expires_at=change.expires_at,
        urgent=True,
    )
    if former:
        queue(
            template="address_changing",
            recipient=f"former-address:{change.public_id}",
            about=which,
            dedupe_key=f"address_changing:{change.public_id}",
            expires_at=now + KEPT,
            urgent=True,
        )
    return change


def confirm_address(*, account: Account, code: str, by: Actor) -> Account:
    """The account with the address to which `code` was sent. Raises WrongCode; after five of them the code is void."""
    right, left = _tried(account, code)
    if right is None:
        raise WrongCode(left)
    return _confirm(right, by=by)


@transaction.atomic
def delete_address(*, account: Account, by: Actor) -> None:
    """Let go of an account's address, and of one that waits for its code: no more messages are sent to it."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    now = clock.now()
    AddressChange.objects.filter(account=account, confirmed_at=None, expires_at__gt=now).update(expires_at=now)
    if account.email:
        account.email, account.email_hash, account.email_verified_at = "", None, None
        account.save(update_fields=["email", "email_hash", "email_verified_at"])
        record(what="account.address_deleted", which=f"account:{account.public_id}", by=by)


@transaction.atomic
def forget_address_changes() -> int:
    """Delete what was asked two days ago, addresses and all; gives their number."""
    gone, _each = AddressChange.objects.filter(created_at__lte=clock.now() - KEPT).delete()
    return gone


@transaction.atomic
def _tried(account: Account, code: str) -> tuple[AddressChange | None, int]:
    """Count one try; the change that the code fits, if any, and how many tries are left."""
    open_ones = AddressChange.objects.filter(account=account, confirmed_at=None, expires_at__gt=clock.now())
    change = open_ones.order_by("-pk").first()
    if change is None:
        return None, 0
    if not open_ones.filter(pk=change.pk, tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        return None, 0
    fits = link_secrets.same(read_code(code), code_of(change))
    return (change if fits else None), MOST_TRIES - change.tries - 1


@transaction.atomic
def _confirm(change: AddressChange, *, by: Actor) -> Account:
    now = clock.now()
    if not AddressChange.objects.filter(pk=change.pk, confirmed_at=None, expires_at__gt=now).update(confirmed_at=now):
        raise WrongCode(0)
    account = Account.objects.select_for_update().get(pk=change.account_id)
    account.email, account.email_hash, account.email_verified_at = change.email, change.email_hash, now
    account.save(update_fields=["email", "email_hash", "email_verified_at"])
    record(what="account.address_confirmed", which=f"account:{account.public_id}", by=by)
    return account
