"""What a fair's bookings are about: posts, at their employer's stand."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from duikou.base.recent import Missing, Recent
from duikou.booking import subjects
from duikou.booking.models import WaitingEntry
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.subjects import Subject
from duikou.fairs import links
from duikou.fairs.actions.interviews import AboutPost, make_interviews, wait_about
from duikou.fairs.models import Post, Stand

KNOWN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A published post of an approved stand, by the stand's resource."""

    resource: int
    about: AboutPost


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
        post = _posts.peek(about) if at_once else _posts.get(about, lambda: _read_post(about))
        if isinstance(post, Missing):
            return post
        if post is None or post.resource != resource:
            return refusal(Reason.UNKNOWN_SUBJECT)
        return _subject(post.about)

    def resource_of(self, about: str) -> int | None:
        """The resource of a published post's stand."""
        post = _posts.get(about, lambda: _read_post(about))
        return post.resource if post else None


def _subject(about: AboutPost) -> Subject:
    def waits(entry: WaitingEntry, key: str) -> None:
        if about.post_id is not None:
            wait_about(entry=entry, post_id=about.post_id, key=key)

    return Subject(make_interviews, about, waits, links.manage_path, links.waiting_path)


def _read_stand(resource: int) -> AboutPost | None:
    stands = Stand.objects.filter(resource=resource).values_list("fair_id", "pk")
    row = stands.first()
    return AboutPost(row[0], row[1], None) if row else None


def _read_post(about: str) -> KnownPost | None:
    posts = Post.objects.filter(
        public_id=UUID(about),
        state=Post.State.PUBLISHED,
        stand__state=Stand.State.APPROVED,
        stand__resource__isnull=False,
    )
    row = posts.values_list("stand__resource_id", "fair_id", "stand_id", "pk").first()
    return KnownPost(row[0], AboutPost(row[1], row[2], row[3])) if row and row[0] and row[2] else None


def declare() -> None:
    """Let fairs' interviews be booked through the engine's API."""
    subjects.rooms.add("fairs", Posts())
