"""The hall of a fair as it is laid out, read from the rows."""

from __future__ import annotations

from duikou.booking.grounds import Walk
from duikou.fairs.hall import Hall, completed, minutes
from duikou.fairs.models import Fair, HallPlan, Stand


def numbers_of(fair: Fair) -> list[int]:
    """The numbers of the tables of approved stands that meet people on site, in order."""
    stands = Stand.objects.filter(fair=fair, state=Stand.State.APPROVED, on_site=True, number__isnull=False)
    return sorted(number for number in stands.values_list("number", flat=True) if number is not None)


def hall_of(fair: Fair) -> Hall:
    """The hall of `fair`: as the office laid it out, else by number."""
    plan = HallPlan.objects.filter(fair=fair).first()
    return completed(plan.rows, numbers_of(fair), plan.entrance) if plan else completed((), numbers_of(fair))


def walk_in(fair: Fair) -> Walk:
    """The minutes from one stand's resource (primary key) to another's; none to or from what has no table."""
    spots = hall_of(fair).spots()
    stands = Stand.objects.filter(fair=fair, resource__isnull=False, number__isnull=False)
    at = {
        resource: spots[number]
        for resource, number in stands.values_list("resource_id", "number")
        if number is not None and number in spots
    }

    def walk(here: int, there: int) -> int:
        return minutes(at[here], at[there]) if here in at and there in at else 0

    return walk
