"""Named reads of draws and of the entries in them."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from duikou.base.sealed import look_up_hash
from duikou.booking.codes import possible_codes
from duikou.booking.draw import Entry as Listed
from duikou.booking.models import Draw, DrawEntry, Offer, Resource, Slot, Wish
from duikou.journal.models import Entry

SHARED, ALONE = "FOR SHARE", "FOR UPDATE"


@dataclass(frozen=True, slots=True)
class DrawCounts:
    """How a draw stands: entries, those typed in by staff, wishes; after the draw people with a place, with their first
    wish, and places won. Counts of people: small ones are not for showing."""

    entries: int
    by_staff: int
    wished: int
    with_place: int = 0
    staff_with_place: int = 0
    with_first: int = 0
    won: int = 0


def lock_draw(pk: int, *, alone: bool = False) -> Draw:
    """The draw as it is now, with its offer, kept from changing until the transaction ends: many who put their wishes
    hold it together, whoever freezes or draws holds it `alone`. On SQLite a transaction that writes is alone in any
    case."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM booking_draw WHERE id = %s {ALONE if alone else SHARED}", [pk])
    return Draw.objects.select_related("offer").get(pk=pk)


def draw_of(offer: Offer) -> Draw | None:
    """The draw of an offer, called off or not."""
    return Draw.objects.select_related("offer").filter(offer=offer).first()


def draw_by_id(public_id: str) -> Draw | None:
    """The draw with this public id, with its offer; None if unknown."""
    try:
        return Draw.objects.select_related("offer").get(public_id=UUID(public_id))
    except (Draw.DoesNotExist, ValueError):
        return None


def draw_shown(offer: Offer) -> Draw | None:
    """The draw of an offer, unless it was called off before anything of it was published."""
    draw = draw_of(offer)
    return None if draw and draw.state == Draw.State.CALLED_OFF and not draw.list_sha256 else draw


def resources_drawn(offer: Offer, *, now: datetime) -> QuerySet[Resource]:
    """The resources of an offer that can be wished for: with a time to come that was not withdrawn."""
    ahead = Slot.objects.filter(resource=OuterRef("pk"), withdrawn=False, starts_at__gt=now)
    return Resource.objects.filter(Exists(ahead), offer=offer)


def entry_of(public_id: UUID | str) -> DrawEntry | None:
    """The entry with this public id, with its draw, offer and person; None if unknown."""
    try:
        return _entries().get(public_id=UUID(str(public_id)))
    except (DrawEntry.DoesNotExist, ValueError):
        return None


def entries_with(public_ids: Sequence[UUID]) -> list[DrawEntry]:
    """Those of the entries that exist and still have their person, oldest first."""
    return list(_entries().filter(public_id__in=public_ids, person__isnull=False).order_by("pk")) if public_ids else []


def entries_of_person(person_id: int) -> list[DrawEntry]:
    """The entries in draws of a person, oldest first."""
    return list(_entries().filter(person=person_id).order_by("pk"))


def entry_by_code(code: str, contact: str) -> DrawEntry | None:
    """The entry with this code, if it was made with this (normal) contact. Both are always asked, as for a booking."""
    wanted = look_up_hash(contact)
    found = _entries().filter(code__in=possible_codes(code), person__isnull=False)
    right = [
        one for one in found if hmac.compare_digest(wanted, bytes(one.person.contact_hash) if one.person else bytes(32))
    ]
    return right[0] if right else None


def entries_listed(draw: Draw) -> list[Listed]:
    """The entries of a draw as they stand in its list: codes, and the keys of what is wished for and still offered."""
    wishes: dict[str, list[str]] = {code: [] for code in draw.entries.values_list("code", flat=True)}
    rows = Wish.objects.filter(entry__draw=draw).exclude(outcome=Wish.Outcome.GONE).order_by("entry", "rank")
    for code, resource in rows.values_list("entry__code", "resource"):
        wishes[code].append(str(resource))
    return [Listed(code, tuple(keys)) for code, keys in wishes.items()]


def ranks_listed(draw: Draw) -> dict[str, tuple[str, ...]]:
    """The orders that those at its resources have named, as they stand in the list; none in a draw that is not
    ranked."""
    orders: dict[str, list[str]] = {}
    if draw.ranked:
        rows = Wish.objects.filter(entry__draw=draw, named__isnull=False).exclude(outcome=Wish.Outcome.GONE)
        for resource, code in rows.order_by("resource", "named").values_list("resource", "entry__code"):
            orders.setdefault(str(resource), []).append(code)
    return {key: tuple(codes) for key, codes in orders.items()}


def counts_of_draw(draw: Draw) -> DrawCounts:
    """The numbers of a draw, in one query."""
    won = Q(wishes__outcome="won")
    staff = Q(channel=DrawEntry.Channel.STAFF)
    found = DrawEntry.objects.filter(draw=draw).aggregate(
        entries=Count("pk", distinct=True),
        by_staff=Count("pk", distinct=True, filter=staff),
        wished=Count("wishes"),
        with_place=Count("pk", distinct=True, filter=won),
        staff_with_place=Count("pk", distinct=True, filter=won & staff),
        with_first=Count("pk", distinct=True, filter=won & Q(wishes__rank=1)),
        won=Count("wishes", filter=won),
    )
    return DrawCounts(**found)


def seeds_differed(draw: Draw) -> bool:
    """Whether the last two readings of the seed were different, and nobody has read it since."""
    told = Entry.objects.filter(which=f"draw:{draw.public_id}", what__startswith="draw.seed").order_by("-pk").first()
    return told is not None and told.what == "draw.seeds_differ"


def _entries() -> QuerySet[DrawEntry]:
    return DrawEntry.objects.select_related("draw__offer", "person")
