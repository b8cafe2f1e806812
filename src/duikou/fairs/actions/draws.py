"""Writing what the fairs add to a draw: about which posts people wish to talk, and what a fair's office states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.booking import actions as engine
from duikou.booking.models import Draw, DrawEntry, Resource, Wish
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.directory.actions import Newcomer
from duikou.directory.models import Person
from duikou.fairs.models import Fair, Post, Stand, WishedPost
from duikou.fairs.queries.draws import labels_of


class ForbiddenCondition(ValueError):
    """What a draw's conditions ask for that no law lets them ask: `kinds` (sex, ethnicity, religion, household) and the
    `words` in which they do."""

    def __init__(self, kinds: Sequence[str], words: Sequence[str]) -> None:
        super().__init__(", ".join(kinds))
        self.kinds, self.words = list(kinds), list(words)


@transaction.atomic
def wish(
    *,
    draw: Draw,
    who: Person | Newcomer,
    stands: Sequence[tuple[Stand, Post | None]],
    channel: str = DrawEntry.Channel.WEB,
    by: Actor,
    own: bool = False,
    proven_for: int = 0,
) -> DrawEntry | Refusal:
    """Let somebody wish for talks at these stands, the dearest first, each about its post; in place of what they wished
    for before. As the engine's `put_wishes`."""
    resources: dict[int, Resource] = {one.resource.pk: one.resource for one, _post in stands if one.resource}
    if len(resources) < len(stands):
        return refusal(Reason.WISH_GONE)
    answer = engine.put_wishes(
        draw=draw,
        person=who,
        resources=list(resources.values()),
        channel=channel,
        by=by,
        own=own,
        proven_for=proven_for,
    )
    if isinstance(answer, DrawEntry):
        rows = dict(Wish.objects.filter(entry=answer).values_list("resource", "pk"))
        about = [(rows[one.resource_id], post) for one, post in stands if post and one.resource_id]
        WishedPost.objects.bulk_create(WishedPost(wish_id=pk, post=post) for pk, post in about)
    return answer


def wish_about(*, wish_id: int, post_id: int) -> None:
    """Let a wish that was just put be about this post."""
    WishedPost.objects.create(wish_id=wish_id, post_id=post_id)


def wish_at_counter(
    *,
    fair: Fair,
    draw: Draw,
    who: Person | Newcomer,
    stands: Sequence[tuple[Stand, Post | None]],
    hours: tuple[datetime | None, datetime | None] | None,
    by: Actor,
) -> DrawEntry | Refusal:
    """The same by staff with the person beside them, and with the hours at which they can be there, where they say so;
    a Refusal writes nothing of both."""
    with transaction.atomic():
        answer = wish(draw=draw, who=who, stands=stands, channel=DrawEntry.Channel.STAFF, by=by)
        if isinstance(answer, DrawEntry) and hours is not None:
            begins, ends = fair.starts_at, fair.ends_at
            answer = engine.say_hours(entry=answer, earliest=hours[0], latest=hours[1], begins=begins, ends=ends, by=by)
        if isinstance(answer, Refusal):
            transaction.set_rollback(True)
    return answer


def plan(
    *,
    fair: Fair,
    wishes_until: datetime,
    wishes_max: int,
    ranks_until: datetime | None = None,
    conditions: Mapping[str, str] | str = "",
    by: Actor,
) -> Draw | Refusal:
    """Let the interviews of `fair` be drawn (the engine's `plan_draw`). Raises ForbiddenCondition."""
    from duikou.fairs.postings.conditions import in_text  # needed by few of those who start

    found = [one for text in translated(conditions).values() for one in in_text(text, broad=True)]
    if found:
        raise ForbiddenCondition(sorted({one.kind for one in found}), [one.words for one in found])
    return engine.plan_draw(
        offer=fair.offer,
        wishes_until=wishes_until,
        wishes_max=wishes_max,
        ranks_until=ranks_until,
        conditions=conditions,
        by=by,
    )


def freeze(*, fair: Fair, draw: Draw, source: str, source_name: str, source_at: datetime, by: Actor) -> Draw | Refusal:
    """Freeze the list, in which the public reads tables and employers (the engine's `freeze`)."""
    return engine.freeze(
        draw=draw, source=source, source_name=source_name, source_at=source_at, by=by, labels=labels_of(fair)
    )
