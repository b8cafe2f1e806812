"""Tokens and webhooks of other systems: given out, taken back, told."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.directory import tokens, webhook_signing
from duikou.directory.models import ApiToken, Delivery, Organisation, Webhook
from duikou.journal.actions import record
from duikou.journal.settled import end_for_now

TEST_EVENT = "duikou.test"


@transaction.atomic
def give_token(
    *,
    name: str,
    organisation: Organisation | None,
    scopes: Sequence[str],
    per_minute: int = 6_000,
    by: Actor,
) -> tuple[ApiToken, str]:
    """A new token for the system called `name`, and its text, which can never be shown again."""
    secret = tokens.new_secret()
    token = ApiToken.objects.create(
        name=name,
        organisation=organisation,
        scopes=sorted(scopes),
        per_minute=per_minute,
        secret_hash=tokens.hash_of(secret),
        created_at=clock.now(),
    )
    record(what="token.given", which=f"token:{token.public_id}", by=by, scopes=token.scopes)
    return token, secret


@transaction.atomic
def take_back_token(*, token: ApiToken, by: Actor) -> None:
    """Let a token open nothing any more: at once in this process, within five seconds in others. Done again it changes
    nothing."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        record(what="token.taken_back", which=f"token:{token.public_id}", by=by)
    hashed = bytes(token.secret_hash)
    transaction.on_commit(lambda: tokens.forget([hashed]))


@transaction.atomic
def add_webhook(*, url: str, organisation: Organisation | None, events: Sequence[str], by: Actor) -> Webhook:
    """A webhook that is told of these events from now on. Its `secret` is the one it is signed with."""
    hook = Webhook.objects.create(
        url=url,
        organisation=organisation,
        events=sorted(events),
        secret=webhook_signing.new_secret(),
        read_up_to=end_for_now(),
        created_at=clock.now(),
    )
    record(what="webhook.added", which=f"webhook:{hook.public_id}", by=by, events=hook.events)
    return hook


@transaction.atomic
def switch_webhook(*, hook: Webhook, active: bool, by: Actor) -> None:
    """Stop telling a webhook, or go on with what happens from now."""
    changed = Webhook.objects.filter(pk=hook.pk, active=not active)
    if changed.update(active=active, why_stopped="", read_up_to=end_for_now()):
        record(what="webhook.resumed" if active else "webhook.stopped", which=f"webhook:{hook.public_id}", by=by)


@transaction.atomic
def remove_webhook(*, hook: Webhook, by: Actor) -> None:
    """Forget a webhook and the log of what it was told."""
    record(what="webhook.removed", which=f"webhook:{hook.public_id}", by=by)
    hook.delete()


@transaction.atomic
def try_webhook(*, hook: Webhook, by: Actor) -> Delivery:
    """Tell a webhook that this is a test; the delivery, which the worker carries out at its next turn."""
    now = clock.now()
    record(what="webhook.tried", which=f"webhook:{hook.public_id}", by=by)
    return Delivery.objects.create(
        webhook=hook,
        event=TEST_EVENT,
        body={"type": TEST_EVENT, "timestamp": now.isoformat(), "data": {}},
        created_at=now,
        due_at=now,
    )


@transaction.atomic
def send_again(*, delivery: Delivery, by: Actor) -> None:
    """Try a delivery again now, whatever became of it."""
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.WAITING, due_at=clock.now(), tries=0)
    record(what="webhook.sent_again", which=f"webhook:{delivery.webhook.public_id}", by=by)
