"""Links for a new password: each fits one account and the password that it has now, so that it is void once used."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from duikou.base import clock
from duikou.base.sealed import look_up_hash
from duikou.directory import link_secrets
from duikou.directory.contacts import normal_contact
from duikou.directory.models import Account, PasswordRequest

PURPOSE = "lost-password"
MOST_TRIES = 5
MOST_ACCOUNTS = 5


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens: the request that it was made for, and the account that gets a new password."""

    request: PasswordRequest
    account: Account


def asked_hash(asked: str) -> bytes:
    """What is kept of a user name or an e-mail address, however it is spelled, to count how often it was asked for."""
    plain = unicodedata.normalize("NFKC", asked).casefold()
    return look_up_hash("lost-password", normal_contact(asked) or plain)


def token_of(request: PasswordRequest, account: Account) -> str:
    """What stands in the link: which request it is, and a secret that fits the account's present password only."""
    secret = link_secrets.secret_for(PURPOSE, request.public_id.hex, str(account.public_id), account.password)
    return f"{request.public_id.hex}{secret}"


def path_of(request: PasswordRequest, account: Account) -> str:
    """The path of the page on which `account` chooses a new password."""
    return reverse("directory:new-password", args=[token_of(request, account)])


def address_and_accounts(request: PasswordRequest) -> tuple[str, list[Account]]:
    """Where the links go, and for which open accounts: those that confirmed the e-mail address that was typed, or else
    the one of that user name, at its own confirmed address. Nothing when nobody can be reached."""
    confirmed = Account.objects.filter(is_active=True, email_verified_at__isnull=False)
    address = normal_contact(request.asked)
    if address:
        found = list(confirmed.filter(email_hash=look_up_hash(address)).order_by("pk")[:MOST_ACCOUNTS])
        if found:
            return address, found
    one = confirmed.filter(username__iexact=request.asked).first() if request.asked else None
    return (one.email, [one]) if one and one.email else ("", [])


def opened_by(token: str) -> Opened | None:
    """What this link opens now; None when it is not one of ours, is over, was used, or was tried too often."""
    try:
        public_id = UUID(token[:32])
    except ValueError:
        return None
    alive = PasswordRequest.objects.filter(public_id=public_id, expires_at__gt=clock.now(), tries__lt=MOST_TRIES)
    request = alive.select_related("account").first()
    if request is None:
        return None
    handed = request.account
    accounts = address_and_accounts(request)[1] if handed is None else [handed] if handed.is_active else []
    for account in accounts:
        if link_secrets.same(token, token_of(request, account)):
            return Opened(request, account)
    return None
