"""What is written about signing in: the second factors of an account, and its sessions."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.directory.models import Account
from duikou.journal.actions import queue, record

NOTICE_KEPT = timedelta(days=2)


def record_signed_in(*, account: Account, how: str) -> None:
    """Note in the journal that somebody signed in, and how (one of Session.How)."""
    ref = str(account.public_id)
    record(what="account.signed_in", which=f"account:{ref}", by=Actor("account", ref), how=how)


def record_factor(*, what: str, account: Account, kind: str, by: Actor) -> None:
    """Note in the journal what was done to the second factors of an account, and tell its holder."""
    which = f"account:{account.public_id}"
    entry = record(what=what, which=which, by=by, kind=kind)
    if account.email:
        queue(
            template="second_factor_changed",
            recipient=which,
            about=which,
            dedupe_key=f"second_factor_changed:{entry.pk}",
            expires_at=clock.now() + NOTICE_KEPT,
            urgent=True,
        )


@transaction.atomic
def forget_factors(*, account: Account, by: Actor) -> int:
    """Take away every second factor of somebody who has lost them, and end their sessions; gives how many there were.
    Who must have one is asked to set one up at the next sign-in."""
    count: int = Authenticator.objects.filter(user=account).delete()[0]
    if count:
        record_factor(what="account.factors_forgotten", account=account, kind="all", by=by)
        account.sessions.all().delete()
    return count


@transaction.atomic
def end_sessions(*, account: Account, by: Actor, only: str = "", but: str = "") -> int:
    """Sign browsers out: the one whose stored key is `only`, or all but `but`; gives how many there were."""
    named = [only] if only.isalnum() else []  # no database is asked for what can be no key
    found = account.sessions.filter(session_key__in=named) if only else account.sessions.exclude(session_key=but)
    count, _each = found.delete()
    if count:
        record(what="account.signed_out", which=f"account:{account.public_id}", by=by, count=count)
    return count
