"""Draws of fairs as people see them: what can be wished for, what somebody wished for, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duikou.base.small_numbers import K_INSIDE, K_PUBLIC
from duikou.booking.models import Booking, Draw, DrawEntry, Offer, Wish
from duikou.booking.queries.draws import DrawCounts, resources_drawn
from duikou.fairs.models import Fair, Post, Stand
from duikou.fairs.queries.day_plans import WHY_ME
from duikou.fairs.queries.orders import named_at


@dataclass(frozen=True, slots=True)
class WishShown:
    """A wish as its person sees it: the employer, the post if they named one, what came of it (empty before the draw),
    why in a sentence of the active language, the booking that it became, why there is no time for a place that was
    won, and whether its time is beside the hours at which the person can be there. `is_withdrawn`: the employer does
    not come."""

    rank: int
    stand: Stand | None
    post: Post | None
    outcome: str
    why: str
    booking: Booking | None
    no_time: str = ""
    beside_hours: bool = False
    is_withdrawn: bool = False

    @property
    def is_live(self) -> bool:
        """Whether there is a talk of it."""
        return self.booking is not None and self.booking.state in Booking.LIVE

    @property
    def won(self) -> bool:
        """Whether a place was drawn."""
        return self.outcome == Wish.Outcome.WON


@dataclass(frozen=True, slots=True)
class Numbers:
    """A draw's numbers for showing. None stands for a count of people that is too small to be shown, or from which such
    a one could be worked out."""

    entries: int | None
    wished: int | None
    with_place: int | None
    with_first: int | None
    won: int | None
    by_staff: int | None
    by_self: int | None
    staff_with_place: int | None
    self_with_place: int | None


def draw_of_fair(fair: Fair) -> Draw | None:
    """The draw of a fair, unless it was called off before anything of it was published."""
    draw: Draw | None = getattr(fair.offer, "draw", None)
    return None if draw and draw.state == Draw.State.CALLED_OFF and not draw.list_sha256 else draw


def is_drawn(fair: Fair) -> bool:
    """Whether the places of `fair` are wished for and drawn at present. Asks nothing of the database."""
    return fair.offer.mode == Offer.Mode.DRAW


def posts_wished(fair: Fair, public_ids: Sequence[UUID], *, now: datetime) -> list[Post]:
    """Those of these posts whose employers can be wished for, in the order given; of one employer the last."""
    found = Post.objects.select_related("employer", "stand__resource", "stand__employer").filter(
        fair=fair,
        state=Post.State.PUBLISHED,
        public_id__in=public_ids,
        stand__state=Stand.State.APPROVED,
        stand__resource__in=resources_drawn(fair.offer, now=now),
    )
    by_id = {one.public_id: one for one in found}
    ordered = [by_id[one] for one in dict.fromkeys(public_ids) if one in by_id]
    last = {one.stand_id: one for one in ordered}
    places = dict.fromkeys(one.stand_id for one in ordered)
    return [last[stand] for stand in places]


def stands_wished(fair: Fair, numbers: Sequence[int], *, now: datetime) -> dict[int, Stand]:
    """The stands with these numbers that can be wished for, by number."""
    stands = Stand.objects.select_related("employer", "resource").filter(
        fair=fair, number__in=numbers, state=Stand.State.APPROVED, resource__in=resources_drawn(fair.offer, now=now)
    )
    return {one.number: one for one in stands if one.number is not None}


def stands_to_wish(fair: Fair, *, now: datetime) -> list[Stand]:
    """Every stand that can be wished for, by number."""
    stands = Stand.objects.select_related("employer").filter(
        fair=fair, state=Stand.State.APPROVED, resource__in=resources_drawn(fair.offer, now=now)
    )
    return list(stands.order_by("number", "pk"))


def labels_of(fair: Fair) -> dict[int, str]:
    """What the public reads for each resource of a fair in the list: number and employer, in the city's language."""
    stands = Stand.objects.select_related("employer").filter(fair=fair, resource__isnull=False)
    with translation.override(settings.LANGUAGE_CODE):
        return {one.resource_id: f"{one.number or ''} {one.employer}".strip() for one in stands if one.resource_id}


def wishes_of(entry: DrawEntry) -> list[WishShown]:
    """The wishes of an entry in their order, with what came of them."""
    rows = Wish.objects.filter(entry=entry).select_related(
        "resource__stand__employer", "wished_post__post", "booking__slot"
    )
    wishes = list(rows.order_by("rank"))
    for one in wishes:
        one.entry = entry
    named = named_at(entry.draw, [one.resource_id for one in wishes]) if entry.draw.ranked else {}
    return [_shown(one, entry.draw.offer, named.get(one.resource_id, 0)) for one in wishes]


