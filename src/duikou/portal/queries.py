"""What the front page shows: fairs with their figures, hits in their zones, the pages for search engines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language

from duikou.activities.models import Activity
from duikou.activities.queries.shown import SHOWN
from duikou.desk.models import GuidePage
from duikou.desk.queries import guide
from duikou.desk.queries.days import open_centres
from duikou.desk.queries.services import offered
from duikou.fairs.facet_bits import KIND
from duikou.fairs.models import Fair, Post
from duikou.fairs.queries.zone import Numbers, numbers_of
from duikou.fairs.rules import zone_open
from duikou.index import queries as index

MOST_COMING, MOST_PAST = 20, 6
MOST_PAGES, MOST_OTHER = 45_000, 2_000
MOST_HITS = 5


@dataclass(frozen=True, slots=True)
class FairShown:
    """A fair, whether its zone is open, and its figures once it is."""

    fair: Fair
    open: bool
    numbers: Numbers | None


@dataclass(frozen=True, slots=True)
class FairsShown:
    """The fairs to come, the soonest first, and the last ones that are over."""

    coming: list[FairShown]
    past: list[Fair]


@dataclass(frozen=True, slots=True)
class Hits:
    """How many posts of a fair's zone match, up to 10,000; `capped` when there are more than that."""

    fair: Fair
    count: int
    capped: bool


def fairs(*, now: datetime) -> FairsShown:
    """The fairs the public may know of. A query per open fair whose figures are not at hand."""
    known = Fair.objects.select_related("place", "offer")
    shown = (Fair.State.PUBLISHED, Fair.State.RUNNING, Fair.State.CANCELLED)
    coming = known.filter(state__in=shown, ends_at__gt=now).order_by("starts_at")[:MOST_COMING]
    past = known.filter(state__in=(Fair.State.PUBLISHED, Fair.State.RUNNING, Fair.State.CLOSED), ends_at__lte=now)
    listed = []
    for fair in coming:
        opened = zone_open(fair, now=now)
        listed.append(FairShown(fair, opened, numbers_of(fair) if opened else None))
    return FairsShown(listed, list(past.order_by("-starts_at")[:MOST_PAST]))


def search(zones: Sequence[FairShown], q: str) -> list[Hits]:
    """How many posts match `q` in each open zone, those without any left out. Two queries a zone."""
    found = []
    for zone in zones:
        many = index.count(index.ask(KIND, zone.fair.pk, q))
        found.append(Hits(zone.fair, min(many, index.MOST_COUNTED), many > index.MOST_COUNTED))
    return [one for one in found if one.count]


def has_centres() -> bool:
    """Whether a service centre is open to the public. One query."""
    return open_centres().exists()


def guide_hits(q: str) -> list[GuidePage]:
    """The pages of the guide that have these words in the active language, in order, at most MOST_HITS."""
    refs = guide.found(q, get_language() or "")
    return [one.page for one in guide.pages_in_order() if one.page.pk in refs][:MOST_HITS] if refs else []


def other_pages() -> Iterator[tuple[str, tuple[Any, ...], datetime | None]]:
    """The public pages of centres, services, answers, the guide and activities: the name of the address, what stands in
    it, and the last change where it is kept."""
    for name in ("centres", "services", "answers", "which-window", "guide"):
        yield f"desk:{name}", (), None
    yield "activities:list", (), None
    for slug, changed in open_centres().values_list("slug", "changed_at"):
        yield "desk:centre", (slug,), changed
    for service, changed in offered().values_list("public_id", "changed_at")[:MOST_OTHER]:
        yield "desk:service", (service,), changed
    for place in guide.pages_in_order():
        yield "desk:guide-page", (place.page.slug,), None
    shown = Activity.objects.filter(state__in=SHOWN).order_by("-starts_at")
    for activity in shown.values_list("public_id", flat=True)[:MOST_OTHER]:
        yield "activities:activity", (activity,), None


def root() -> str:
    """The city's configured address without a slash at the end; empty when none is."""
    return settings.ADDRESS


def open_posts(*, now: datetime) -> tuple[list[str], Iterator[tuple[str, UUID, datetime]]]:
    """The slugs of the open zones; and slug, public id and last change of their posts, at most 45,000."""
    zones = [one.fair for one in fairs(now=now).coming if one.open]
    posts = Post.objects.filter(fair__in=zones, state=Post.State.PUBLISHED).order_by("-id")[:MOST_PAGES]
    rows = posts.values_list("fair__slug", "public_id", "changed_at").iterator(chunk_size=5000)
    return [fair.slug for fair in zones], rows
