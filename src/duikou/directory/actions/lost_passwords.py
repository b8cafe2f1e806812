"""A lost password: a link by mail or from hand to hand, and a new one."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.directory import second_steps
from duikou.directory.actions.accounts import SecondPersonNeeded
from duikou.directory.link_secrets import same
from duikou.directory.lost_passwords import MOST_TRIES, Opened, asked_hash, opened_by, token_of
from duikou.directory.models import Account, PasswordRequest
from duikou.directory.queries import has_second_factor, needs_two
from duikou.journal.actions import queue, record

BY_MAIL, BY_HAND, KEPT = timedelta(hours=1), timedelta(hours=24), timedelta(days=2)
MOST_AN_HOUR, MOST_A_DAY = 3, 6


class LinkOver(Exception):
    """The link was used, is older than an hour, or the password was changed since."""


class WrongSecondStep(ValueError):
    """What was typed for the second step is not right."""


@transaction.atomic
def ask_new_password(*, asked: str) -> None:
    """Let the worker send a link to whoever has this user name or e-mail address, if there is such an account.

    Nothing is looked up here, so that neither the answer nor its time tells whether there is one. Asked too often for
    the same name, nothing more is sent."""
    now, hashed = clock.now(), asked_hash(asked)
    lately = PasswordRequest.objects.filter(asked_hash=hashed, created_at__gt=now - timedelta(days=1))
    times = list(lately.values_list("created_at", flat=True)[:MOST_A_DAY])
    if len(times) >= MOST_A_DAY or sum(at > now - timedelta(hours=1) for at in times) >= MOST_AN_HOUR:
        return
    request = PasswordRequest.objects.create(asked=asked, asked_hash=hashed, created_at=now, expires_at=now + BY_MAIL)
    which = f"lost-password:{request.public_id}"
    queue(
        template="lost_password",
        recipient=which,
        about=which,
        dedupe_key=which,
        expires_at=request.expires_at,
        urgent=True,
    )


@transaction.atomic
def hand_out_password_link(*, account: Account, by: Actor) -> PasswordRequest:
    """A link for a new password, to be handed to its holder within a day; the one handed out before is void. Raises
    SecondPersonNeeded for an account with a role that is given by two and no second factor, in whose place whoever has
    the link could decide."""
    strong = any(needs_two(role) for role in account.grants.values_list("role", flat=True))
    if by.kind != "system" and strong and not has_second_factor(account):
        raise SecondPersonNeeded
    now = clock.now()
    PasswordRequest.objects.filter(account=account).delete()
    request = PasswordRequest.objects.create(account=account, created_at=now, expires_at=now + BY_HAND)
    record(what="account.password_link", which=f"account:{account.public_id}", by=by)
    return request


def set_lost_password(*, token: str, password: str, second: str = "") -> Account:
    """The account of the link with its new password; all its sessions end, and its confirmed address is told. Raises
    LinkOver, or WrongSecondStep, of which five make the link void."""
    found = opened_by(token)
    if found is None:
        raise LinkOver
    if second_steps.is_asked(found.account) and not _count_try(found.request):
        raise LinkOver
    return _set(found, token, password, second)


@transaction.atomic
def forget_password_requests() -> int:
    """Delete what was asked two days ago; gives its number."""
    gone, _each = PasswordRequest.objects.filter(created_at__lte=clock.now() - KEPT).delete()
    return gone


def _count_try(request: PasswordRequest) -> bool:
    """Count one try at the second step, whatever becomes of it; whether one was left."""
    left = PasswordRequest.objects.filter(pk=request.pk, tries__lt=MOST_TRIES)
    return bool(left.update(tries=F("tries") + 1))


@transaction.atomic
def _set(found: Opened, token: str, password: str, second: str) -> Account:
    account = Account.objects.select_for_update().get(pk=found.account.pk)
    # Read again under the lock: of two who use the link at once, the second finds another password.
    if not account.is_active or not same(token, token_of(found.request, account)):
        raise LinkOver
    if not second_steps.is_right(account, second):
        raise WrongSecondStep
    account.set_password(password)
    account.save(update_fields=["password"])
    account.sessions.all().delete()
    which = f"account:{account.public_id}"
    record(what="account.password_renewed", which=which, by=Actor("account", str(account.public_id)))
    queue(
        template="password_renewed",
        recipient=which,
        about=which,
        dedupe_key=f"password_renewed:{found.request.public_id}",
        expires_at=clock.now() + KEPT,
        urgent=True,
    )
    return account
