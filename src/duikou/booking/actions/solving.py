"""Asking the city's solver where times are hard to find, one puzzle at a time, with nothing of the database held."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from duikou.base.one_at_a_time import Taken, holding
from duikou.booking.day_plan import Solved, Solver, SolverBusy, solver_for
from duikou.booking.day_plan.puzzle import Answer, Puzzle


def solver_of_the_city(*, wait: bool) -> Solver | None:
    """The solver that is asked; None when that is turned off. One is at work on a machine at a time, so that many who
    look at plans leave a core to those who book: the others wait for it, or (`wait=False`) go without. No transaction
    is open and no row locked meanwhile."""
    seconds = settings.SOLVER_SECONDS
    if seconds <= 0:
        return None

    def ask(puzzle: Puzzle) -> Answer:
        try:
            with holding(settings.DATA / "solver.lock", wait=wait):
                return solver_for(seconds)(puzzle)
        except Taken:
            raise SolverBusy from None

    return ask


def as_details(solved: Solved) -> dict[str, Any]:
    """What came of asking, as a journal entry says it; nothing where none was asked."""
    if solved.state == Solved.State.NOT_ASKED:
        return {}
    if solved.state != Solved.State.ASKED:
        return {"solver": str(solved.state)}
    return {
        "solver": str(solved.state),
        "found": solved.found,
        "impossible": solved.impossible,
        "undecided": solved.undecided,
    }
