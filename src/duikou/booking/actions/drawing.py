"""Drawing the places, and giving them out."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from django.db import connection, transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import signals
from duikou.booking.actions.draws import lock_with_offer, tell_entries
from duikou.booking.actions.placing import WinnersPlaced, place_winners
from duikou.booking.actions.solving import as_details
from duikou.booking.draw import BadList, DrawList, Drawn, digest, drawn, read, result
from duikou.booking.models import Draw, DrawFile, Offer, Wish
from duikou.booking.queries.draws import entries_listed, lock_draw, ranks_listed
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_hold
from duikou.journal.actions import record

OUTCOME = """UPDATE booking_wish SET outcome = %s, round = %s, stood = %s, among = %s, places = %s
    WHERE id = %s AND outcome = ''"""
# In one statement: PostgreSQL would be asked for each row.
OUTCOMES = """UPDATE booking_wish w SET outcome = s.outcome, round = s.round, stood = s.stood, among = s.among,
    places = s.places FROM unnest(%s::text[], %s::int[], %s::int[], %s::int[], %s::int[], %s::bigint[])
    AS s (outcome, round, stood, among, places, id) WHERE w.id = s.id AND w.outcome = ''"""
PIECE = 500  # wishes or people in one transaction, so that on SQLite nobody else waits for more than 50 ms


def hold_draw(*, draw: Draw, by: Actor) -> Draw | Refusal:
    """Draw by the seed that two have read, keep what came of each wish, give the places their times, tell everybody,
    and let what is left be booked. A list that is not the one whose hash was published stops it (LIST_CHANGED).

    What comes out is decided in one transaction, which keeps the result; what follows from it is written in pieces.
    Interrupted, the same call goes on where it stopped; called again it changes nothing."""
    seen = Draw.objects.select_related("offer").get(pk=draw.pk)
    if seen.settled_at is not None:
        return seen
    no = None if seen.state == Draw.State.DRAWN else may_hold(seen)
    if no:
        return no
    listed = _listed(seen, bytes(DrawFile.objects.get(draw=seen).frozen))
    if listed is None:
        record(what="draw.stopped", which=f"draw:{seen.public_id}", by=by, sha256=seen.list_sha256)
        return refusal(Reason.LIST_CHANGED)
    came_out = drawn(listed, seen.seed)  # once its seed stands nothing of a draw changes any more: nobody need wait
    answer = _decide(seen, listed, came_out, by)
    if isinstance(answer, Refusal) or answer.settled_at is not None:
        return answer
    keep_outcomes(answer, came_out)
    placed = place_winners(draw=answer, by=by)
    _tell_everybody(answer)
    return _settle(answer, placed, by)


def _decide(seen: Draw, listed: DrawList, came_out: Drawn, by: Actor) -> Draw | Refusal:
    """Keep the result, if all of what it was made from is still so."""
    made = result(listed, seen.seed, came_out)
    with transaction.atomic():
        locked, now = lock_draw(seen.pk, alone=True), clock.now()
        if locked.state == Draw.State.DRAWN:
            return locked
        no = may_hold(locked)
        if no or (locked.seed, locked.list_sha256) != (seen.seed, seen.list_sha256):
            return no or refusal(Reason.DRAW_ELSEWHERE)
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


def keep_outcomes(draw: Draw, came_out: Drawn) -> None:
    """What came of each wish, into its row, where it is not known yet."""
    said = {(code, why.wish): why for code, all_ in came_out.why.items() for why in all_}
    unsaid = Wish.objects.filter(entry__draw=draw, outcome="").order_by("pk")
    rows = []
    for code, resource, pk in unsaid.values_list("entry__code", "resource_id", "pk"):
        why = said[code, str(resource)]
        rows.append((why.outcome, why.round, why.stood, why.among, why.places, pk))
    for first in range(0, len(rows), PIECE):
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(OUTCOMES, [list(column) for column in zip(*rows[first : first + PIECE], strict=True)])
            else:
                cursor.executemany(OUTCOME, rows[first : first + PIECE])


def _tell_everybody(draw: Draw) -> None:
    """Tell each person once what came of their wishes: who was told before an interruption is not told again."""
    entries = list(draw.entries.order_by("pk").values_list("pk", flat=True))
    placed = set(Wish.objects.filter(entry__draw=draw, booking__isnull=False).values_list("entry_id", flat=True))
    for first in range(0, len(entries), PIECE):
        with transaction.atomic():
            people = list(draw.entries.filter(pk__in=entries[first : first + PIECE], person__isnull=False))
            tell_entries(draw, "draw_won", [one for one in people if one.pk in placed])
            tell_entries(draw, "draw_lost", [one for one in people if one.pk not in placed])


@transaction.atomic
def _settle(draw: Draw, made: WinnersPlaced, by: Actor) -> Draw:
    locked = lock_with_offer(draw)
    if locked.settled_at is not None:
        return locked
    locked.settled_at = clock.now()
    locked.save(update_fields=("settled_at",))
    Offer.objects.filter(pk=locked.offer_id, mode=Offer.Mode.DRAW).update(mode=Offer.Mode.FIRST_COME)
    record(
        what="draw.settled",
        which=f"draw:{locked.public_id}",
        by=by,
        placed=made.placed,
        unplaced=sum(made.unplaced.values()),
        **as_details(made.solved),
    )
    signals.send(signals.drawn, draw_id=locked.pk)
    return locked
