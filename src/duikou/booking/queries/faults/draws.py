"""What draws promise: the list stays what was published, and what was drawn is what the list and the seed give."""

from __future__ import annotations

from collections.abc import Iterator

from duikou.base.promises import Promise, told
from duikou.booking.draw import check, digest
from duikou.booking.models import Draw, DrawFile
from duikou.booking.queries.faults.places import BY_HAND

STOP = "Draw nothing, or believe nothing of it: find out who changed it, and tell everybody who takes part"

DRAWS = (
    Promise(
        "draw {}: {} without its list",
        BY_HAND,
        """SELECT d.id, d.state FROM booking_draw d LEFT JOIN booking_drawfile f ON f.draw_id = d.id
        WHERE d.state IN ('frozen', 'drawn') AND f.id IS NULL""",
    ),
    Promise(
        "draw {}: {}, and its places are still booked by nobody",
        "Let the office press “Draw” once more: what was drawn stays, and the rest is done",
        """SELECT d.id, d.state FROM booking_draw d JOIN booking_offer o ON o.id = d.offer_id
        WHERE o.mode = 'draw' AND (d.state = 'called_off' OR d.settled_at IS NOT NULL)""",
    ),
    Promise(
        "draw {}: takes wishes, and its places can be booked meanwhile",
        BY_HAND,
        """SELECT d.id FROM booking_draw d JOIN booking_offer o ON o.id = d.offer_id
        WHERE o.mode <> 'draw' AND d.state IN ('wishing', 'frozen')""",
    ),
    Promise(
        "wish {}: {} in a draw that is {}",
        BY_HAND,
        """SELECT w.id, w.outcome, d.state FROM booking_wish w JOIN booking_drawentry e ON e.id = w.entry_id
        JOIN booking_draw d ON d.id = e.draw_id WHERE w.outcome IN ('won', 'full', 'capped') AND d.state <> 'drawn'""",
    ),
    Promise(
        "wish {}: of another offer than its draw",
        BY_HAND,
        """SELECT w.id FROM booking_wish w JOIN booking_drawentry e ON e.id = w.entry_id
        JOIN booking_draw d ON d.id = e.draw_id JOIN booking_resource r ON r.id = w.resource_id
        WHERE r.offer_id <> d.offer_id""",
    ),
)


def changed() -> Iterator[str]:
    """Draws whose kept bytes are not those whose hash was published, or whose result does not follow from them."""
    for file in DrawFile.objects.select_related("draw").order_by("pk"):
        if digest(bytes(file.frozen)) != file.draw.list_sha256:
            yield from told("draw {}: its list is not the one whose hash was published", STOP, [(file.draw_id,)])
        elif file.result and check(bytes(file.result), sha256=file.draw.list_sha256).fault:
            yield from told("draw {}: its result does not follow from its list and seed", STOP, [(file.draw_id,)])
        elif bool(file.result) != (file.draw.state == Draw.State.DRAWN):
            yield from told("draw {}: drawn without a result, or a result undrawn", BY_HAND, [(file.draw_id,)])
