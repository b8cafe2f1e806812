"""Deciding by OR-Tools' CP-SAT what the moves of `board` could not: the one module that needs the extra `solver`.

`python -m duikou.booking.day_plan.cp_sat SECONDS WORK` reads a puzzle and writes an answer: a process of its own, so
that nothing that happens to a solver happens to the server.

Each in turn is asked about with a part of the day around it, a larger one each time. With all others staying where they
are, a plan of the part is a find. With all others away, none of the part means none at all, for everybody who sits is
to keep a time. A part of all that hangs together decides either way.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter, defaultdict
from contextlib import suppress
from itertools import combinations

from ortools.sat.python import cp_model

from duikou.booking.day_plan.board import Clashes
from duikou.booking.day_plan.puzzle import Answer, Puzzle

Choices = dict[int, dict[int, cp_model.IntVar]]  # of an engagement, by time: whether it is there then

NOWHERE = -1
PARTS = (
    0,
    1,
    6,
)  # steps from the person: first the person's own, then all at the same resources, then as far as it goes
MOST = 1500  # engagements of a part
WORK_OF_ONE = 1.0  # of the solver, in its own unit, which is no clock's: the same on each machine, however busy
WORK_OF_A_CHOICE = 4e-6  # of telling the solver about one engagement at one time, in the same unit
SEED = 1


class Spent(Exception):
    """There is no more time."""


def solve(puzzle: Puzzle, *, work: float, seconds: float) -> Answer:
    """Seat who can be seated, each in turn, and then let as many as possible sit at home. Ends after so much `work`,
    which makes the answer depend on the puzzle alone, or at last after so many `seconds`."""
    solving = _Solving(puzzle, work, time.monotonic() + seconds)
    with suppress(Spent):
        solving.seat_all()
        solving.go_home()
    verdict = solving.verdict
    return Answer(
        solving.at,
        [one for one in puzzle.want if verdict.get(one) is True],
        [one for one in puzzle.want if verdict.get(one) is False],
        [one for one in puzzle.want if one not in verdict],
    )


class _Solving:
    """A plan in the making: who sits where, and what is decided by parts of it."""

    def __init__(self, puzzle: Puzzle, work: float, until: float) -> None:
        self._day, self._work, self._until = puzzle, work, until
        self.at = list(puzzle.at)
        self.verdict: dict[int, bool] = {}
        self._room = dict(puzzle.room)
        self._strained = set(puzzle.strained)
        self._clashes = [Clashes(starts, ends, puzzle.intervals) for starts, ends in puzzle.intervals]
        self._places = [dict(many) for many in puzzle.places]
        self._engaged: defaultdict[int, list[int]] = defaultdict(list)
        self._sitting: defaultdict[int, list[int]] = defaultdict(list)
        for one, (person, resource) in enumerate(zip(puzzle.person, puzzle.resource, strict=True)):
            self._engaged[person].append(one)
            self._sitting[resource].append(one)

    def seat_all(self) -> None:
        """Look at each in turn who is wanted; who is not decided, with a larger part of the day after all others."""
        for steps in PARTS:
            for one in self._day.want:
                if one not in self.verdict:
                    said = self._seat(one, steps)
                    if said is not None:
                        self.verdict[one] = said

    def _seat(self, one: int, steps: int) -> bool | None:
        """Seat this one beside all who sit; False: there is no plan that does; None: this part does not decide it."""
        person, is_strained = self._day.person[one], one in self._strained
        if not is_strained and self._room.get(person, 1) <= 0:
            return False
        self._strained.discard(one)
        part, is_whole = self._around(one, steps)
        alone = not steps and not is_whole
        seated = self._solve(part, wanted=one, alone=alone, is_far=steps > 1)
        if seated and not alone:
            if not is_strained and person in self._room:
                self._room[person] -= 1
            return True
        if is_strained:
            self._strained.add(one)
        return False if seated is False and (alone or is_whole) else None

    def go_home(self) -> None:
        """Let fewer sit elsewhere than at home, as far as can be found."""
        settled: set[int] = set()
        for steps in PARTS[1:]:
            for one, home in enumerate(self._day.home):
                if NOWHERE not in (home, self.at[one]) and home != self.at[one] and one not in settled:
                    part, is_whole = self._around(one, steps)
                    if self._solve(part, is_far=steps > 1) and is_whole:
                        settled |= set(part)

    def _around(self, one: int, steps: int) -> tuple[list[int], bool]:
        """The engagements around this one: its person's own, and then step by step those at the same resources and
        those of the people who sit there; and whether that is all that hangs together. Who sits where it does not suit
        them stays there. More than MOST are never taken."""
        day = self._day
        part = {own: None for own in self._engaged[day.person[one]] if self._is_free(own, one)}
        looked: tuple[set[int], set[int]] = ({day.person[one]}, set())
        for step in range(1, steps + 2):
            at_resources = step % 2
            things, of = (day.resource, self._sitting) if at_resources else (day.person, self._engaged)
            new = {things[other] for other in part} - looked[at_resources]
            looked[at_resources].update(new)
            near = {other: None for thing in sorted(new) for other in of[thing] if self._is_free(other, one)}
            if step > steps:
                stays = any(other in self._strained for thing in new for other in of[thing])
                return list(part), near.keys() <= part.keys() and not stays
            if len(part | near) > MOST:
                return list(part | near)[:MOST], False
            part |= near
        raise AssertionError

    def _is_free(self, own: int, one: int) -> bool:
        return own == one or (self.at[own] != NOWHERE and own not in self._strained)

    def _solve(self, part: list[int], *, is_far: bool, wanted: int = NOWHERE, alone: bool = False) -> bool | None:
        """Find times for this part of the day with the fewest away from home, and keep them; False: there are none;
        None: neither was found. `alone`: as if nobody else were there, and nothing is kept."""
        model, choices = self._model(part, wanted, alone)
        left = self._until - time.monotonic()
        if self._work <= 0 or left <= 0:
            raise Spent
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = SEED
        solver.parameters.linearization_level = 0  # relaxations take longer here than they save
        solver.parameters.cp_model_presolve = is_far  # and so does making a part simpler that is simple
        solver.parameters.max_deterministic_time = min(WORK_OF_ONE, self._work)
        solver.parameters.max_time_in_seconds = left
        said = solver.solve(model)
        self._work -= solver.response_proto.deterministic_time
        if said == cp_model.INFEASIBLE:
            return False
        if said not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        if not alone:
            for one, by_time in choices.items():
                self.at[one] = next(at for at, here in by_time.items() if solver.boolean_value(here))
        return True if said == cp_model.OPTIMAL or wanted != NOWHERE else None

    def _model(self, part: list[int], wanted: int, alone: bool) -> tuple[cp_model.CpModel, Choices]:
        """What must hold of this part: each has one time, no time more people than places, nobody is in two places."""
        model, free, day = cp_model.CpModel(), set(part), self._day
        choices: Choices = {}
        full = self._taken(free) if not alone else Counter[tuple[int, int]]()
        people: defaultdict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for one in part:
            resource, may = day.resource[one], self._may(one, wanted, free, alone)
            times = [
                at for at, places in self._places[resource].items() if may >> at & 1 and places > full[resource, at]
            ]
            choices[one] = {at: model.new_bool_var("") for at in times}
            self._work -= WORK_OF_A_CHOICE * len(times)
            model.add_exactly_one(choices[one].values())
            for at, here in choices[one].items():
                people[resource, at].append(here)
            if self.at[one] in choices[one]:
                model.add_hint(choices[one][self.at[one]], 1)
        for (resource, at), here_ in people.items():
            left = self._places[resource][at] - full[resource, at]
            if left == 1:
                model.add_at_most_one(here_)
            elif len(here_) > left:
                model.add(sum(here_) <= left)
        for person in dict.fromkeys(day.person[one] for one in part):
            for one, other in combinations([own for own in self._engaged[person] if own in free], 2):
                walk = day.walk[day.resource[one]][day.resource[other]]
                for at, here in choices[one].items():
                    near = self._clashes[at][walk]
                    too_near = [there for then, there in choices[other].items() if near >> then & 1]
                    if too_near:
                        model.add_at_most_one([here, *too_near])
        self._count_moves(model, choices, wanted=wanted, alone=alone)
        return model, choices

    def _count_moves(self, model: cp_model.CpModel, choices: Choices, *, wanted: int, alone: bool) -> None:
        """No more away from home than may be, and as few as can be; when nobody is wanted, not more than now."""
        day = self._day
        homes = [one for one in choices if day.home[one] != NOWHERE]
        if not homes:
            return
        moved = len(homes) - sum(choices[one][day.home[one]] for one in homes if day.home[one] in choices[one])
        away = sum(home not in (NOWHERE, self.at[one]) for one, home in enumerate(day.home))
        here = sum(self.at[one] != day.home[one] for one in homes)
        if wanted == NOWHERE:
            model.add(moved <= here)
        elif day.most is not None:
            model.add(moved <= day.most - (0 if alone else away - here))
        if not alone:
            model.minimize(moved)

    def _may(self, one: int, wanted: int, free: set[int], alone: bool) -> int:
        """The times that this one may have: where it sits, and all that go with what its person has elsewhere and with
        the person's others that are not free."""
        mask, day = self._day.may[one], self._day
        for own in () if alone else self._engaged[day.person[one]]:
            if own != one and own not in free and self.at[own] != NOWHERE:
                mask &= ~self._clashes[self.at[own]][day.walk[day.resource[one]][day.resource[own]]]
        return mask if one == wanted else mask | 1 << self.at[one]

    def _taken(self, free: set[int]) -> Counter[tuple[int, int]]:
        day = self._day
        near = dict.fromkeys(day.resource[one] for one in free)
        return Counter(
            (resource, self.at[other])
            for resource in near
            for other in self._sitting[resource]
            if self.at[other] != NOWHERE and other not in free
        )


def main(words: list[str]) -> None:
    """Answer the puzzle that is read."""
    with suppress(AttributeError, OSError):
        os.nice(5)  # whoever books or reads a page comes first
    puzzle = Puzzle.read(sys.stdin.read())
    print(solve(puzzle, seconds=float(words[0]), work=float(words[1])).as_text())


if __name__ == "__main__":
    main(sys.argv[1:])
