"""Timetables for people who are to be in several places on one day. Call them as `day_plan.plan(…)`."""

from duikou.booking.day_plan.parts import Bounds, Busy, Day, Pair, Plan, PlanAnew, Time, Why, no_walk
from duikou.booking.day_plan.planning import plan
from duikou.booking.day_plan.replanning import replan

__all__ = ["Bounds", "Busy", "Day", "Pair", "Plan", "PlanAnew", "Time", "Why", "no_walk", "plan", "replan"]