def posts_of_entry(entry: DrawEntry) -> list[UUID]:
    """The public ids of the posts that an entry wishes for, in order; a wish without a post has its employer's first
    published one."""
    ids = []
    for one in Wish.objects.filter(entry=entry).select_related("wished_post__post").order_by("rank"):
        post = getattr(getattr(one, "wished_post", None), "post", None)
        post = post or Post.objects.filter(stand__resource=one.resource_id, state=Post.State.PUBLISHED).first()
        if post:
            ids.append(post.public_id)
    return ids


def _shown(wish: Wish, offer: Offer, named: int) -> WishShown:
    about = getattr(wish, "wished_post", None)
    return WishShown(
        rank=wish.rank,
        stand=getattr(wish.resource, "stand", None),
        post=about.post if about else None,
        outcome=wish.outcome,
        why=" ".join(filter(None, (_why(wish, offer), _order(wish, named)))),
        booking=wish.booking,
        no_time=str(WHY_ME.get(wish.unplaced, "")),
        beside_hours=_beside_hours(wish),
        is_withdrawn=wish.resource.withdrawn_at is not None,
    )


def _order(wish: Wish, named: int) -> str:
    """What the order of the employer, who named so many, did to a wish that was asked for while places were free."""
    if not named or not wish.places or wish.outcome not in (Wish.Outcome.WON, Wish.Outcome.FULL):
        return ""
    if wish.named is None:
        return ngettext(
            "The employer had named %(named)s person in its order; you came after, by lot.",
            "The employer had named %(named)s people in its order; you came after them, by lot.",
            named,
        ) % {"named": named}
    return ngettext(
        "The employer had put you at number %(at)s of the %(named)s it named.",
        "The employer had put you at number %(at)s of the %(named)s it named.",
        named,
    ) % {"at": wish.named, "named": named}


def _beside_hours(wish: Wish) -> bool:
    booking, entry = wish.booking, wish.entry
    if booking is None or booking.state not in Booking.LIVE:
        return False
    early = entry.there_from is not None and booking.slot.starts_at < entry.there_from
    return early or (entry.there_until is not None and booking.slot.ends_at > entry.there_until)


def _why(wish: Wish, offer: Offer) -> str:
    facts = {"stood": wish.stood, "among": wish.among, "places": wish.places}
    if wish.outcome == Wish.Outcome.WON:
        text = ngettext(
            "Number %(stood)s of %(among)s for %(places)s place: it is yours.",
            "Number %(stood)s of %(among)s for %(places)s places: one is yours.",
            wish.places or 0,
        )
        return text % facts
    if wish.outcome == Wish.Outcome.FULL and not wish.places:
        return _("All places here went to others in an earlier round.")
    if wish.outcome == Wish.Outcome.FULL:
        text = ngettext(
            "Number %(stood)s of %(among)s for %(places)s place: it went to others.",
            "Number %(stood)s of %(among)s for %(places)s places: they went to others.",
            wish.places or 0,
        )
        return text % facts
    if wish.outcome == Wish.Outcome.CAPPED:
        return _("Not drawn any more: you had won as many places as one person may have (%(limit)s).") % {
            "limit": offer.limit_per_person
        }
    return _("Its times were no longer offered when the list was frozen.") if wish.outcome == Wish.Outcome.GONE else ""


def numbers_shown(counts: DrawCounts, *, inside: bool) -> Numbers:
    """The numbers with small ones of people hidden, and with each those that would tell them: what is left of a whole
    is as small as its other part. When one count by way of access is small, none of them is shown."""
    k = K_INSIDE if inside else K_PUBLIC

    def small(*numbers: int) -> bool:
        return any(0 < one < k for one in numbers)

    by_self, self_with = counts.entries - counts.by_staff, counts.with_place - counts.staff_with_place
    entries = None if small(counts.entries) else counts.entries
    too_few = entries is None or small(counts.with_place, counts.entries - counts.with_place)
    first = counts.with_first
    apart = too_few or small(
        counts.by_staff, by_self, counts.staff_with_place, self_with, counts.by_staff - counts.staff_with_place
    )
    apart = apart or small(by_self - self_with)
    return Numbers(
        entries=entries,
        wished=None if entries is None else counts.wished,
        with_place=None if too_few else counts.with_place,
        with_first=None if too_few or small(first, counts.with_place - first) else first,
        won=None if too_few else counts.won,
        by_staff=None if apart else counts.by_staff,
        by_self=None if apart else by_self,
        staff_with_place=None if apart else counts.staff_with_place,
        self_with_place=None if apart else self_with,
    )
