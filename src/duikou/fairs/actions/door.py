"""What the door writes: somebody who came without a booking, and a check-in taken back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import actions as engine
from duikou.booking.actions import Somebody
from duikou.booking.actions.corrections import undo_check_in
from duikou.booking.models import Booking, Slot
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.directory.actions import Newcomer
from duikou.directory.actions.on_paper import newcomer_on_paper
from duikou.fairs import rules
from duikou.fairs.models import Fair, Interview


@dataclass(frozen=True, slots=True)
class OnPaper:
    """Somebody with neither telephone nor mail, who gets a printed slip: a name and the language of the slip."""

    name: str
    language: str

    def newcomer(self) -> Newcomer:
        """The person as the engine keeps it together with a place. Raises directory's BadName."""
        return newcomer_on_paper(name=self.name, language=self.language)


@transaction.atomic
def register_walk_in(*, fair: Fair, slot: UUID, who: Somebody | OnPaper, by: Actor) -> engine.Arrival | Refusal:
    """Give somebody at the door the time `slot` (public id) and check them in, all or nothing. A Refusal writes
    nothing, not even the person. Raises directory's BadName and BadContact."""
    time = Slot.objects.filter(offer=fair.offer_id, public_id=slot).select_related("resource__stand").first()
    stand = getattr(time.resource, "stand", None) if time else None
    if time is None or stand is None:
        return refusal(Reason.UNKNOWN_SLOT)
    answer = engine.walk_in(who.newcomer(), slot=time, by=by, online=not time.on_site)
    if isinstance(answer, engine.Arrival):
        Interview.objects.get_or_create(booking=answer.booking, defaults={"fair": fair, "stand": stand})
    return answer


@transaction.atomic
def take_back(*, booking: Booking, by: Actor) -> bool:
    """Take a check-in back within five minutes, unless the talk has begun; whether it was."""
    check_in = getattr(booking, "check_in", None)
    interview = getattr(booking, "interview", None)
    talking = interview is not None and interview.started_at is not None
    if check_in is None or not rules.may_undo_check_in(check_in.at, talking=talking, now=clock.now()):
        return False
    undo_check_in(booking, by=by)
    return True
