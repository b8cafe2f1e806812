"""Planning a day anew: who has no time gets one, everybody else keeps theirs, and as few as can be found move for it.

What is looked for are single steps, the cheapest first: a free time, a move at the same resource, one of the person's
own, an exchange. Which set of moves is the smallest of all is a hard question (with walks even whether there is one);
against every possible plan of small days the steps are measured in the tests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from duikou.booking.day_plan.board import NOWHERE, Board, Moves
from duikou.booking.day_plan.parts import Day, PlanAnew, Why
from duikou.booking.day_plan.puzzle import Answer
from duikou.booking.day_plan.solver import Cost, Solver, better, puzzle_of, unsolved


def replan(
    day: Day, *, most_moves: int, room: Mapping[int, int] | None = None, solver: Solver | None = None
) -> PlanAnew:
    """A plan for `day` in which each pair keeps the time it has (`day.now`), unless that suits its person no more (by
    their bounds, a walk), or its move gives a time to one that has none. At most `most_moves` move for others. Who has
    none is seated in the order of their turn; `room` says how many more places a person may have. No bounds, walk or
    number of places is ever broken by a move; whoever has a time that does not suit keeps it when nothing else is
    found. Where somebody has none who may have one all the same, or somebody is moved, the `solver` is asked (ADR
    0037). Depends on nothing but the day, as `plan` does. Raises ValueError as `plan` does, and for a `now` that is no
    time with a place."""
    board = _Kept(day, most_moves, room or {})
    board.settle()
    made = board.plan_anew()
    return made if solver is None else board.solved(made, solver)


LEFT_AS_IT_IS = frozenset({Why.BOUNDS, Why.BUSY})  # no other plan gives them a time that suits
MOST_TOGETHER = 40  # who are seated once more together with each other one near them


class _Kept(Board):
    """A board on which everybody sits who has a time, and `away` are those who sit elsewhere now for others' sake."""

    def __init__(self, day: Day, most_moves: int, room: Mapping[int, int]) -> None:
        super().__init__(day)
        self.home = [NOWHERE] * len(self.pairs)
        self.away: set[int] = set()
        self.dear: set[int] = set()  # engagements that only more moves than may be would seat
        self._log: Moves = []  # engagements and where they were before, for taking steps back
        self._most, self._room_left = most_moves, room
        self.asked: set[int] = set()
        self._new: Counter[int] = Counter()
        for one, pair in enumerate(self.pairs):
            if pair in day.now:
                times = {key: time for time, key in self.keys[self.resource[one]].items()}
                home = times.get(day.now[pair], NOWHERE)
                if home == NOWHERE or not self.left[self.resource[one]][home]:
                    raise ValueError("somebody has a time at which there is no place")
                self.home[one] = home
                self._sit(one, home)
        self.asked = {one for one, home in enumerate(self.home) if home != NOWHERE and not self._suits(one)}

    def settle(self) -> None:
        """Seat who can be seated, in turn; who could not is asked once more, for others sit otherwise now."""
        wanting = [one for one, home in enumerate(self.home) if home == NOWHERE or one in self.asked]
        missed = [one for one in wanting if not self._find(one)]
        for one in missed:
            self._find(one)
        self._tidy([one for one in wanting if one not in missed or self._has_moved(one)])

    def plan_anew(self) -> PlanAnew:
        """What was found, by the caller's keys."""
        made = self.plan()
        strained = {self.pairs[one]: self._why(one) for one in self._strained()}
        unsuited = frozenset(self.pairs[one] for one in self.asked)
        return PlanAnew(made.placed, made.unplaced, unsuited, {pair: strained[pair] for pair in sorted(strained)})

    def solved(self, made: PlanAnew, solver: Solver) -> PlanAnew:
        """The plan, or a better one that the solver finds."""
        strained = [one for one in self._strained() if made.strained[self.pairs[one]] not in LEFT_AS_IT_IS]
        want = sorted([*unsolved(self, made), *strained])
        home = [at if self._stays_home(one) else NOWHERE for one, at in enumerate(self.home)]
        numbers = {pair[0]: person for pair, person in zip(self.pairs, self.person, strict=True)}
        room = [
            (number, self._room_left[person] - self._new[person])
            for person, number in numbers.items()
            if person in self._room_left
        ]
        puzzle = replace(
            puzzle_of(self, want, home), strained=self._strained(), most=max(self._most, len(self.away)), room=room
        )

        def again(answer: Answer) -> PlanAnew:
            self._new.update(self.pairs[one][0] for one, at in enumerate(self.at) if at == NOWHERE != answer.at[one])
            self.reseat(answer.at)
            return self.plan_anew()

        def cost(plan: PlanAnew) -> Cost:
            away = sum(plan.placed[pair] != key for pair, key in self._day.now.items() if pair not in plan.unsuited)
            return len(plan.strained), away

        return better(self._day, made, puzzle, solver, again=again, cost=cost)

    def _strained(self) -> list[int]:
        """Those who still have a time that does not suit them."""
        return sorted(one for one in self.asked if self.at[one] == self.home[one] and not self._suits(one))

    def _suits(self, one: int) -> bool:
        return bool(self.open_to(one) >> self.at[one] & 1)

    def _has_moved(self, one: int) -> bool:
        return self.at[one] not in (NOWHERE, self.home[one])

    def _find(self, one: int) -> bool:
        """Seat one that has no time, or one whose time does not suit; whether it worked."""
        home, person = self.home[one], self.pairs[one][0]
        if home == NOWHERE and self._new[person] >= self._room_left.get(person, len(self.pairs)):
            return False
        if home != NOWHERE:
            if self._suits(one):  # another of its person has moved away
                return True
            self._rise(one)
        moves = self._cheapest(one)
        if moves is None:
            if home != NOWHERE:
                self._sit(one, home)
            return False
        self._make(moves)
        self._new[person] += home == NOWHERE
        return True

    def _cheapest(self, one: int) -> Moves | None:
        """The way of seating `one` that lets the fewest others sit elsewhere than at home."""
        best, cost = None, 0
        for way in (self._over, self._by_moving_own, self._by_exchange):
            moves = way(one)
            if moves is not None:
                price = self._price(moves)
                if best is None or price < cost:
                    best, cost = moves, price
                if price <= 0:
                    break
        if best is not None and len(self.away) + cost > self._most:
            self.dear.add(one)
            return None
        return best

    def _over(self, one: int) -> Moves | None:
        return self._room(one, 0)

    def _price(self, moves: Moves) -> int:
        """How many more are away from home after these moves."""
        last = dict(moves)
        return sum(
            (time != self.home[which]) - (which in self.away) for which, time in last.items() if self._stays_home(which)
        )

    def _stays_home(self, one: int) -> bool:
        return self.home[one] != NOWHERE and one not in self.asked

    def _tidy(self, seated: list[int]) -> None:
        """Let go home who can, and seat each once more, with another or alone, if fewer have to move for it."""
        self._go_home()
        where, whose = {self.resource[one] for one in self.away}, {self.person[one] for one in self.away}
        near = [one for one in seated if self.resource[one] in where or self.person[one] in whose]
        for others in ([], near[:MOST_TOGETHER]):
            for one in near:
                for other in others or [one]:
                    if not self.away:
                        return
                    self._seat_again([one] if one == other else [other, one])

    def _seat_again(self, many: list[int]) -> None:
        before, mark = len(self.away), len(self._log)
        for one in many:
            self._rise(one)
        self._go_home()
        for one in reversed(many):
            moves = self._cheapest(one)
            if moves is None:
                self._take_back(mark)
                return
            self._make(moves)
        self._go_home()
        if len(self.away) >= before:
            self._take_back(mark)

    def _go_home(self) -> None:
        for one in sorted(self.away):
            home = self.home[one]
            if (self.open_to(one) & self.free[self.resource[one]]) >> home & 1:
                self._rise(one)
                self._sit(one, home)

    def _take_back(self, mark: int) -> None:
        steps = self._log[mark:]
        for one in {one for one, _time in steps}:
            if self.at[one] != NOWHERE:
                self._rise(one)
        before = dict(reversed(steps))  # the first place of each
        for one in sorted(before):
            if before[one] != NOWHERE:
                self._sit(one, before[one])
        del self._log[mark:]

    def _sit(self, one: int, time: int) -> None:
        if self._stays_home(one) and time != self.home[one]:
            self.away.add(one)
        self._log.append((one, self.at[one]))
        super()._sit(one, time)

    def _rise(self, one: int) -> None:
        self.away.discard(one)
        self._log.append((one, self.at[one]))
        super()._rise(one)

    def _why(self, one: int) -> Why:
        person = self.pairs[one][0]
        if self.home[one] == NOWHERE and self._new[person] >= self._room_left.get(person, len(self.pairs)):
            return Why.LIMIT
        return Why.MOVES if one in self.dear else super()._why(one)
