"""What this room does with the news of signing in."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.directory.actions import record_factor
from duikou.directory.models import Account, Session
from duikou.directory.sessions import HOW, SEEN, SINCE


def on_signed_in(request: HttpRequest, user: Account, **_: Any) -> None:
    """The session knows since when, and how."""
    request.session[SINCE] = request.session[SEEN] = clock.real().timestamp()
    records = get_authentication_records(request, user)
    used = [one for one in records if one["method"] == "mfa"]
    how = Session.How.SECOND if used else Session.How.PASSWORD
    request.session[HOW] = str(Session.How.PASSKEY if any(one.get("passwordless") for one in used) else how)


def on_added(user: Account, authenticator: Authenticator, **_: Any) -> None:
    """A second factor was set up."""
    record_factor(what="account.factor_added", account=user, kind=authenticator.type, by=_by(user))


def on_removed(user: Account, authenticator: Authenticator, **_: Any) -> None:
    """A second factor was removed, or the spare codes with the last of them."""
    record_factor(what="account.factor_removed", account=user, kind=authenticator.type, by=_by(user))


def on_reset(user: Account, authenticator: Authenticator, **_: Any) -> None:
    """The spare codes were made anew."""
    record_factor(what="account.codes_renewed", account=user, kind=authenticator.type, by=_by(user))


def _by(account: Account) -> Actor:
    return Actor("account", str(account.public_id))


def connect() -> None:
    """Start listening; connecting twice is harmless."""
    user_logged_in.connect(on_signed_in, dispatch_uid="directory.signed_in")
    factors.authenticator_added.connect(on_added, dispatch_uid="directory.factor_added")
    factors.authenticator_removed.connect(on_removed, dispatch_uid="directory.factor_removed")
    factors.authenticator_reset.connect(on_reset, dispatch_uid="directory.codes_renewed")
