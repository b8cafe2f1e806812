"""Which post a wish is about, for the engine's timetables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duikou.booking import grounds
from duikou.booking.grounds import Walk, With
from duikou.booking.models import Wish
from duikou.fairs.actions.interviews import AboutPost, make_interviews


class Halls:
    """The halls of job fairs."""

    def walk(self, offer: int) -> Walk | None:
        """The walk between the tables of a fair; None: they stand side by side."""
        return None

    def withs(self, wishes: Sequence[int]) -> Mapping[int, With]:
        """The interviews of wishes at stands, about the post that was wished for."""
        rows = Wish.objects.filter(pk__in=wishes, resource__stand__isnull=False).values_list(
            "pk", "resource__stand__fair_id", "resource__stand", "wished_post__post_id"
        )
        return {pk: With(make_interviews, AboutPost(fair, stand, post)) for pk, fair, stand, post in rows}


HALLS = Halls()


def declare() -> None:
    """Tell the engine what wishes are about."""
    grounds.rooms.add("fairs", HALLS)
