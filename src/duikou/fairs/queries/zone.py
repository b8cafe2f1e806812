"""Looking for posts in a fair's zone: the page of posts, how many there are, and what each filter would leave."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import compress
from uuid import UUID

from django.core.cache import caches
from django.db.models import Count, Max, Prefetch, QuerySet, Sum

from duikou.base import cursors
from duikou.base.cursors import Slice
from duikou.base.recent import Recent
from duikou.fairs import majors
from duikou.fairs.facet_bits import KIND, PLACE
from duikou.fairs.facets import Counts, count, tests_of
from duikou.fairs.filters import PAGE, Filters
from duikou.fairs.models import Condition, Fair, Post, PostCondition, Stand
from duikou.fairs.queries.stand_places import Places, recent_places_of
from duikou.index import queries as index
from duikou.index.queries import Found

SHOWN = (Fair.State.PUBLISHED, Fair.State.RUNNING, Fair.State.CLOSED, Fair.State.CANCELLED)
NUMBERS_KEPT_SECONDS = 60
place_names: Recent[Mapping[int, str]] = Recent(seconds=5)
SORTED_BY = {"pay": "amount", "closing": "until"}


@dataclass(frozen=True, slots=True)
class Numbers:
    """A fair's figures for its zone: published posts, the people they want (named numbers only), employers."""

    posts: int
    headcount: int
    employers: int


@dataclass(frozen=True, slots=True)
class Zone:
    """One page of a zone. `total` counts the posts that pass every filter, up to 10,000; `more` when there are more.
    When `capped`, only the newest 3,000 were put in order, and `counts` are "at least". Names of places are by number.
    For filters `left_out`, only the chosen value could be counted."""

    filters: Filters
    posts: Sequence[Post]
    places: Mapping[int, Places]
    total: int
    more: bool
    capped: bool
    counts: Counts
    place_names: Mapping[int, str]
    pages: int
    left_out: frozenset[str] = field(default_factory=frozenset)


def shown_fair(slug: str) -> Fair | None:
    """The fair, when the public may know of it."""
    fairs = Fair.objects.select_related("offer__draw", "place__area", "organiser")
    return fairs.filter(slug=slug, state__in=SHOWN).first()


def numbers_of(fair: Fair) -> Numbers:
    """The fair's figures, at most a minute old. One query when they are not at hand."""
    key = f"fairs.numbers.{fair.pk}"
    found: Numbers | None = caches["process"].get(key)
    if found is None:
        row = Post.objects.filter(fair=fair, state=Post.State.PUBLISHED).aggregate(
            posts=Count("id"), headcount=Sum("headcount"), employers=Count("employer", distinct=True)
        )
        found = Numbers(row["posts"], row["headcount"] or 0, row["employers"])
        caches["process"].set(key, found, NUMBERS_KEPT_SECONDS)
    return found


