"""Messages whose recipient was erased: nothing says any more that several were for the same one."""

from __future__ import annotations

from collections.abc import Sequence

from duikou.journal.models import Message

PIECE = 300
State = Message.State


def forget_recipients(recipients: Sequence[str]) -> int:
    """Take these recipients (`person:<id>`) out of their messages; what was still to be sent is not sent. Read first
    and written by number, so that nobody waits while the table is searched. Gives the number of messages."""
    forgotten = 0
    for start in range(0, len(recipients), PIECE):
        rows = Message.objects.filter(recipient__in=recipients[start : start + PIECE])
        found = list(rows.values_list("pk", "recipient"))
        for at in range(0, len(found), PIECE):
            piece = found[at : at + PIECE]
            kind = piece[0][1].partition(":")[0]
            same = Message.objects.filter(pk__in=[pk for pk, _recipient in piece])
            same.filter(state=State.WAITING).update(state=State.EXPIRED, problem="")
            forgotten += same.update(recipient=f"{kind}:")
    return forgotten


def refs_of(kind: str) -> set[str]:
    """Whom there are messages for, of one kind of recipients, as the resolvers take them."""
    rows = Message.objects.order_by().filter(recipient__startswith=f"{kind}:").exclude(recipient=f"{kind}:")
    return {one.partition(":")[2] for one in rows.values_list("recipient", flat=True).distinct().iterator()}
