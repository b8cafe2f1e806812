"""The guide as it is read: its pages in order, and which texts are older than others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from duikou.desk.models import GuidePage, GuideRevision
from duikou.index import queries as index

SCOPE = 0
LONGEST = 100


def kind_of(language: str) -> str:
    """The index's kind of the guide's texts in a language."""
    return f"guide-{language}"


def found(q: str, language: str) -> set[int]:
    """The primary keys of the pages whose text in `language` has every word of `q`. Two queries or three."""
    return set(index.search(index.ask(kind_of(language), SCOPE, q[:LONGEST])).refs)


@dataclass(frozen=True, slots=True)
class Newer:
    """Another language whose text says something that this one does not yet: since which day; or, without a text in the
    reader's language, the language that is shown instead."""

    language: str
    since: date | None
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the tree: how deep, and the pages before and after it."""

    page: GuidePage
    depth: int


def pages_in_order(*, drafts: bool = False) -> list[Place]:
    """All pages that are published (with `drafts` all), each behind the one it belongs to. One query."""
    pages = list(GuidePage.objects.select_related("topic").order_by("order", "pk"))
    return list(_walk(pages, None, 0, drafts))


def _walk(pages: Sequence[GuidePage], parent: int | None, depth: int, drafts: bool) -> Iterator[Place]:
    for page in pages:
        if page.parent_id == parent and (drafts or page.title):
            yield Place(page, depth)
            yield from _walk(pages, page.pk, depth + 1, drafts)


def newer_than(page: GuidePage, language: str) -> Newer | None:
    """The language whose text of the page is newer than that in `language`; None when that one is as new as any."""
    days = {code: date.fromisoformat(day) for code, day in page.said_on.items() if page.title.get(code)}
    if not days:
        return None
    first = settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in days else next(iter(days))
    if language not in days:
        return Newer(first, None, missing=True)
    latest = max(days, key=lambda code: (days[code], code == first))
    return Newer(latest, days[latest]) if days[latest] > days[language] else None


def to_translate(places: Sequence[Place]) -> list[tuple[GuidePage, str, Newer]]:
    """What translators have to do: each page and language that lacks what another language says."""
    found = []
    for place in places:
        for code, _name in settings.LANGUAGES:
            newer = newer_than(place.page, code)
            if newer is not None:
                found.append((place.page, code, newer))
    return found


def revisions_of(page: GuidePage) -> QuerySet[GuideRevision]:
    """Every text that was published of a page, the newest first."""
    return page.revisions.order_by("-published_at", "-pk")