def look(fair: Fair, filters: Filters, *, now: datetime) -> Zone:
    """The page of the zone that `filters` ask for. A constant number of queries, whatever there is to find.

    Up to 3,000 posts are found by words and major; filters and counts are applied to those. When there are more, the
    filters go into the search itself; when there are still more, the newest 3,000 are counted, as "at least"."""
    hits = _find(fair, filters, now=now, pages=filters.page)
    last = max(1, -(-len(hits.refs) // PAGE))
    filters = replace(filters, page=min(filters.page, last))
    start = (filters.page - 1) * PAGE
    return Zone(
        filters=filters,
        posts=_posts(hits.refs[start : start + PAGE]),
        places=hits.places,
        total=min(hits.total, index.MOST_COUNTED),
        more=hits.total > index.MOST_COUNTED,
        capped=hits.capped,
        counts=hits.counts,
        place_names=hits.names,
        pages=last,
        left_out=hits.left_out,
    )


def read_on(
    fair: Fair, filters: Filters, *, now: datetime, cursor: str | None, limit: int
) -> tuple[Slice[Post], Mapping[int, Places]]:
    """The posts that `filters` ask for, in their order, a piece at a time, and the places at each stand. Goes on after
    the last post that was seen; when that is no longer found, where it stood. Ends at the newest 3,000. Raises
    BadCursor."""
    hits = _find(fair, filters, now=now, pages=index.MOST_HITS)
    start = 0
    if cursor:
        seen, stood = cursors.read(cursor, int, int)
        start = next((at + 1 for at, ref in enumerate(hits.refs) if ref == seen), stood)
    piece = hits.refs[start : start + limit]
    more = len(hits.refs) > start + limit
    return Slice(_posts(piece), cursors.write(piece[-1], start + limit) if more else None), hits.places


@dataclass(frozen=True, slots=True)
class _Hits:
    refs: list[int]
    places: Mapping[int, Places]
    names: Mapping[int, str]
    counts: Counts
    total: int
    capped: bool
    left_out: frozenset[str]


def _find(fair: Fair, filters: Filters, *, now: datetime, pages: int) -> _Hits:
    """Every hit in order, as far as they are put in order: so many pages of them at least."""
    places = recent_places_of(fair, now=now)
    names = place_names.get("", lambda: index.labels(PLACE))
    place = next((number for number, name in names.items() if name == filters.place), 0) if filters.place else 0
    answers = _major_labels(filters)
    asked = index.ask(KIND, fair.pk, filters.q, labels=[answers] if answers else [])
    tests, left_out = tests_of(filters, place), frozenset[str]()
    if tests and index.is_more_than(index.MOST_HITS, asked):
        asked = asked.narrowed(_labels(filters, place), _groups(filters, places))
        tests, left_out = {}, frozenset(tests)
    found = index.search(asked, number=SORTED_BY.get(filters.order, ""))
    states = {stand: one.state for stand, one in places.items()}
    counts, passing = count(found.packs, [states.get(group, 0) for group in found.groups], tests)
    refs = _ordered(found, passing, filters.order)
    total = found.total if found.capped else counts.total
    if filters.order == "relevance" and refs:
        seen = min(pages, max(1, -(-len(refs) // PAGE)))
        titled = index.in_title(asked, limit=seen * PAGE + 1 if found.capped else index.MOST_HITS)
        refs = _best_first(refs, titled, capped=found.capped)
    return _Hits(refs, places, names, counts, total, found.capped, left_out)


def posts_of(fair: Fair, *, limit: int | None = None) -> QuerySet[Post]:
    """The published posts of `fair` with employer and stand, newest first."""
    posts = Post.objects.filter(fair=fair, state=Post.State.PUBLISHED).select_related("employer", "stand")
    return posts.order_by("-published_at", "-id")[:limit]


def stand_numbers(posts: Iterable[Post]) -> dict[int, int | None]:
    """The numbers of these posts' stands, by the stand's id. One query."""
    stands = {post.stand_id for post in posts if post.stand_id}
    return dict(Stand.objects.filter(pk__in=stands).values_list("pk", "number"))


def last_change(fair: Fair) -> tuple[datetime | None, int]:
    """When a published post of `fair` last changed (aware; None without any), and how many there are. One query."""
    row = Post.objects.filter(fair=fair, state=Post.State.PUBLISHED).aggregate(
        last=Max("changed_at"), count=Count("id")
    )
    return row["last"], row["count"]


def post(slug: str, public_id: UUID) -> Post | None:
    """The published post with all that its page shows; None when the public may not see it."""
    kept = PostCondition.objects.filter(condition__decision=Condition.Decision.KEPT).select_related("condition")
    posts = Post.objects.filter(
        fair__slug=slug, fair__state__in=SHOWN, public_id=public_id, state=Post.State.PUBLISHED
    ).select_related("fair__offer", "fair__place__area", "fair__organiser", "employer__area", "stand")
    return posts.prefetch_related(Prefetch("marks", kept, to_attr="kept_marks")).first()


def _major_labels(filters: Filters) -> frozenset[str]:
    if filters.major is None or filters.show_all:
        return frozenset()
    return majors.answers(filters.major, filters.level).labels


def _labels(filters: Filters, place: int) -> list[Collection[str]]:
    chosen = filters.chosen
    wanted = {
        "level": f"q{filters.level}",
        "field": f"g{filters.field}",
        "place": f"a{place}",
        "pay": f"p{filters.pay}",
        "kind": f"k{filters.kind}",
    }
    return [(label,) for name, label in wanted.items() if name in chosen]


def _groups(filters: Filters, places: Mapping[int, Places]) -> list[int] | None:
    """The stands that the filters leave; None when they leave all."""
    if not (filters.open or filters.way):
        return None
    return [
        stand
        for stand, one in places.items()
        if (not filters.open or one.left) and (not filters.way or getattr(one, filters.way))
    ]


def _ordered(found: Found, passing: Sequence[bool] | None, order: str) -> list[int]:
    refs, numbers = found.refs, found.numbers
    if order in SORTED_BY:
        kept = [at for at in range(len(refs)) if passing is None or passing[at]]
        sign = -1 if order == "pay" else 1
        kept.sort(key=lambda at: (sign * numbers[at], -refs[at]))
        return [refs[at] for at in kept]
    listed = list(refs if passing is None else compress(refs, passing))
    return listed if found.capped else sorted(listed, reverse=True)


def _best_first(refs: list[int], titled: Sequence[int], *, capped: bool) -> list[int]:
    """Posts whose title has the words before those that have them elsewhere. When capped, titles may be of posts beyond
    the first 3,000; they have passed the same filters in the search."""
    first = set(titled)
    ahead = list(titled) if capped else [ref for ref in refs if ref in first]
    return ahead + [ref for ref in refs if ref not in first]


def _posts(refs: Sequence[int]) -> list[Post]:
    rows = Post.objects.filter(id__in=refs, state=Post.State.PUBLISHED).select_related("employer")
    unread = ("other", "duties", "conditions", "benefits", "employer__about", "employer__website")
    by_id = {post.pk: post for post in rows.defer(*unread)}
    return [by_id[ref] for ref in refs if ref in by_id]
