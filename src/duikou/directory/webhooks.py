"""Telling webhooks what the journal says: read on from where each stopped, delivered at least once, tried again.

What a webhook is told comes from the journal, which is written with what happened: nothing is missed, whatever dies.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db.models import F
from django.utils.translation import gettext_noop as N_

from duikou.base import clock
from duikou.base.columns import Each, insert
from duikou.base.ids import new_ids
from duikou.base.registry import Happened, events
from duikou.directory import outward, webhook_signing
from duikou.directory.models import Delivery, Webhook
from duikou.journal.models import Entry
from duikou.journal.settled import settled

PIECE = 2_000
AT_ONCE = 4
LEASE = timedelta(minutes=2)
# When to try again, in seconds, as the specification suggests: the last try comes three days after the first.
PAUSES = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
KEPT = timedelta(days=30)
GONE = 410
USER_AGENT = "Duikou-Webhooks/1"
TROUBLE: dict[type[Exception], str] = {
    socket.gaierror: N_("the host name has no address"),
    ssl.SSLError: N_("its certificate is not valid"),
    TimeoutError: N_("no answer within ten seconds"),
    ConnectionRefusedError: N_("nobody answers there"),
    ConnectionError: N_("the connection broke off"),
    http.client.HTTPException: N_("what it answers is not HTTP"),
}
State = Delivery.State


def fan_out() -> int:
    """Write down what each webhook is to be told of what the journal says anew; gives the number of deliveries."""
    upto, made = settled(), 0
    for hook in Webhook.objects.filter(active=True, read_up_to__lt=upto):
        made += _read_on(hook, upto)
    return made


def _read_on(hook: Webhook, upto: int) -> int:
    made, wanted = 0, [name for name in hook.events if events.get(name)]
    while True:
        news = Entry.objects.filter(pk__gt=hook.read_up_to, pk__lte=upto, what__in=wanted).order_by("pk")
        piece = list(news[:PIECE]) if wanted else []
        made += _write_down(hook, piece)
        reached = piece[-1].pk if len(piece) == PIECE else upto
        Webhook.objects.filter(pk=hook.pk, read_up_to=hook.read_up_to).update(read_up_to=reached)
        hook.read_up_to = reached
        if reached == upto:
            return made


def _write_down(hook: Webhook, entries: list[Entry]) -> int:
    by_kind: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.what].append(entry)
    told: list[tuple[Entry, Happened]] = []
    for kind, listed in by_kind.items():
        event = events.get(kind)
        assert event is not None
        said = event.tell([(entry.which, entry.details) for entry in listed])
        told += [
            (entry, one)
            for entry, one in zip(listed, said, strict=True)
            if one is not None and hook.organisation_id in (None, one.organisation)
        ]
    told.sort(key=lambda pair: pair[0].pk)
    now = clock.now()
    insert(
        Delivery,
        len(told),
        skip_known=True,
        public_id=Each(new_ids(len(told))),
        webhook_id=hook.pk,
        event=Each(entry.what for entry, _one in told),
        entry=Each(entry.pk for entry, _one in told),
        body=Each({"type": entry.what, "timestamp": entry.at.isoformat(), "data": one.data} for entry, one in told),
        created_at=now,
        due_at=now,
    )
    return len(told)


def deliver_due(*, limit: int = 100) -> int:
    """Deliver what is due, the oldest first, a few at the same time; gives the number delivered. What was begun and not
    finished, because the worker died, is tried again after the lease: at least once, seldom twice."""
    now = clock.now()
    due = Delivery.objects.filter(state=State.WAITING, due_at__lte=now, webhook__active=True).order_by("due_at", "pk")
    mine = [
        one
        for one in due.select_related("webhook")[:limit]
        if Delivery.objects.filter(pk=one.pk, state=State.WAITING, due_at=one.due_at).update(
            due_at=now + LEASE, tries=F("tries") + 1
        )
    ]
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook") as threads:
        outcomes = list(threads.map(_send, mine))
    return sum(_note(one, *outcome) for one, outcome in zip(mine, outcomes, strict=True))


def _send(delivery: Delivery) -> tuple[int, str]:
    """The status of the answer and what was wrong; touches no database."""
    body = json.dumps(delivery.body, ensure_ascii=False, separators=(",", ":")).encode()
    signed = webhook_signing.headers(
        secret=delivery.webhook.secret, message_id=f"msg_{delivery.public_id.hex}", at=clock.now(), body=body
    )
    try:
        status = outward.post(
            delivery.webhook.url,
            body,
            {"Content-Type": "application/json", "User-Agent": USER_AGENT, **signed},
        )
    except outward.NotAllowed as error:
        return 0, str(error)
    except (OSError, http.client.HTTPException) as error:
        return 0, next((words for kind, words in TROUBLE.items() if isinstance(error, kind)), type(error).__name__)
    return status, "" if 200 <= status < 300 else f"HTTP {status}"


def _note(delivery: Delivery, status: int, problem: str) -> bool:
    now, tries = clock.now(), delivery.tries + 1
    row = Delivery.objects.filter(pk=delivery.pk)
    if not problem:
        row.update(state=State.SENT, sent_at=now, problem="")
        return True
    if status == GONE:
        Webhook.objects.filter(pk=delivery.webhook_id).update(active=False, why_stopped=N_("its address is gone"))
    if status == GONE or tries > len(PAUSES):
        row.update(state=State.FAILED, problem=problem[:200])
    else:
        row.update(due_at=now + timedelta(seconds=PAUSES[tries - 1]), problem=problem[:200])
    return False


def forget_deliveries() -> int:
    """Forget deliveries that are over for thirty days, some thousand at a time; gives the number."""
    over = Delivery.objects.exclude(state=State.WAITING).filter(created_at__lt=clock.now() - KEPT)
    return Delivery.objects.filter(pk__in=list(over.order_by("pk").values_list("pk", flat=True)[:PIECE])).delete()[0]
