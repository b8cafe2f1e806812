"""Whom messages about accounts reach that are not yet, or no longer, at the account's own address."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from duikou.base import clock
from duikou.directory import lost_passwords
from duikou.directory.models import AddressChange, Invitation, PasswordRequest
from duikou.journal.letters import Recipient

T = TypeVar("T", bound=Model)


def row_with(rows: QuerySet[T], ref: str) -> T | None:
    """The row with this public id, as a reference has it; None when there is none."""
    try:
        return rows.filter(public_id=UUID(ref)).first()
    except ValueError:
        return None


def to_invited(ref: str) -> Recipient | None:
    """Whoever is invited; None once the invitation is used, taken back or over."""
    found = row_with(Invitation.objects.all(), ref)
    if found is None or not found.email or found.state_at(clock.now()) != "open":
        return None
    return Recipient(way="mail", address=found.email, name="", language=found.language)


def to_new_address(ref: str) -> Recipient | None:
    """The address that has to be confirmed; None when that is done or over."""
    found = row_with(AddressChange.objects.select_related("account"), ref)
    if found is None or found.confirmed_at or found.expires_at <= clock.now():
        return None
    return Recipient(way="mail", address=found.email, name=str(found.account), language=found.account.language)


def to_former_address(ref: str) -> Recipient | None:
    """The confirmed address that the account had when another was given."""
    found = row_with(AddressChange.objects.select_related("account"), ref)
    if found is None or not found.former:
        return None
    return Recipient(way="mail", address=found.former, name=str(found.account), language=found.account.language)


def to_forgetful(ref: str) -> Recipient | None:
    """Whoever lost a password; None when nobody has the name or address that was typed."""
    found = row_with(PasswordRequest.objects.filter(account=None), ref)
    if found is None:
        return None
    address, accounts = lost_passwords.address_and_accounts(found)
    if not accounts:
        return None
    return Recipient(way="mail", address=address, name=str(accounts[0]), language=accounts[0].language)
