"""Posts as the zone's lists show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from duikou.fairs import post_texts, qualifying
from duikou.fairs.filters import Filters
from duikou.fairs.models import Fair, Post
from duikou.fairs.qualifying import Me, Verdict
from duikou.fairs.queries.stand_places import Places


@dataclass(frozen=True, slots=True)
class Card:
    """A post with its facts in words, what is free at its stand, and whether it takes the person looking."""

    post: Post
    address: str
    pay: str
    facts: tuple[str, ...]
    places: Places | None
    verdict: Verdict | None = None

    @property
    def fit(self) -> str:
        """`yes`, `no`, `ask`, or empty when nobody said who they are."""
        return self.verdict.fit.value if self.verdict else ""


def cards(
    posts: Iterable[Post], fair: Fair, places: Mapping[int, Places], me: Me | None = None, *, employers: bool = True
) -> list[Card]:
    """Cards of `posts` of `fair`; `places` by stand. `employers`: whether each names its employer."""
    return [_card(post, fair, places, me, employers) for post in posts]


def _card(post: Post, fair: Fair, places: Mapping[int, Places], me: Me | None, employers: bool) -> Card:
    facts = (
        str(post.employer) if employers else "",
        post_texts.headcount(post),
        post_texts.education(post),
        post_texts.majors(post),
        qualifying.shortened(post.workplace, 24),
        post_texts.kind(post) if post.kind != Post.Kind.FULL_TIME else "",
    )
    return Card(
        post=post,
        address=post_address(post, fair, me),
        pay=post_texts.pay(post),
        facts=tuple(fact for fact in facts if fact),
        places=places.get(post.stand_id or 0),
        verdict=qualifying.verdict(post, me) if me else None,
    )


def post_address(post: Post, fair: Fair, me: Me | None = None) -> str:
    """The address of a post's page, carrying who is looking."""
    query = Filters(level=me.level, major=me.major).address() if me else "?"
    return reverse("fairs:post", args=[fair.slug, post.public_id]) + (query if query != "?" else "")


def absolute(request: HttpRequest, path: str) -> str:
    """The full address of a path in this city: the configured one, else the one this page was asked at."""
    return settings.ADDRESS + path if settings.ADDRESS else request.build_absolute_uri(path)
