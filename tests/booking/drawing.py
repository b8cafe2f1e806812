"""What the tests of draws share: an offer whose places are drawn, and wishes for them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from duikou.base.actor import Actor
from duikou.booking import actions
from duikou.booking.actions.drawing import keep_outcomes
from duikou.booking.draw import DrawList, canonical, digest, result
from duikou.booking.draw import drawn as draw_again
from duikou.booking.models import Draw, DrawEntry, DrawFile, Offer, Resource, SeedReading
from duikou.booking.queries.draws import entries_listed
from duikou.booking.refusals import Refusal
from duikou.directory.models import Person

from .conftest import NOW, PERSON, STAFF, City

OTHER = Actor("account", "another")
UNTIL = NOW + timedelta(days=2)
KNOWN_AT = UNTIL + timedelta(hours=1)
DICE = "123456" * 9
ROUND = "lottery balls of 3 March, 21:15"


def a_draw(
    city: City,
    *,
    resources: int = 2,
    times: int = 2,
    wishes_max: int = 3,
    ranks_until: datetime | None = None,
    **limits: Any,
) -> Draw:
    """A draw that takes wishes until UNTIL, over so many resources of so many times each."""
    offer = city.offer(**limits)
    for _ in range(resources):
        city.slots(city.resource(offer), times)
    draw = actions.plan_draw(offer=offer, wishes_until=UNTIL, wishes_max=wishes_max, ranks_until=ranks_until, by=STAFF)
    assert isinstance(draw, Draw), draw
    return draw


def places(draw: Draw) -> list[Resource]:
    """Its resources."""
    return list(Resource.objects.filter(offer=draw.offer).order_by("pk"))


def wish(draw: Draw, person: Person, *resources: Resource, **more: Any) -> DrawEntry | Refusal:
    """Put wishes, for all resources unless some are named."""
    values = {"own": True, "by": PERSON, **more}
    return actions.put_wishes(draw=draw, person=person, resources=resources or places(draw), **values)


def entered(draw: Draw, person: Person, *resources: Resource, **more: Any) -> DrawEntry:
    """The same, when it must go well."""
    entry = wish(draw, person, *resources, **more)
    assert isinstance(entry, DrawEntry), entry
    return entry


def frozen(draw: Draw, **more: Any) -> Draw:
    """Freeze the list; the clock must stand behind the deadline."""
    values = {"source": "spoken", "source_name": ROUND, "source_at": KNOWN_AT, "by": STAFF, **more}
    answer = actions.freeze(draw=draw, **values)
    assert isinstance(answer, Draw), answer
    return answer


def seeded(draw: Draw, text: str = DICE) -> Draw:
    """Let two people read the same seed."""
    actions.read_seed(draw=draw, text=text, by=STAFF)
    answer = actions.read_seed(draw=draw, text=text, by=OTHER)
    assert isinstance(answer, Draw), answer
    return answer


def publish(draw: Draw) -> None:
    """Let a draw that was written by hand be one with as many places as there are wishes: everybody wins everything
    they wish for, the dearest in the first round."""
    entries, seed = entries_listed(draw), f"dice:{DICE}"
    wished = Counter(wish for one in entries for wish in one.wishes)
    cap = max((len(one.wishes) for one in entries), default=1)
    listed = DrawList(str(draw.public_id), "Talks", cap, wished, entries, "spoken", ROUND)
    frozen_bytes, came_out = canonical(listed), draw_again(listed, seed)
    made = result(listed, seed, came_out)
    DrawFile.objects.update_or_create(draw=draw, defaults={"frozen": frozen_bytes, "result": made})
    Draw.objects.filter(pk=draw.pk).update(list_sha256=digest(frozen_bytes), seed=seed)
    for reader in (STAFF, OTHER):
        SeedReading.objects.update_or_create(draw=draw, by=str(reader), defaults={"seed": seed, "at": NOW})
    keep_outcomes(draw, came_out)


def offer_of(draw: Draw) -> Offer:
    """Its offer as it is now."""
    return Offer.objects.get(pk=draw.offer_id)
