"""Timetables for people who are to be in several places on one day. Call them as `day_plan.plan(…)`."""

from duikou.booking.day_plan.judge import faults
from duikou.booking.day_plan.parts import Bounds, Busy, Day, Pair, Plan, PlanAnew, Solved, Time, Why, no_walk
from duikou.booking.day_plan.planning import plan
from duikou.booking.day_plan.replanning import replan
from duikou.booking.day_plan.solver import Solver, SolverBusy, solver_for

__all__ = [
    "Bounds",
    "Busy",
    "Day",
    "Pair",
    "Plan",
    "PlanAnew",
    "Solved",
    "Solver",
    "SolverBusy",
    "Time",
    "Why",
    "faults",
    "no_walk",
    "plan",
    "replan",
    "solver_for",
]
