"""Freezing the list of a draw, and the two readings of its seed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.utils import translation

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking.actions.draws import unless_gone
from duikou.booking.draw import BadSeed, DrawList, canonical, clean_seed, digest
from duikou.booking.models import Draw, DrawEntry, DrawFile, SeedReading, Slot, Wish
from duikou.booking.queries.draws import entries_listed, lock_draw, ranks_listed, resources_drawn
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_freeze, may_read_seed
from duikou.journal.actions import queue, record

SPARE_LETTERS = 200  # as long as the name of a source may be


@unless_gone
@transaction.atomic
def freeze(
    *,
    draw: Draw,
    source: str,
    source_name: str,
    source_at: datetime,
    by: Actor,
    labels: Mapping[int, str] | None = None,
) -> Draw | Refusal:
    """Let no wish in any more: the canonical list is kept with its SHA-256, which stands in the journal from this
    moment, and with the source that will be known at `source_at` (aware, still to come). `labels` say what the public
    reads for a resource (by primary key). Whoever puts wishes at this moment is wholly in the list or not at all."""
    locked, now = lock_draw(draw.pk, alone=True), clock.now()
    name = " ".join(source_name.split())[:SPARE_LETTERS]
    no = may_freeze(locked, source_name=name, source_at=source_at, now=now)
    if no:
        return no
    DrawEntry.objects.filter(draw=locked, person=None).delete()
    listed = _list(locked, source, name, labels or {}, now)
    frozen = canonical(listed)
    locked.state, locked.frozen_at, locked.list_sha256 = Draw.State.FROZEN, now, digest(frozen)
    locked.source, locked.source_name, locked.source_at = source, name, source_at
    locked.save(update_fields=("state", "frozen_at", "list_sha256", "source", "source_name", "source_at"))
    DrawFile.objects.create(draw=locked, frozen=frozen)
    record(
        what="draw.frozen",
        which=f"draw:{locked.public_id}",
        by=by,
        sha256=locked.list_sha256,
        source=source,
        source_name=name,
        source_at=source_at.isoformat(),
        entries=len(listed.entries),
    )
    return locked


def _list(draw: Draw, source: str, name: str, labels: Mapping[int, str], now: datetime) -> DrawList:
    drawn = dict(resources_drawn(draw.offer, now=now).values_list("pk", "label"))
    Wish.objects.filter(entry__draw=draw).exclude(resource__in=drawn).update(outcome=Wish.Outcome.GONE)
    with translation.override(settings.LANGUAGE_CODE):
        title = str(draw.offer.title)
    return DrawList(
        draw=str(draw.public_id),
        title=title,
        cap=draw.offer.limit_per_person,
        places=_places(list(drawn), now),
        entries=entries_listed(draw),
        source=source,
        source_name=name,
        labels={str(pk): labels.get(pk) or label for pk, label in drawn.items()},
        ranks=ranks_listed(draw),
    )


def _places(resources: list[int], now: datetime) -> dict[str, int]:
    slots = Slot.objects.filter(resource__in=resources, withdrawn=False, starts_at__gt=now)
    left = slots.filter(capacity__gt=F("kept") + F("taken")).order_by().values_list("resource")
    free = dict(left.annotate(left=Sum(F("capacity") - F("kept") - F("taken"))))
    return {str(pk): free.get(pk, 0) for pk in resources}


@unless_gone
@transaction.atomic
def read_seed(*, draw: Draw, text: str, by: Actor) -> Draw | SeedReading | Refusal:
    """What one person read at the source. The first reading waits for a second; when another person has read the same,
    the seed stands and the draw comes back with it. When they differ (SEEDS_DIFFER) neither counts: both read again,
    nothing is drawn, and whoever read first, who has turned away meanwhile, is told. Whoever reads again before a
    second has read puts their own reading right."""
    locked, now = lock_draw(draw.pk, alone=True), clock.now()
    no = may_read_seed(locked, now=now)
    if no:
        return no
    try:
        seed = clean_seed(locked.source, text, named=locked.source_name)
    except BadSeed as bad:
        return refusal(Reason.SEED_BAD, why=str(bad))
    which, others = f"draw:{locked.public_id}", locked.readings.exclude(by=str(by))
    other = others.first()
    if other is None:
        reading, _new = SeedReading.objects.update_or_create(
            draw=locked, by=str(by), defaults={"seed": seed, "at": now}
        )
        record(what="draw.seed_read", which=which, by=by)
        return reading
    if other.seed != seed:
        locked.readings.all().delete()
        noted = record(what="draw.seeds_differ", which=which, by=by, other=other.by)
        if other.by.startswith("account:"):
            _tell_differ(locked, other.by, key=f"seeds_differ:{noted.pk}")
        return refusal(Reason.SEEDS_DIFFER)
    SeedReading.objects.update_or_create(draw=locked, by=str(by), defaults={"seed": seed, "at": now})
    locked.seed = seed
    locked.save(update_fields=("seed",))
    record(what="draw.seed_stands", which=which, by=by, seed=seed, other=other.by)
    return locked


def _tell_differ(draw: Draw, recipient: str, *, key: str) -> None:
    queue(
        template="seeds_differ",
        recipient=recipient,
        about=f"draw:{draw.public_id}",
        dedupe_key=key,
        expires_at=draw.offer.closes_at,
        urgent=True,
    )
