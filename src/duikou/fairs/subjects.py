"""What a fair's bookings are about: posts, at their employer's stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from duikou.base.connections import for_a_moment
from duikou.base.recent import Missing, Recent
from duikou.booking import own_links, subjects
from duikou.booking.models import WaitingEntry
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.subjects import Subject
from duikou.fairs import links
from duikou.fairs.actions.draws import wish_about
from duikou.fairs.actions.interviews import AboutPost, make_interviews, wait_about
from duikou.fairs.models import Post, Stand, WishedPost

KNOWN_SECONDS = 5.0
ID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A published post of an approved stand, by the stand's resource, and the path of the page where it is booked."""

    resource: int
    about: AboutPost
    page: str


# Published posts seldom change; whether there is a place is always the engine's answer.
_stands: Recent[AboutPost | None] = Recent(KNOWN_SECONDS, most=5_000)
_posts: Recent[KnownPost | None] = Recent(KNOWN_SECONDS, most=5_000)


class Posts:
    """The posts of job fairs, as the engine's API asks for them."""

    def find(self, resource: int, about: str, *, at_once: bool) -> Subject | Refusal | Missing | None:
        """The interview at a stand's resource, about a post or about none."""
        stand = _stands.peek(resource) if at_once else _stands.get(resource, lambda: _read_stand(resource))
        if stand is None or isinstance(stand, Missing):
            return stand
        if not about:
            return _subject(stand)
        post = post_known(about, at_once=at_once)
        if isinstance(post, Missing):
            return post
        if post is None or post.resource != resource:
            return refusal(Reason.UNKNOWN_SUBJECT)
        return _subject(post.about)

    def resource_of(self, about: str) -> int | None:
        """The resource of a published post's stand."""
        post = post_known(about, at_once=False)
        return post.resource if isinstance(post, KnownPost) else None

    def wished(self, wishes: Sequence[int]) -> Mapping[int, UUID]:
        """The posts that wishes are about."""
        return dict(WishedPost.objects.filter(wish__in=list(wishes)).values_list("wish", "post__public_id"))


def post_known(public_id: str, *, at_once: bool) -> KnownPost | Missing | None:
    """The post with this public id; None when there is none that can be booked."""
    if len(public_id) != ID_LENGTH:
        return None
    return _posts.peek(public_id) if at_once else _posts.get(public_id, lambda: _read_post(public_id))


def _subject(about: AboutPost) -> Subject:
    def waits(entry: WaitingEntry, key: str) -> None:
        if about.post_id is not None:
            wait_about(entry=entry, post_id=about.post_id, key=key)

    def wishes(wish: int) -> None:
        if about.post_id is not None:
            wish_about(wish_id=wish, post_id=about.post_id)

    return Subject(
        make_interviews,
        about,
        waits,
        own_links.manage_path,
        own_links.waiting_path,
        wishes=wishes,
        wish_page=links.entry_path,
    )


def _read_stand(resource: int) -> AboutPost | None:
    with for_a_moment():
        row = Stand.objects.filter(resource=resource).values_list("fair_id", "pk").first()
    return AboutPost(row[0], row[1], None) if row else None


def _read_post(public_id: str) -> KnownPost | None:
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    posts = Post.objects.filter(
        public_id=wanted,
        state=Post.State.PUBLISHED,
        stand__state=Stand.State.APPROVED,
        stand__resource__isnull=False,
    )
    with for_a_moment():
        row = posts.values_list("stand__resource_id", "fair_id", "stand_id", "pk", "fair__slug").first()
    if row is None or row[0] is None:
        return None
    return KnownPost(row[0], AboutPost(row[1], row[2] or 0, row[3]), reverse("fairs:book", args=[row[4], wanted]))


POSTS = Posts()


def declare() -> None:
    """Let fairs' interviews be booked through the engine's API."""
    subjects.rooms.add("fairs", POSTS)
