"""What those who sign in are told about their accounts: invitations, codes, links, notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duikou.base import clock
from duikou.base.moments import moment_text
from duikou.directory import lost_passwords
from duikou.directory.account_recipients import row_with, to_forgetful, to_former_address, to_invited, to_new_address
from duikou.directory.actions.addresses import code_of
from duikou.directory.actions.invitations import secret_of
from duikou.directory.link_secrets import absolute
from duikou.directory.models import Account, AddressChange, Invitation, PasswordRequest
from duikou.directory.queries import city
from duikou.journal.kinds import ASKED, Kind, kinds
from duikou.journal.letters import Letter, renderers, resolvers
from duikou.journal.models import Message


def account_invitation(message: Message) -> Letter | None:
    """Somebody is invited to sign in; None when the invitation is open no more."""
    found = row_with(Invitation.objects.select_related("organisation", "inviter"), _ref(message))
    if found is None or found.state_at(clock.now()) != "open":
        return None
    body = str(found.organisation or _("the whole city"))
    return invitation_letter(found.get_role_display(), body, secret_of(found), found.expires_at)


def invitation_letter(role: str, body: str, secret: str, until: datetime) -> Letter:
    """The letter that invites somebody to a role for a body."""
    words = {"role": role, "body": body, "city": str(city() or _("Duikou")), "time": moment_text(until)}
    lines = [
        _("You are invited to sign in to the desk of %(city)s.") % words,
        _("Your role: %(role)s · %(body)s") % words,
        "",
        _("Open this link and choose a user name and a password. It works once, until %(time)s:") % words,
        absolute(reverse("directory:invitation", args=[secret])),
        "",
        _("If you know nothing of this, do nothing: nobody is signed up without you."),
    ]
    return Letter(_("Your invitation: %(city)s") % words, "\n".join(lines))


def address_code(message: Message) -> Letter | None:
    """Six digits that confirm an address; None when it is confirmed, or another was given since."""
    found = row_with(AddressChange.objects.select_related("account"), message.recipient.partition(":")[2])
    if found is None or found.confirmed_at or found.expires_at <= clock.now():
        return None
    return address_code_letter(code_of(found), found.account.username, found.expires_at)


def address_code_letter(code: str, name: str, until: datetime) -> Letter:
    """The letter with the code that confirms the address of an account of this name."""
    words = {"code": code, "name": name, "time": moment_text(until)}
    lines = [
        _("Type this code to confirm that the account %(name)s reaches you here:") % words,
        "",
        words["code"],
        "",
        _("It is good until %(time)s, on this page:") % words,
        absolute(reverse("directory:address")),
        "",
        _("If you have no such account, do nothing. Tell the code to nobody: the city's staff never ask for it."),
    ]
    return Letter(_("Your code: %(code)s") % words, "\n".join(lines))


def address_changing(message: Message) -> Letter | None:
    """Another address was given for an account: told to the one it has."""
    account = row_with(Account.objects.all(), _ref(message))
    return address_changing_letter(account.username) if account else None


def address_changing_letter(name: str) -> Letter:
    """The letter that says that an account of this name was given another address."""
    words = {"name": name}
    lines = [
        _("Another e-mail address was given for your account %(name)s. Once it is confirmed, messages go there.")
        % words,
        "",
        _("If that was not you, change your password at once:"),
        absolute(reverse("directory:account")),
    ]
    return Letter(_("Another e-mail address for your account"), "\n".join(lines))


def lost_password(message: Message) -> Letter | None:
    """Links for a new password, one for each account; None when there is none or the time is over."""
    found = row_with(PasswordRequest.objects.filter(account=None, expires_at__gt=clock.now()), _ref(message))
    accounts = lost_passwords.address_and_accounts(found)[1] if found else []
    if found is None or not accounts:
        return None
    links = {account.username: lost_passwords.path_of(found, account) for account in accounts}
    return lost_password_letter(links, found.expires_at)


def lost_password_letter(links: Mapping[str, str], until: datetime) -> Letter:
    """The letter with a path to a new password for each name of an account."""
    lines = [_("Somebody asked for a new password here. If that was you, open this link and choose one:")]
    for name, path in links.items():
        lines += ["", _("User name: %(name)s") % {"name": name}, absolute(path)]
    lines += [
        "",
        _("The link works once, until %(time)s.") % {"time": moment_text(until)},
        _("If it was not you, do nothing: your password stays as it is."),
    ]
    return Letter(_("A new password"), "\n".join(lines))


def password_renewed(message: Message) -> Letter | None:
    """The password was changed by a link: told to the account's address."""
    account = row_with(Account.objects.all(), _ref(message))
    return password_renewed_letter(account.username) if account else None


def password_renewed_letter(name: str) -> Letter:
    """The letter that says that an account of this name has a new password."""
    words = {"name": name}
    lines = [
        _("Your account %(name)s has a new password, chosen by a link, and is signed out everywhere.") % words,
        "",
        _("If that was not you, ask an administrator of the city to close the account at once."),
    ]
    return Letter(_("Your password was changed"), "\n".join(lines))


def second_factor_changed(message: Message) -> Letter | None:
    """A second factor was set up or taken away: told to the account's address."""
    account = row_with(Account.objects.all(), _ref(message))
    return second_factor_changed_letter(account.username) if account else None


def second_factor_changed_letter(name: str) -> Letter:
    """The letter that says that an account of this name is signed in to in another way."""
    words = {"name": name}
    lines = [
        _("A second factor of your account %(name)s was set up or taken away.") % words,
        "",
        _("If that was not you, change your password at once:"),
        absolute(reverse("directory:account")),
    ]
    return Letter(_("Another way to sign in to your account"), "\n".join(lines))


WARNING = gettext_lazy("at any hour: somebody may have to act at once")
KINDS = (
    (
        account_invitation,
        Kind(gettext_lazy("An invitation to sign in"), gettext_lazy("until the invitation expires"), ASKED),
    ),
    (address_code, Kind(gettext_lazy("A code for an address"), gettext_lazy("until the code expires"), ASKED)),
    (address_changing, Kind(gettext_lazy("Another address was given"), gettext_lazy("two days"), WARNING)),
    (lost_password, Kind(gettext_lazy("A link for a new password"), gettext_lazy("until the link expires"), ASKED)),
    (second_factor_changed, Kind(gettext_lazy("A second factor was changed"), gettext_lazy("two days"), WARNING)),
    (password_renewed, Kind(gettext_lazy("A password was renewed"), gettext_lazy("two days"), WARNING)),
)


def declare() -> None:
    """Tell the outbox how these messages are written and whom they reach."""
    for whom, resolve in (
        ("account-invitation", to_invited),
        ("new-address", to_new_address),
        ("former-address", to_former_address),
        ("lost-password", to_forgetful),
    ):
        resolvers.add(whom, resolve)
    for render, kind in KINDS:
        renderers.add(render.__name__, render)
        kinds.add(render.__name__, replace(kind, to_accounts=True))


def _ref(message: Message) -> str:
    return message.about.partition(":")[2]
