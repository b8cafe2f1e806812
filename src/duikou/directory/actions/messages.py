"""Messages that could not be sent: tried once more when somebody asks."""

from __future__ import annotations

from django.db import transaction

from duikou.base.actor import Actor
from duikou.journal import outbox
from duikou.journal.actions import record


@transaction.atomic
def send_message_again(*, number: int, by: Actor) -> bool:
    """Let one undelivered message be tried now; whether there was such a one."""
    tried = outbox.try_again_now(number=number)
    if tried:
        record(what="message.tried_again", which=f"message:{number}", by=by)
    return bool(tried)


@transaction.atomic
def send_messages_again(*, by: Actor) -> int:
    """Let every undelivered message be tried now; gives their number."""
    tried = outbox.try_again_now()
    if tried:
        record(what="messages.tried_again", which="city:1", by=by, number=tried)
    return tried
