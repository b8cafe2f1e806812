"""From who is to be where to who is there when: a timetable in which nobody must be in two places (ADR 0026).

Where all resources have the same times, nobody walks, and nobody has more engagements than there are times nor a
resource more people than places, a timetable without a clash always exists: the engagements are the edges of a
bipartite graph and the times its colours (D. König, Math. Ann. 77, 1916). Walking, breaks, late comers and times that
differ from one resource to the next void that; then what cannot be placed is said with its reason.
"""

from __future__ import annotations

from duikou.booking.day_plan.board import Board
from duikou.booking.day_plan.parts import Day, Plan
from duikou.booking.day_plan.puzzle import Answer
from duikou.booking.day_plan.solver import Solver, better, puzzle_of, unsolved


def plan(day: Day, *, solver: Solver | None = None) -> Plan:
    """A timetable for `day` in which no two times of a person overlap or are nearer than the walk between them, no
    time has more people than places, and everybody is there within their bounds. The order in which anything was given
    changes nothing. Raises ValueError for a pair that is there twice and for a resource with two equal times.

    Each pair in turn takes a free time that goes with the person's others; where none does, somebody else there moves
    over, or the person's other engagements do, or two times are exchanged along a path through the graph, which always
    succeeds where König's theorem holds. About linear in the number of pairs. Where that leaves somebody without a time
    who may have one all the same, the `solver` is asked (ADR 0037)."""
    board = Board(day)
    board.fill()
    made = board.plan()
    want = unsolved(board, made)
    if solver is None or not want:
        return made

    def again(answer: Answer) -> Plan:
        board.reseat(answer.at)
        return board.plan()

    puzzle = puzzle_of(board, want, [board.home_of(one) for one in range(len(board.pairs))])
    return better(day, made, puzzle, solver, again=again, cost=lambda _plan: (0, 0))
