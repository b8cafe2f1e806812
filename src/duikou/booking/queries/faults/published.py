"""What was published of a draw, held against the rows and drawn again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from duikou.base.promises import told
from duikou.booking.draw import BadList, Drawn, check, digest, read
from duikou.booking.models import Draw, DrawFile, Wish
from duikou.booking.queries.draws import entries_listed, ranks_listed
from duikou.booking.queries.faults.draws import STOP
from duikou.booking.queries.faults.places import BY_HAND

BELIEVE = "Believe the published file: find out who changed the wishes, and put right what people were told"


def changed() -> Iterator[str]:
    """Draws whose kept bytes are not those whose hash was published, whose result does not follow from them, or whose
    wishes say otherwise."""
    for pk in DrawFile.objects.order_by("pk").values_list("pk", flat=True):
        file = DrawFile.objects.select_related("draw").get(pk=pk)
        wrong = _wrong(file)
        if wrong:
            fault, do = wrong
            yield from told(f"draw {{}}: {fault}", do, [(file.draw_id,)])


def _wrong(file: DrawFile) -> tuple[str, str] | None:
    """The first thing that is wrong, and what to do."""
    draw, frozen = file.draw, bytes(file.frozen)
    if digest(frozen) != draw.list_sha256:
        return "its list is not the one whose hash was published", STOP
    try:
        listed = read(frozen)
    except BadList:
        return "its list cannot be read", STOP
    if {one.code: one.wishes for one in listed.entries} != {one.code: one.wishes for one in entries_listed(draw)}:
        return "its wishes are not those in its list", STOP
    if dict(listed.ranks) != ranks_listed(draw):
        return "its orders are not those in its list", STOP
    if bool(file.result) != (draw.state == Draw.State.DRAWN):
        return "drawn without a result, or a result undrawn", BY_HAND
    if not file.result:
        return None
    found = check(bytes(file.result), sha256=draw.list_sha256)
    if found.fault or found.seed != draw.seed or found.again is None:
        return "its result does not follow from its list and seed", STOP
    if draw.settled_at is not None and _of_rows(draw) != _of_result(found.again):  # until then they are being written
        return "its wishes say otherwise than its result", BELIEVE
    return None


def _of_rows(draw: Draw) -> Mapping[tuple[str, str], tuple[Any, ...]]:
    rows = Wish.objects.filter(entry__draw=draw).exclude(outcome=Wish.Outcome.GONE).order_by()
    named = rows.values_list("entry__code", "resource_id", "outcome", "round", "stood", "among", "places")
    return {(code, str(resource)): tuple(said) for code, resource, *said in named}


def _of_result(came_out: Drawn) -> Mapping[tuple[str, str], tuple[Any, ...]]:
    return {
        (code, why.wish): (why.outcome, why.round, why.stood, why.among, why.places)
        for code, all_ in came_out.why.items()
        for why in all_
    }
