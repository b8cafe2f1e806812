"""Real processes race for the same places, on SQLite and on PostgreSQL. Beside each race stands its control: the
same race with the guard off, in which the fault must be seen."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.made import made_folder, scratch_database

RACERS = 6
ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


class Racer:
    """One racing process, to which a command a line is sent."""

    def __init__(self) -> None:
        commands, self._commands = os.pipe()
        self._answers, answers = os.pipe()
        self.ends = (commands, answers)
        self.stdin, self.stdout = os.fdopen(self._commands, "w"), os.fdopen(self._answers)

    def close(self) -> None:
        self.stdin.close()
        self.stdout.close()


class Field:
    """The racing processes of one database: one process makes itself ready, and as many as race are copies of it."""

    def __init__(self, vendor: str, environment: dict[str, str], racer: str = "racer") -> None:
        self.vendor, self.environment = vendor, environment
        self.racers = [Racer() for _ in range(RACERS)]
        ends = [one for racer in self.racers for one in racer.ends]
        self._first = subprocess.Popen(
            [sys.executable, "-m", racer if "." in racer else f"tests.booking.{racer}", *map(str, ends)],
            env=environment,
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
            pass_fds=ends,
        )
        for one in ends:
            os.close(one)
        for each in self.racers:
            assert self._answer(each) == "ready"

    def ask(self, **command: Any) -> Any:
        """Let the first racer do something alone."""
        self._send(self.racers[0], command)
        return self._answer(self.racers[0])

    def race(self, commands: list[dict[str, Any]]) -> list[str]:
        """Let each racer do its command, all from the same moment (or `at` seconds later); all their answers."""
        at = time.time() + 0.2
        for racer, command in zip(self.racers, commands, strict=False):
            self._send(racer, {**command, "at": at + command.get("at", 0.0)})
        return [one for racer, _ in zip(self.racers, commands, strict=False) for one in self._answer(racer)]

    def all(self, **command: Any) -> list[str]:
        """Let all racers do the same."""
        return self.race([command] * RACERS)

    def hold(self, slot: int, *, seconds: float) -> None:
        """Let a racer lock a slot for so long, and come back once it holds it."""
        self._send(self.racers[1], {"do": "hold", "slot": slot, "seconds": seconds})
        assert self._answer(self.racers[1]) == "held"

    def close(self) -> None:
        for racer in self.racers:
            racer.close()
        assert self._first.wait(timeout=20) == 0

    @staticmethod
    def _send(racer: Racer, command: dict[str, Any]) -> None:
        racer.stdin.write(json.dumps(command) + "\n")
        racer.stdin.flush()

    @staticmethod
    def _answer(racer: Racer) -> Any:
        line = racer.stdout.readline()
        assert line, "a racing process broke"
        return json.loads(line)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def field(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    yield from field_of(request, tmp_path_factory, "racer")


def field_of(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, racer: str) -> Iterator[Field]:
    """The racing processes of one database, running the module `racer`, of this folder unless it is named in full."""
    folder = tmp_path_factory.mktemp("race")
    environment = {**os.environ, "DUIKOU_DATA": str(folder), "DUIKOU_DATABASE": "", "PYTHONPATH": str(ROOT / "src")}
    if request.param == "sqlite":
        made_folder(folder)
        racing = Field("sqlite", environment, racer)
        yield racing
        racing.close()
        return
    with scratch_database(racer.rpartition(".")[2], folder) as address:
        racing = Field("postgresql", {**environment, "DUIKOU_DATABASE": address}, racer)
        yield racing
        racing.close()


@pytest.fixture
def clean(field: Field) -> Iterator[None]:
    """For control tests: what they spoilt is dropped."""
    yield
    field.ask(do="clear")


def errors(answers: list[str]) -> list[str]:
    return [one for one in answers if one.startswith("error") or one == "failed"]


def crowd(ground: dict[str, Any], slot: int) -> list[list[list[int]]]:
    """The people of the ground in equal parts, all wanting the one slot."""
    people = ground["people"]
    return [[[slot, person] for person in people[n::RACERS]] for n in range(RACERS)]


def test_crowd_cannot_oversell_a_slot(field: Field) -> None:
    ground = field.ask(do="seed", slots=1, people=120, capacity=10)
    answers = field.race([{"do": "claim", "pairs": pairs} for pairs in crowd(ground, ground["slots"][0])])
    assert (answers.count("confirmed"), answers.count("full"), errors(answers)) == (10, 110, [])
    report = field.ask(do="report", offer=ground["offer"])
    assert (report["live"], report["faults"]) == (10, [])


@pytest.mark.usefixtures("clean")
def test_control_crowd_oversells_when_places_are_looked_up_and_written_back(field: Field) -> None:
    ground = field.ask(do="seed", slots=1, people=120, capacity=10)
    field.race([{"do": "naive", "pairs": pairs} for pairs in crowd(ground, ground["slots"][0])])
    assert field.ask(do="report", offer=ground["offer"])["live"] > 10


def test_person_cannot_pass_the_limit_at_many_slots_at_once(field: Field) -> None:
    ground = field.ask(do="seed", slots=24, people=1, capacity=9)
    pairs = [[slot, ground["people"][0]] for slot in ground["slots"]]
    answers = field.race([{"do": "claim", "pairs": pairs[n::RACERS]} for n in range(RACERS)])
    assert (answers.count("confirmed"), errors(answers)) == (3, [])
    report = field.ask(do="report", offer=ground["offer"])
    assert (report["most_of_a_person"], report["faults"]) == (3, [])


@pytest.mark.usefixtures("clean")
def test_control_person_passes_the_limit_when_the_slot_alone_is_guarded(field: Field) -> None:
    for _attempt in range(5):
        ground = field.ask(do="seed", slots=24, people=1, capacity=9)
        pairs = [[slot, ground["people"][0]] for slot in ground["slots"]]
        field.race([{"do": "statement_alone", "pairs": pairs[n::RACERS]} for n in range(RACERS)])
        if field.ask(do="report", offer=ground["offer"])["most_of_a_person"] > 3:
            return
    pytest.fail("the limit held without its guard: this control controls nothing")


def test_person_cannot_be_in_two_places_at_once(field: Field) -> None:
    """Two offers, all times at the same hour."""
    one = field.ask(do="seed", slots=12, people=1, capacity=9, step=0)
    other = field.ask(do="seed", slots=12, people=0, capacity=9, step=0)
    pairs = [[slot, one["people"][0]] for both in zip(one["slots"], other["slots"], strict=True) for slot in both]
    answers = field.race([{"do": "claim", "pairs": pairs[n::RACERS]} for n in range(RACERS)])
    assert (answers.count("confirmed"), answers.count("overlap"), errors(answers)) == (1, 23, [])
    assert field.ask(do="report", offer=one["offer"])["faults"] == []


@pytest.mark.usefixtures("clean")
def test_control_without_locks_a_person_is_in_two_places_or_the_database_gives_up(field: Field) -> None:
    for _attempt in range(5):
        one = field.ask(do="seed", slots=12, people=1, capacity=9, step=0)
        other = field.ask(do="seed", slots=12, people=0, capacity=9, step=0)
        pairs = [[slot, one["people"][0]] for both in zip(one["slots"], other["slots"], strict=True) for slot in both]
        answers = field.race([{"do": "unlocked", "pairs": pairs[n::RACERS]} for n in range(RACERS)])
        if field.vendor == "sqlite" and any("locked" in one for one in errors(answers)):
            return  # a DEFERRED transaction that has read cannot write any more
        if field.vendor == "postgresql" and field.ask(do="report", offer=one["offer"])["overlaps"]:
            return
    pytest.fail("nothing went wrong without the guard: this control controls nothing")


def shuffled(ground: dict[str, Any], rounds: int) -> list[list[list[list[int]]]]:
    """For every racer batches over all slots, each in an order of its own."""
    dice = random.Random(7)
    return [
        [
            [[slot, dice.choice(ground["people"])] for slot in dice.sample(ground["slots"], len(ground["slots"]))]
            for _ in range(rounds)
        ]
        for _ in range(RACERS)
    ]


def test_batches_in_any_order_wait_for_each_other_and_never_in_a_circle(field: Field) -> None:
    ground = field.ask(do="seed", slots=20, people=60, capacity=40)
    answers = field.race([{"do": "batches", "batches": mine} for mine in shuffled(ground, 5)])
    assert errors(answers) == []
    report = field.ask(do="report", offer=ground["offer"])
    assert (report["live"], report["faults"]) == (answers.count("confirmed"), [])
    assert report["most_of_a_person"] == 3


@pytest.mark.usefixtures("clean")
def test_control_batches_that_lock_in_their_own_order_deadlock_on_postgresql(field: Field) -> None:
    ground = field.ask(do="seed", slots=20, people=60, capacity=4000)
    answers = field.race([{"do": "unordered", "batches": mine} for mine in shuffled(ground, 1)])
    if field.vendor == "sqlite":  # one IMMEDIATE transaction at a time writes: there is no order to get wrong
        assert errors(answers) == []
    else:
        assert any("deadlock" in one for one in errors(answers))


def test_same_form_sent_many_times_at_once_books_once(field: Field) -> None:
    ground = field.ask(do="seed", slots=1, people=1, capacity=9)
    answers = field.all(do="claim", pairs=[[ground["slots"][0], ground["people"][0]]] * 3, key=f"k{ground['offer']}")
    assert (answers.count("confirmed"), answers.count("repeated")) == (1, 3 * RACERS - 1)
    assert field.ask(do="report", offer=ground["offer"])["bookings"] == 1


def test_everything_at_once_keeps_every_promise(field: Field) -> None:
    ground = field.ask(do="seed", slots=6, people=30, capacity=2)
    wish = {"do": "churn", "rounds": 60, "slots": ground["slots"], "people": ground["people"]}
    answers = field.race([{**wish, "seed": n} for n in range(RACERS)])
    assert errors(answers) == []
    report = field.ask(do="report", offer=ground["offer"])
    assert report["faults"] == []
    assert report["promoted"] > 0


def joining(field: Field, how: str) -> list[str]:
    """Newcomers book one time and, at the same moment, join the list of another that is full."""
    ground = field.ask(do="seed", slots=2, people=1, capacity=1000)
    full, free = ground["slots"]
    field.ask(do="fill", slot=full)
    group = f"Newcomer {ground['offer']}"
    booking = {"do": "book_named", "slots": [full, free], "group": group}
    answers = field.race([booking, {"do": how, "slot": full, "group": group}] * (RACERS // 2))
    assert field.ask(do="report", offer=ground["offer"])["faults"] == []
    return answers


def test_newcomers_who_book_and_wait_at_once_do_not_wait_in_a_circle(field: Field) -> None:
    answers = joining(field, "join_named")
    assert errors(answers) == []
    assert {"full confirmed", "WaitingEntry"} <= {*answers}


@pytest.mark.usefixtures("clean")
def test_control_newcomers_kept_before_the_slot_is_locked_deadlock_on_postgresql(field: Field) -> None:
    answers = joining(field, "join_kept_first")
    if field.vendor == "postgresql":  # SQLite has one lock for all
        assert any("deadlock" in one for one in errors(answers))


def test_offer_cancelled_under_a_crowd_keeps_no_booking_alive(field: Field) -> None:
    ground = field.ask(do="seed", slots=3, people=1200, capacity=400)
    pairs = [[ground["slots"][n % 3], person] for n, person in enumerate(ground["people"])]
    each = {"do": "claim_until", "told": "cancelled"}
    crowd = [{**each, "pairs": pairs[n :: RACERS - 1]} for n in range(RACERS - 1)]
    answers = field.race([*crowd, {"do": "cancel_offer", "offer": ground["offer"], "after": 1}])
    assert errors(answers) == []
    assert "confirmed" in answers
    assert "cancelled" in answers
    report = field.ask(do="report", offer=ground["offer"])
    assert (report["live"], report["faults"]) == (0, [])
    assert report["bookings"] == answers.count("confirmed")


def invited(field: Field, how: str) -> dict[str, Any]:
    """Every racer uses the same invitations, each for somebody else; what came of it."""
    ground = field.ask(do="seed", slots=1, people=RACERS, capacity=200)
    invitations = field.ask(do="invite", offer=ground["offer"], count=20)
    each = {"do": how, "invitations": invitations, "slot": ground["slots"][0]}
    answers = field.race([{**each, "person": person} for person in ground["people"]])
    return {**field.ask(do="report", offer=ground["offer"]), "answers": answers, "invitations": len(invitations)}


def test_invitation_is_used_once_by_whoever_is_first(field: Field) -> None:
    # Each person may have one place in the slot, so of twenty invitations six are used, and none twice.
    came = invited(field, "accept")
    assert errors(came["answers"]) == []
    assert came["answers"].count("confirmed") == came["live"] == RACERS
    assert came["faults"] == []


def test_one_invitation_lets_one_of_many_in(field: Field) -> None:
    for _attempt in range(5):
        ground = field.ask(do="seed", slots=1, people=RACERS, capacity=200)
        each = {"do": "accept", "invitations": field.ask(do="invite", offer=ground["offer"], count=1)}
        wanted = [{**each, "slot": ground["slots"][0], "person": person} for person in ground["people"]]
        answers = field.race(wanted)
        assert sorted(set(answers)) == ["confirmed", "invitation_over"]
        assert answers.count("confirmed") == 1
        report = field.ask(do="report", offer=ground["offer"])
        assert (report["bookings"], report["faults"]) == (1, [])


@pytest.mark.usefixtures("clean")
def test_control_one_invitation_lets_several_in_when_it_is_looked_up_and_written_back(field: Field) -> None:
    for _attempt in range(5):
        ground = field.ask(do="seed", slots=1, people=RACERS, capacity=200)
        each = {"do": "accept_looked_up", "invitations": field.ask(do="invite", offer=ground["offer"], count=1)}
        field.race([{**each, "slot": ground["slots"][0], "person": person} for person in ground["people"]])
        report = field.ask(do="report", offer=ground["offer"])
        if report["live"] > 1:
            assert any("bookings by invitation, 1 invitations accepted" in fault for fault in report["faults"])
            return
    pytest.fail("one came in without the guard: this control controls nothing")


def test_database_refuses_the_uninvited_even_when_the_rules_let_them_pass(field: Field) -> None:
    ground = field.ask(do="seed", slots=1, people=1, capacity=9)
    wish = {"do": "unruly", "slot": ground["slots"][0], "person": ground["people"][0]}
    field.ask(do="invite", offer=ground["offer"], count=1)
    assert field.ask(**wish) == ["failed"]
    assert field.ask(do="report", offer=ground["offer"])["bookings"] == 0


def test_control_the_same_wish_books_where_no_invitation_is_asked_for(field: Field) -> None:
    ground = field.ask(do="seed", slots=1, people=1, capacity=9)
    assert field.ask(do="unruly", slot=ground["slots"][0], person=ground["people"][0]) == ["confirmed"]


def test_code_is_guessed_at_five_times_however_many_guess_at_once(field: Field) -> None:
    ground = field.ask(do="seed", slots=1, people=0)
    sent = field.ask(do="code", offer=ground["offer"])
    answers = field.all(do="guess", offer=ground["offer"], sent=sent, times=4)
    assert (answers.count("code_wrong"), errors(answers)) == (4, [])  # the fifth try is the last: CODE_OVER
    assert answers.count("code_over") == 4 * RACERS - 4


def numbers(field: Field, how: str, ground: dict[str, Any]) -> list[str]:
    """All racers give out numbers of one offer at the same moment."""
    return field.all(do=how, offer=ground["offer"], count=20)


def test_number_is_given_out_once_and_none_is_left_out(field: Field) -> None:
    ground = field.ask(do="seed", slots=1, people=0)
    given = numbers(field, "take_numbers", ground)
    assert sorted(given) == [f"A{n:03d}" for n in range(1, 20 * RACERS + 1)]
    assert field.ask(do="report", offer=ground["offer"])["faults"] == []


@pytest.mark.usefixtures("clean")
def test_control_number_is_given_out_twice_when_it_is_looked_up_and_written_back(field: Field) -> None:
    given = numbers(field, "take_looked_up", field.ask(do="seed", slots=1, people=0))
    assert len(set(given)) < len(given)


def calls(field: Field, how: str) -> list[str]:
    """Every racer is a table that calls until nobody waits."""
    ground = field.ask(do="seed", slots=RACERS, people=0)
    field.ask(do="take_numbers", offer=ground["offer"], count=60)
    answers = field.race([{"do": how, "slot": slot} for slot in ground["slots"]])
    assert errors(answers) == []
    return [one for one in answers if one != "nobody_waiting"]


def test_number_is_called_to_one_table_only(field: Field) -> None:
    assert sorted(calls(field, "call_numbers")) == [f"A{n:03d}" for n in range(1, 61)]


@pytest.mark.usefixtures("clean")
def test_control_number_is_called_to_two_tables_when_it_is_looked_up_and_written_back(field: Field) -> None:
    called = calls(field, "call_looked_up")
    assert len(set(called)) < len(called)


def test_winners_are_placed_once_while_others_place_them_cancel_and_walk_in(field: Field) -> None:
    ground = field.ask(do="draw", people=20, resources=5, times=6)
    answers = field.race(
        [
            {"do": "place", "draw": ground["draw"]},
            {"do": "place", "draw": ground["draw"], "at": 0.1},
            {"do": "cancel_some", "offer": ground["offer"], "count": 10},
            {"do": "cancel_some", "offer": ground["offer"], "count": 10},
            {"do": "walk_in_some", "offer": ground["offer"], "count": 20},
        ]
    )
    assert errors(answers) == []
    assert field.ask(do="report_draw", draw=ground["draw"]) == {
        "wishes": 100,
        "placed": 100,
        "left": [],
        "bookings": 100,
        "faults": [],
    }


def test_without_the_key_two_runs_give_a_winner_two_places(field: Field, clean: None) -> None:
    ground = field.ask(do="draw", people=20, resources=5, times=12, limit_per_resource=2)
    field.race([{"do": "place_keyless", "draw": ground["draw"], "late": late} for late in (False, True)])
    assert field.ask(do="report_draw", draw=ground["draw"])["bookings"] > 100


def lost(field: Field, **limits: int) -> tuple[dict[str, Any], str]:
    """A draw of which thirty talks have no time, with the digest of the plan that gives them one."""
    ground = field.ask(do="draw", people=20, resources=5, times=12, **limits)
    field.ask(do="place", draw=ground["draw"])
    return ground, field.ask(do="lose_times", draw=ground["draw"], count=30)


def test_of_two_offices_that_press_at_once_one_does_the_plan_and_the_other_is_told(field: Field) -> None:
    ground, digest = lost(field)
    answers = field.race([{"do": "do_day", "draw": ground["draw"], "digest": digest}] * 3)
    assert sorted(answers) == ["30 placed, 0 missed", "plan_changed", "plan_changed"]
    found = field.ask(do="report_draw", draw=ground["draw"])
    assert (found["placed"], found["bookings"], found["faults"]) == (100, 100, [])


def test_without_its_guards_two_plans_give_a_winner_two_places(field: Field, clean: None) -> None:
    ground, digest = lost(field, limit_per_resource=2)
    unguarded = {"do": "do_day_unguarded", "draw": ground["draw"], "digest": digest}
    field.race([{**unguarded, "late": late} for late in (False, True)])
    assert field.ask(do="report_draw", draw=ground["draw"])["bookings"] > 100


def test_while_others_book_cancel_and_come_the_plan_is_done_or_not_and_nothing_breaks(field: Field) -> None:
    ground, digest = lost(field)
    draw, offer = ground["draw"], ground["offer"]
    answers = field.race(
        [
            {"do": "do_day", "draw": draw, "digest": digest},
            {"do": "do_day", "draw": draw, "digest": digest},
            {"do": "book_some", "offer": offer, "count": 30},
            {"do": "cancel_some", "offer": offer, "count": 10},
            {"do": "walk_in_some", "offer": offer, "count": 20},
        ]
    )
    assert errors(answers) == []
    for _attempt in range(3):
        field.ask(do="do_day", draw=draw, digest=field.ask(do="see_day", draw=draw))
    found = field.ask(do="report_draw", draw=draw)
    assert (found["placed"], found["faults"]) == (100, [])


def test_contact_gets_no_more_codes_than_a_days_however_many_ask_at_once(field: Field) -> None:
    offer = field.ask(do="seed", slots=1, people=0)["offer"]
    answers = field.all(do="send_codes", offer=offer, contact="13700001111", count=5)
    assert (answers.count("ContactCode"), answers.count("codes_today"), errors(answers)) == (10, 20, [])
    assert field.ask(do="codes_sent", contact="+8613700001111") == 10


def test_control_contact_gets_more_or_the_database_gives_up_when_a_days_codes_are_looked_up(field: Field) -> None:
    offer = field.ask(do="seed", slots=1, people=0)["offer"]
    for attempt in range(5):
        contact = f"1370000222{attempt}"
        answers = field.all(do="send_codes_looked_up", offer=offer, contact=contact, count=5)
        if field.ask(do="codes_sent", contact="+86" + contact) > 10 or errors(answers):
            return
    pytest.fail("the limit held without its guard: this control controls nothing")


def arrived(field: Field, **more: Any) -> tuple[Counter[str], dict[str, Any]]:
    """All telephones tell that they have let the same people in; what they are told, and what is kept."""
    ground = field.ask(do="seed", slots=1, people=40, capacity=40)
    field.ask(do="claim", pairs=[[ground["slots"][0], person] for person in ground["people"]])
    bookings = field.ask(do="booked", offer=ground["offer"])
    commands = [{"do": "arrive", "bookings": bookings, "phone": n + 1, **more} for n in range(RACERS)]
    return Counter(field.race(commands)), field.ask(do="report_arrivals", bookings=bookings)


def test_let_in_by_many_telephones_at_once_somebody_is_checked_in_once_and_at_the_earliest(field: Field) -> None:
    answers, found = arrived(field)
    assert answers == {"checked_in": 40, "twice": 40 * (RACERS - 1)}
    assert found == {"check_ins": 40, "told": 40, "notes": 40 * RACERS, "early": [RACERS]}


def test_same_arrival_sent_many_times_at_once_is_one(field: Field) -> None:
    answers, found = arrived(field, same=True)
    assert answers == {"checked_in": 40 * RACERS}
    assert (found["check_ins"], found["told"], found["notes"]) == (40, 40, 40)


@pytest.mark.usefixtures("clean")
def test_control_without_the_lock_an_arrival_is_lost(field: Field) -> None:
    for _attempt in range(5):
        answers, _found = arrived(field, free=True)
        if errors(list(answers)):
            return
    pytest.fail("none was lost without the lock: this control controls nothing")


def retimed(field: Field, *, locked: bool) -> tuple[list[str], dict[str, int]]:
    """A slot is held at the time of another one, while those who have a place in it crowd into that; and what came of
    it."""
    ground = field.ask(do="seed", slots=2, people=60, capacity=60)
    slot, other = ground["slots"]
    field.ask(do="claim", pairs=[[slot, person] for person in ground["people"]])
    suffix = "" if locked else "_unlocked"
    late = {"slot": slot, "to": other, "after": 10}
    pairs = [[[other, person] for person in ground["people"][n :: RACERS - 1]] for n in range(RACERS - 1)]
    crowding = "claim" if locked else "unlocked"
    answers = field.race([{"do": f"retime{suffix}", **late}, *({"do": crowding, "pairs": one} for one in pairs)])
    return answers, field.ask(do="report_retimed", slot=slot, other=other)


def test_whoever_is_in_two_slots_when_one_is_retimed_is_told_and_nobody_comes_to_it_later(field: Field) -> None:
    answers, found = retimed(field, locked=True)
    assert errors(answers) == []
    assert (found["moved"], found["untold"]) == (60, 0)
    assert found["both"] == answers.count("confirmed") >= 10
    assert answers.count("overlap") == 60 - found["both"]


@pytest.mark.usefixtures("clean")
def test_control_without_locks_somebody_in_two_slots_is_not_told_or_the_database_gives_up(field: Field) -> None:
    for _attempt in range(8):
        answers, found = retimed(field, locked=False)
        if found["untold"] or errors(answers):
            return
    pytest.fail("everybody was told without locks: this control controls nothing")
