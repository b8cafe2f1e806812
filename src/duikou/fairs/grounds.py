"""Where the stands of a fair stand, and which post a wish is about, for the engine's timetables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duikou.booking import grounds
from duikou.booking.grounds import Walk, With
from duikou.booking.models import Wish
from duikou.fairs.actions.interviews import AboutPost, make_interviews
from duikou.fairs.models import Fair
from duikou.fairs.queries.halls import walk_in


class Halls:
    """The halls of job fairs."""

    def walk(self, offer: int) -> Walk | None:
        """The walk between the tables of the fair whose offer this is."""
        fair = Fair.objects.filter(offer=offer).first()
        return walk_in(fair) if fair else None

    def withs(self, wishes: Sequence[int]) -> Mapping[int, With]:
        """The interviews of wishes at stands, about the post that was wished for."""
        rows = Wish.objects.filter(pk__in=wishes, resource__stand__isnull=False).values_list(
            "pk", "resource__stand__fair_id", "resource__stand", "wished_post__post_id"
        )
        return {pk: With(make_interviews, AboutPost(fair, stand, post)) for pk, fair, stand, post in rows}


HALLS = Halls()


def declare() -> None:
    """Tell the engine of the halls."""
    grounds.rooms.add("fairs", HALLS)
