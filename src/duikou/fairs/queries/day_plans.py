"""A new plan of a fair's day as the office reads it: by the codes of entries, never by names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duikou.booking.day_plan import Solved, Why
from duikou.booking.models import Slot
from duikou.booking.queries.replanning import DayAnew, Left, Step
from duikou.booking.refusals import Reason
from duikou.fairs.models import Fair, Stand

OTHERWISE = _("It could not be booked. Look at the person’s entry by its code.")
# Why somebody has no time, as the office reads it, and as the person does.
WHY: dict[str, Promise] = {
    Why.NO_TIMES: _("The employer offers no times."),
    Why.BOUNDS: _("None of the employer’s times is within the hours at which the person can be there."),
    Why.BUSY: _("Each of the employer’s times is too near to something else that the person has booked."),
    Why.FULL: _("All times of the employer are taken."),
    Why.CLASH: _("Times are left, but none that goes with the person’s other talks."),
    Why.MOVES: _("More talks of others would have to move than you allow here."),
    Why.LIMIT: _("The person has as many talks as one may have."),
    Reason.LIMIT_REACHED: _("The person has as many talks as one may have."),
    Reason.LIMIT_AT_RESOURCE: _("The person has booked a time with this employer themselves."),
}
WHY_ME: dict[str, Promise] = {
    Why.NO_TIMES: _("The employer offers no times."),
    Why.BOUNDS: _("None of the employer’s times is within the hours at which you can be there."),
    Why.BUSY: _("Each of the employer’s times is too near to something else that you have booked."),
    Why.FULL: _("All times of the employer are taken."),
    Why.CLASH: _("Times are left, but none that goes with your other talks."),
    Why.MOVES: _("All times that suit you are taken."),
    Why.LIMIT: _("You have as many talks as one may have."),
    Reason.LIMIT_REACHED: _("You have as many talks as one may have."),
    Reason.LIMIT_AT_RESOURCE: _("You have booked a time with this employer yourself."),
}


@dataclass(frozen=True, slots=True)
class StepShown:
    """One talk of the plan: whose by code, with whom, when, and when it was before; `asked` where that does not suit
    the person any more."""

    code: str
    stand: Stand | None
    at: datetime
    before: datetime | None = None
    asked: bool = False


@dataclass(frozen=True, slots=True)
class LeftShown:
    """A place that was won and still has no time, or at `at` one that does not suit, and why."""

    code: str
    stand: Stand | None
    why: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlanShown:
    """The plan, each part in the order of the codes, and in sentences what came of asking a solver."""

    new: list[StepShown]
    moved: list[StepShown]
    left: list[LeftShown]
    digest: str
    solver: list[str]

    @property
    def does_something(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.new or self.moved)


def plan_shown(fair: Fair, plan: DayAnew) -> PlanShown:
    """The plan with employers and times, in the active language."""
    ids = {at for one in plan.steps for at in (one.slot, one.before) if at} | {
        one.slot for one in plan.left if one.slot
    }
    times = dict(Slot.objects.filter(offer=fair.offer_id, pk__in=ids).values_list("pk", "starts_at"))
    stands = {
        one.resource_id: one
        for one in Stand.objects.filter(fair=fair, resource__isnull=False).select_related("employer")
    }

    def step(one: Step) -> StepShown:
        before = times.get(one.before) if one.before else None
        return StepShown(one.code, stands.get(one.resource), times[one.slot], before, one.asked)

    def left(one: Left) -> LeftShown:
        why = str(WHY.get(one.why, OTHERWISE))
        return LeftShown(one.code, stands.get(one.resource), why, times.get(one.slot) if one.slot else None)

    return PlanShown(
        [*map(step, plan.new)], [*map(step, plan.moved)], [*map(left, plan.left)], plan.digest, said_of(plan.solved)
    )


UNASKED: dict[str, Promise] = {
    Solved.State.MISSING: _(
        "Perhaps there is a time for more. Whoever runs this server can install the extra “solver”, which looks for "
        "what the planner has not found."
    ),
    Solved.State.BUSY: _("The solver looks at another plan just now. Show the plan once more in a minute."),
    Solved.State.FAILED: _("The solver was of no use, so this is the plan without it. The server’s log says why."),
}
COUNTED: dict[str, Promise] = {
    "found": _("The solver found a time for %(n)s more."),
    "spared": _("Talks that need not move because of the solver: %(n)s."),
    "impossible": _(
        "For %(n)s the solver has proved that there is none, unless another loses theirs or more are moved than you "
        "allow."
    ),
    "undecided": _("For %(n)s the solver could not find out before its time was over."),
}


def said_of(solved: Solved) -> list[str]:
    """What came of asking a solver, in sentences of the active language; none where there is nothing to say."""
    if solved.state in UNASKED:
        return [str(UNASKED[solved.state])]
    return [str(text) % {"n": count} for name, text in COUNTED.items() if (count := getattr(solved, name))]
