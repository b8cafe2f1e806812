"""The personal fields of invitations, addresses and lost passwords: what each is for, and how it goes."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from duikou.base.registry import LookUp, PersonalField, look_ups, personal_fields
from duikou.base.sealed import look_up_hash
from duikou.directory.lost_passwords import asked_hash
from duikou.directory.models import Account, AddressChange, Invitation, PasswordRequest

NUMBER = _("check number of the e-mail address, from which it cannot be read")
A_WEEK, TWO_DAYS = _("until the invitation is accepted, taken back or has expired, at most 7 days"), _("two days")
WORK, BY_THE_WORKER, NOBODY = (
    _("work for the city or for an employer"),
    _("deletion of the row, by the worker"),
    _("nobody"),
)
# The model and field, what it is called, what it is for, who sees it, how long it is kept.
TOLD = (
    (
        "directory.Account.email_hash",
        NUMBER,
        _("to find the account when its password was lost"),
        NOBODY,
        _("as long as the account"),
    ),
    (
        "directory.Invitation.email",
        _("e-mail address of somebody invited"),
        _("to send the invitation"),
        _("whoever invites, mostly hidden"),
        A_WEEK,
    ),
    (
        "directory.Invitation.email_hash",
        NUMBER,
        _("to keep anybody from filling a mailbox with invitations"),
        NOBODY,
        A_WEEK,
    ),
    (
        "directory.AddressChange.email",
        _("new e-mail address of an account"),
        _("to send the digits that confirm it"),
        NOBODY,
        TWO_DAYS,
    ),
    (
        "directory.AddressChange.email_hash",
        NUMBER,
        _("to keep anybody from filling a mailbox with codes"),
        NOBODY,
        TWO_DAYS,
    ),
    (
        "directory.AddressChange.former",
        _("e-mail address of an account before"),
        _("to tell it that another was given"),
        NOBODY,
        TWO_DAYS,
    ),
    (
        "directory.PasswordRequest.asked",
        _("user name or e-mail address typed for a lost password"),
        _("to send the link for a new password"),
        NOBODY,
        TWO_DAYS,
    ),
    (
        "directory.PasswordRequest.asked_hash",
        _("check number of what was typed, from which it cannot be read"),
        _("to keep anybody from filling a mailbox with links"),
        NOBODY,
        TWO_DAYS,
    ),
)


def declare() -> None:
    """Put the fields into the registry that privacy pages and tests walk, and the check numbers into the one that a
    change of their key walks."""
    for name, label, purpose, seen_by, kept_for in TOLD:
        model, _point, field = name.rpartition(".")
        personal_fields.add(
            name, PersonalField(model, field, label, "account", purpose, WORK, seen_by, kept_for, BY_THE_WORKER)
        )
    for model in ("directory.Account", "directory.Invitation", "directory.AddressChange"):
        look_ups.add(model, LookUp(model, _hash_of_address))
    look_ups.add("directory.PasswordRequest", LookUp("directory.PasswordRequest", _hash_of_asked))


def _hash_of_address(row: Account | Invitation | AddressChange) -> dict[str, bytes]:
    """The check number of an address that is still kept; without the address it only counts, until it is forgotten."""
    return {"email_hash": look_up_hash(row.email)} if row.email and row.email_hash is not None else {}


def _hash_of_asked(row: PasswordRequest) -> dict[str, bytes]:
    return {"asked_hash": asked_hash(row.asked)} if row.asked else {}
