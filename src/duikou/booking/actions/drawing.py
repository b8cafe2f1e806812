"""Drawing the places, and giving them out."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from django.db import connection, transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import signals
from duikou.booking.actions.draws import tell_entries
from duikou.booking.actions.placing import place_winners
from duikou.booking.draw import BadList, DrawList, Drawn, digest, drawn, read, result
from duikou.booking.models import Draw, DrawFile, Offer, Wish
from duikou.booking.queries.draws import entries_listed, lock_draw, ranks_listed
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_hold
from duikou.journal.actions import record

OUTCOME = "UPDATE booking_wish SET outcome = %s, round = %s, stood = %s, among = %s, places = %s WHERE id = %s"


def hold_draw(*, draw: Draw, by: Actor) -> Draw | Refusal:
    """Draw by the seed that two have read, keep what came of each wish, give the places their times, tell everybody,
    and let what is left be booked. A list that is not the one whose hash was published stops it (LIST_CHANGED).
    Interrupted, the same call goes on where it stopped; called again it changes nothing."""
    answer = _draw(draw, by)
    if isinstance(answer, Refusal) or answer.settled_at is not None:
        return answer
    place_winners(draw=answer, by=by)
    return _settle(answer, by)


def _draw(draw: Draw, by: Actor) -> Draw | Refusal:
    """Draw before anybody is kept waiting: once its seed stands nothing of a draw changes any more. What came out is
    written only if that is still so."""
    seen = Draw.objects.select_related("offer").get(pk=draw.pk)
    if seen.state == Draw.State.DRAWN:
        return seen
    no = may_hold(seen)
    if no:
        return no
    frozen = bytes(DrawFile.objects.get(draw=seen).frozen)
    listed = _listed(seen, frozen)
    if listed is None:
        record(what="draw.stopped", which=f"draw:{seen.public_id}", by=by, sha256=seen.list_sha256)
        return refusal(Reason.LIST_CHANGED)
    return _write(seen, listed, drawn(listed, seen.seed), by)


@transaction.atomic
def _write(seen: Draw, listed: DrawList, came_out: Drawn, by: Actor) -> Draw | Refusal:
    locked, now = lock_draw(seen.pk, alone=True), clock.now()
    if locked.state == Draw.State.DRAWN:
        return locked
    no = may_hold(locked)
    if no or (locked.seed, locked.list_sha256) != (seen.seed, seen.list_sha256):
        return no or refusal(Reason.DRAW_ELSEWHERE)
    _keep(locked, came_out)
    made = result(listed, locked.seed, came_out)
    DrawFile.objects.filter(draw=locked).update(result=made)
    locked.state, locked.drawn_at = Draw.State.DRAWN, now
    locked.save(update_fields=("state", "drawn_at"))
    record(
        what="draw.drawn",
        which=f"draw:{locked.public_id}",
        by=by,
        sha256=locked.list_sha256,
        seed=locked.seed,
        entries=len(listed.entries),
        won=len(came_out.places),
    )
    return locked


def _listed(draw: Draw, frozen: bytes) -> DrawList | None:
    """The frozen list, if its hash is the one that was published and the wishes and the orders named are still those
    that stand in it."""
    if not hmac.compare_digest(digest(frozen), draw.list_sha256):
        return None
    try:
        listed = read(frozen)
    except BadList:
        return None
    same = _wishes(listed) == {one.code: tuple(one.wishes) for one in entries_listed(draw)}
    return listed if same and dict(listed.ranks) == ranks_listed(draw) else None


def _wishes(listed: DrawList) -> Mapping[str, tuple[str, ...]]:
    return {one.code: tuple(one.wishes) for one in listed.entries}


def _keep(draw: Draw, came_out: Drawn) -> None:
    """What came of each wish, into its row."""
    rows = Wish.objects.filter(entry__draw=draw).values_list("entry__code", "resource_id", "pk")
    ids = {(code, str(resource)): pk for code, resource, pk in rows}
    said = [
        (why.outcome, why.round, why.stood, why.among, why.places, ids[code, why.wish])
        for code, all_ in came_out.why.items()
        for why in all_
    ]
    with connection.cursor() as cursor:
        cursor.executemany(OUTCOME, said)


@transaction.atomic
def _settle(draw: Draw, by: Actor) -> Draw:
    locked = lock_draw(draw.pk, alone=True)
    if locked.settled_at is not None:
        return locked
    locked.settled_at = clock.now()
    locked.save(update_fields=("settled_at",))
    Offer.objects.filter(pk=locked.offer_id, mode=Offer.Mode.DRAW).update(mode=Offer.Mode.FIRST_COME)
    record(what="draw.settled", which=f"draw:{locked.public_id}", by=by)
    people = locked.entries.filter(person__isnull=False)
    placed = people.filter(wishes__booking__isnull=False).distinct()
    tell_entries(locked, "draw_won", list(placed))
    tell_entries(locked, "draw_lost", list(people.exclude(pk__in=placed.values("pk"))))
    signals.send(signals.drawn, draw_id=locked.pk)
    return locked
