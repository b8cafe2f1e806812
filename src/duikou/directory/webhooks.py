"""Telling webhooks what the journal says: read on from where each stopped, delivered at least once, tried again.

What a webhook is told comes from the journal, which is written with what happened: nothing is missed, whatever dies.
"""

from __future__ import annotations

import http.client
import json
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import NamedTuple

from django.db.models import F, Min, QuerySet
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
AT_ONCE = 4  # webhooks that are told at the same time
LANES = 4  # of one webhook
EACH = 40  # that one webhook is told in a turn
TURN_SECONDS = 20.0
LEASE = timedelta(minutes=2)
# When to try again, in seconds, as the specification suggests: the last try comes three days after the first.
PAUSES = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
KEPT = timedelta(days=30)
GONE = 410
USER_AGENT = "Duikou-Webhooks/1"
State = Delivery.State


class Outcome(NamedTuple):
    """The status of the answer, 0 without one, and what was wrong."""

    status: int
    problem: str = ""


OK, NOT_TRIED = 200, Outcome(-1)


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
    written = insert(
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
    return len(written)


def deliver() -> int:
    """Deliver what is due until nothing more gets through; gives the number delivered."""
    sent = round_ = deliver_due()
    while round_:
        round_ = deliver_due()
        sent += round_
    return sent


def deliver_due() -> int:
    """Deliver some of what is due, for the webhooks that wait longest; gives the number delivered. What was begun and
    not finished, because the worker died, is tried again after the lease: at least once, seldom twice."""
    due = Delivery.objects.filter(state=State.WAITING, due_at__lte=clock.now(), webhook__active=True)
    longest = due.values("webhook").annotate(since=Min("due_at")).order_by("since").values_list("webhook", flat=True)
    lanes: list[list[Delivery]] = []
    for hook in list(longest[:AT_ONCE]):
        mine = _lease(due.filter(webhook=hook))
        lanes += [mine[number::LANES] for number in range(LANES)]
    with ThreadPoolExecutor(AT_ONCE * LANES, thread_name_prefix="webhook") as threads:
        outcomes = list(threads.map(_tell, lanes))
    return sum(_note(one, outcome) for lane in outcomes for one, outcome in lane)


def _lease(due: QuerySet[Delivery]) -> list[Delivery]:
    until = clock.now() + LEASE
    return [
        one
        for one in due.select_related("webhook").order_by("due_at", "pk")[:EACH]
        if Delivery.objects.filter(pk=one.pk, state=State.WAITING, due_at=one.due_at).update(
            due_at=until, tries=F("tries") + 1
        )
    ]


def _tell(lane: list[Delivery]) -> list[tuple[Delivery, Outcome]]:
    """Send one after the other for a while. When nobody answers, that speaks for those behind it: an address that is
    dead does not keep the others waiting. Touches no database."""
    told: list[tuple[Delivery, Outcome]] = []
    ends, outcome = time.monotonic() + TURN_SECONDS, Outcome(OK)
    for one in lane:
        if outcome.status:
            outcome = _send(one) if time.monotonic() < ends else NOT_TRIED
        told.append((one, outcome))
    return told


def _send(delivery: Delivery) -> Outcome:
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
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Outcome(0, outward.trouble(error))
    return Outcome(status, "" if 200 <= status < 300 else f"HTTP {status}")


def _note(delivery: Delivery, outcome: Outcome) -> bool:
    now, tries = clock.now(), delivery.tries + 1
    row = Delivery.objects.filter(pk=delivery.pk)
    if outcome == NOT_TRIED:
        row.update(due_at=delivery.due_at, tries=delivery.tries)
        return False
    if not outcome.problem:
        row.update(state=State.SENT, sent_at=now, problem="")
        return True
    if outcome.status == GONE:
        Webhook.objects.filter(pk=delivery.webhook_id).update(active=False, why_stopped=N_("its address is gone"))
    if outcome.status == GONE or tries > len(PAUSES):
        row.update(state=State.FAILED, problem=outcome.problem)
    else:
        row.update(due_at=now + timedelta(seconds=PAUSES[tries - 1]), problem=outcome.problem)
    return False


def forget_deliveries() -> int:
    """Forget the deliveries of more than thirty days ago, some thousand at a time; gives the number. The last try of
    each is long over; those of a webhook that was stopped wait for nothing."""
    forgotten = 0
    while True:
        old = Delivery.objects.filter(created_at__lt=clock.now() - KEPT).order_by("pk").values_list("pk", flat=True)
        piece = Delivery.objects.filter(pk__in=list(old[:PIECE])).delete()[0]
        forgotten += piece
        if piece < PIECE:
            return forgotten
