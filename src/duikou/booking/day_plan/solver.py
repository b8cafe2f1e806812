"""Asking a solver where the planner's own moves left somebody without a time, and believing nothing of what it says.

The solver is an optional extra (`pip install duikou[solver]`). It works in a process of its own and for a limited time;
what it answers is judged before it counts, so a plan is never worse for having asked."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from typing import TypeVar

from duikou.booking.day_plan.board import NOWHERE, Board
from duikou.booking.day_plan.judge import faults
from duikou.booking.day_plan.parts import Day, Plan, Solved, Why
from duikou.booking.day_plan.puzzle import Answer, Puzzle

Solver = Callable[[Puzzle], Answer]
P = TypeVar("P", bound=Plan)
Cost = tuple[int, int]  # how many have a time that does not suit them, and how many move for others
logger = logging.getLogger(__name__)

# What no solver changes: the person's own hours and bookings, and more people than places, as everybody keeps a time.
SETTLED = frozenset({Why.NO_TIMES, Why.BOUNDS, Why.BUSY, Why.FULL, Why.LIMIT})
WORK_A_SECOND = 0.7  # of the solver's own unit, on a machine that is not busy
LONGER = 2  # times as long by the clock, where a machine is busy, until it is ended with what it has
BEGINNING = 15.0  # seconds for loading it


class SolverMissing(Exception):
    """The extra is not installed."""


class SolverBusy(Exception):
    """Another puzzle is being looked at."""


class SolverFailed(Exception):
    """The solver gave no answer, or one that cannot be."""


def solver_for(seconds: float) -> Solver:
    """OR-Tools' CP-SAT in a process of its own, for about so many seconds. It counts work, not time, so that the same
    puzzle has the same answer on a busy machine, and takes at most LONGER by the clock. Raises SolverMissing and
    SolverFailed when it is asked."""

    def ask(puzzle: Puzzle) -> Answer:
        if find_spec("ortools") is None:
            raise SolverMissing
        words = ["-m", "duikou.booking.day_plan.cp_sat", str(LONGER * seconds), str(WORK_A_SECOND * seconds)]
        try:
            done = subprocess.run(
                [sys.executable, *words],
                input=puzzle.as_text(),
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=LONGER * seconds + BEGINNING,
                check=False,
            )
            if done.returncode:
                raise SolverFailed(f"it ended with {done.returncode}: {done.stderr[-500:]}")
            return Answer.read(done.stdout)
        except (OSError, subprocess.TimeoutExpired, ValueError, TypeError) as problem:
            raise SolverFailed(str(problem)) from problem

    return ask


def unsolved(board: Board, made: Plan) -> list[int]:
    """The engagements without a time for which there may be one all the same."""
    return [one for one, pair in enumerate(board.pairs) if made.unplaced.get(pair, Why.FULL) not in SETTLED]


def puzzle_of(board: Board, want: list[int], home: list[int]) -> Puzzle:
    """The board as a solver is asked about it: by number, with nobody's key."""
    return Puzzle(
        intervals=board.intervals,
        person=board.person,
        resource=board.resource,
        may=[board.suited(one) for one in range(len(board.pairs))],
        at=list(board.at),
        home=home,
        places=[
            sorted((at, places + len(sitting[at])) for at, places in left.items())
            for left, sitting in zip(board.left, board.sitting, strict=True)
        ],
        walk=[board.walk_from(resource) for resource in range(len(board.left))],
        want=want,
    )


def better(
    day: Day, made: P, puzzle: Puzzle, solver: Solver, *, again: Callable[[Answer], P], cost: Callable[[P], Cost]
) -> P:
    """`made`, or a better plan of the same day: everybody who sits still sits, and somebody more does, or `cost` is
    less. `again` makes a plan of an answer. Says in `solved` what came of asking."""
    is_away = any(home not in (NOWHERE, at) for home, at in zip(puzzle.home, puzzle.at, strict=True))
    if not (puzzle.want or is_away):
        return made
    try:
        answer = solver(puzzle)
        other = again(answer)
        judge(day, made, other, puzzle, answer)
    except (SolverMissing, SolverBusy) as without:
        state = Solved.State.MISSING if isinstance(without, SolverMissing) else Solved.State.BUSY
        return replace(made, solved=Solved(state)) if puzzle.want else made
    except Exception as problem:  # whatever a solver does, the plan that is there stands
        logger.warning("the solver is of no use, the plan without it stands: %s", problem)
        return replace(made, solved=Solved(Solved.State.FAILED))
    said = Solved(
        Solved.State.ASKED,
        found=len(answer.found),
        impossible=len(answer.impossible),
        undecided=len(answer.undecided),
        spared=max(0, cost(made)[1] - cost(other)[1]),
    )
    is_better = answer.found or cost(other) < cost(made)
    return replace(other if is_better else made, solved=said)


def judge(day: Day, made: Plan, other: Plan, puzzle: Puzzle, answer: Answer) -> None:
    """Raise SolverFailed when the plan of an answer has a fault that `made` has not, somebody lost their time, more
    moved than may, somebody has more than they may have, or not all who were wanted are spoken of."""
    new = set(faults(day, other)) - set(faults(day, made))
    if new:
        raise SolverFailed(f"{len(new)} faults")
    if made.placed.keys() - other.placed.keys():
        raise SolverFailed("somebody lost their time")
    if sorted([*answer.found, *answer.impossible, *answer.undecided]) != sorted(puzzle.want):
        raise SolverFailed("not all are spoken of")
    away = sum(home not in (NOWHERE, at) for home, at in zip(puzzle.home, answer.at, strict=True))
    if puzzle.most is not None and away > puzzle.most:
        raise SolverFailed("more moved than may")
    more = Counter(
        puzzle.person[one]
        for one, (before, at) in enumerate(zip(puzzle.at, answer.at, strict=True))
        if before == NOWHERE != at
    )
    if any(more[person] > room for person, room in puzzle.room):
        raise SolverFailed("somebody has more than they may have")
    if len(other.placed) - len(made.placed) != sum(puzzle.at[one] == NOWHERE for one in answer.found):
        raise SolverFailed("others were found than it says")
