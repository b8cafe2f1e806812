"""The draw: fair by its definition, the same for everybody who makes it again (ADR 0025)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duikou.booking.draw import BadList, DrawList, Drawn, Entry, Why, canonical, digest, drawn, read
from duikou.booking.draw.rounds import in_order

SEED = "0123456789abcdef" * 4
KEYS = tuple("ABCDEF")


def a_list(
    wishes: dict[str, str], places: dict[str, int], cap: int = 2, ranks: dict[str, str] | None = None
) -> DrawList:
    """A list whose codes and keys are single letters."""
    return DrawList(
        draw="d1",
        title="Spring fair",
        cap=cap,
        places=places,
        entries=tuple(Entry(code, tuple(text)) for code, text in wishes.items()),
        source="drand",
        source_name="drand quicknet, round 1",
        labels={key: f"Hospital {key}" for key in places},
        ranks={key: tuple(text) for key, text in (ranks or {}).items()},
    )


@st.composite
def lists(draw: st.DrawFn, ranked: bool = False) -> DrawList:
    """Small lists in which everything happens: no wishes, no places, too many of either."""
    places = draw(st.dictionaries(st.sampled_from(KEYS), st.integers(0, 4), min_size=1))
    codes = [f"{at:02}" for at in draw(st.sets(st.integers(0, 40), max_size=14))]
    wish = st.lists(st.sampled_from(sorted(places)), unique=True).map(tuple)
    entries = tuple(Entry(code, draw(wish)) for code in codes)
    order = st.lists(st.sampled_from(codes), unique=True) if codes else st.just([])
    ranks = {key: tuple(draw(order)) for key in places} if ranked else {}
    return replace(a_list({}, places, draw(st.integers(1, 4))), entries=entries, ranks=ranks)


any_list = st.one_of(lists(), lists(ranked=True))
seeds = st.integers(0, 2**32).map(lambda number: sha256(str(number).encode()).hexdigest())


def plainly(listed: DrawList, seed: str) -> dict[str, list[tuple[str, int]]]:
    """The draw once more, written from its description alone and with no eye to speed: in each round everybody who is
    in it goes to the door of their dearest wish not tried yet; a door with more people than places sends the last ones
    away, and they go on; until nobody goes."""

    def hashed(number: int, code: str) -> str:
        text = "".join(f"{len(part.encode())}:{part}," for part in (seed, listed.draw, str(number), code))
        return sha256(text.encode()).hexdigest()

    left = {entry.code: list(entry.wishes) for entry in listed.entries}
    won: dict[str, list[tuple[str, int]]] = {code: [] for code in left}
    free = dict(listed.places)
    for number in range(1, listed.cap + 1):
        waiting = {code for code in left if len(won[code]) == number - 1}
        inside: dict[str, set[str]] = {key: set() for key in free}
        while True:
            for code in [code for code in waiting if left[code]]:
                inside[left[code].pop(0)].add(code)
                waiting.discard(code)
            sent_away = set()
            for key, people in inside.items():
                named = [code for code in listed.ranks.get(key, ()) if code in people]
                others = sorted(people - set(named), key=lambda code: (hashed(number, code), code))
                sent_away |= set((named + others)[free[key] :])
            if not sent_away:
                break
            for people in inside.values():
                people -= sent_away
            waiting |= sent_away
        for key, people in inside.items():
            free[key] -= len(people)
            for code in people:
                won[code].append((key, number))
    return won


def of_each(came_out: Drawn, listed: DrawList) -> dict[str, list[tuple[str, int]]]:
    """What each entry won, with its round."""
    won: dict[str, list[tuple[str, int]]] = {entry.code: [] for entry in listed.entries}
    for place in came_out.places:
        won[place.entry].append((place.wish, place.round))
    return won


@given(any_list, seeds)
@settings(max_examples=400)
def test_second_implementation_written_otherwise_agrees(listed: DrawList, seed: str) -> None:
    assert of_each(drawn(listed, seed), listed) == plainly(listed, seed)


@given(any_list, seeds)
def test_no_place_is_given_twice_and_nobody_wins_above_the_cap(listed: DrawList, seed: str) -> None:
    came_out = drawn(listed, seed)
    given_away = Counter(place.wish for place in came_out.places)
    assert all(given_away[key] <= listed.places[key] for key in given_away)
    for entry in listed.entries:
        mine = of_each(came_out, listed)[entry.code]
        assert len(mine) <= listed.cap
        assert {wish for wish, _ in mine} <= set(entry.wishes)
        assert len({wish for wish, _ in mine}) == len(mine)


@given(any_list, seeds)
def test_no_place_stays_free_that_somebody_below_the_cap_wished_for(listed: DrawList, seed: str) -> None:
    came_out = drawn(listed, seed)
    given_away = Counter(place.wish for place in came_out.places)
    for code, mine in of_each(came_out, listed).items():
        if len(mine) < listed.cap:
            for wish in {*next(one for one in listed.entries if one.code == code).wishes} - {key for key, _ in mine}:
                assert given_away[wish] == listed.places[wish]


@given(any_list, seeds)
def test_everybody_has_a_first_place_before_anybody_has_a_second(listed: DrawList, seed: str) -> None:
    """Who has none could have had none either if nobody had taken a second place."""
    came_out = drawn(listed, seed)
    rounds = [place.round for place in came_out.places]
    assert rounds == sorted(rounds)
    first = Counter(place.wish for place in came_out.places if place.round == 1)
    for code, mine in of_each(came_out, listed).items():
        assert [number for _, number in mine] == list(range(1, len(mine) + 1))
        if not mine:
            wishes = next(one for one in listed.entries if one.code == code).wishes
            assert all(first[wish] == listed.places[wish] for wish in wishes)


@given(any_list, seeds)
def test_each_wish_says_why(listed: DrawList, seed: str) -> None:
    came_out = drawn(listed, seed)
    won = {(place.entry, place.wish): place.round for place in came_out.places}
    asked: dict[tuple[str, int | None], list[int]] = {}
    for entry in listed.entries:
        why = came_out.why[entry.code]
        assert tuple(one.wish for one in why) == entry.wishes
        for one in why:
            assert (one.outcome == "won") == ((entry.code, one.wish) in won)
            if one.outcome == "capped":
                assert one[2:] == (None, None, None, None)
                assert len(of_each(came_out, listed)[entry.code]) == listed.cap
                continue
            assert one.stood is not None
            assert one.places is not None
            assert (one.outcome == "won") == (one.stood <= one.places)
            if one.outcome == "won":
                assert one.round == won[entry.code, one.wish]
            earlier = [n for (_, wish), n in won.items() if wish == one.wish and n < (one.round or 0)]
            assert one.places == listed.places[one.wish] - len(earlier)
            asked.setdefault((one.wish, one.round), []).append(one.stood)
            assert one.among == sum(
                other.wish == one.wish and other.round == one.round for whys in came_out.why.values() for other in whys
            )
    assert all(sorted(stood) == list(range(1, len(stood) + 1)) for stood in asked.values())


@given(lists(ranked=True), seeds)
def test_where_an_order_is_named_nobody_behind_holds_what_somebody_ahead_was_refused(
    listed: DrawList, seed: str
) -> None:
    """Stable within each round: no resource and entry would both rather have each other (Gale and Shapley)."""
    came_out = drawn(listed, seed)
    for key, order in listed.ranks.items():
        at = {code: number for number, code in enumerate(order)}
        for code, whys in came_out.why.items():
            for one in whys:
                if one.wish == key and one.outcome == "full" and code in at:
                    holders = [p.entry for p in came_out.places if p.wish == key and p.round == one.round]
                    assert all(holder in at and at[holder] < at[code] for holder in holders)


@given(any_list, seeds, st.randoms(use_true_random=False))
def test_order_in_which_the_wishes_came_changes_nothing(listed: DrawList, seed: str, chance: random.Random) -> None:
    entries, places = list(listed.entries), list(listed.places.items())
    chance.shuffle(entries)
    chance.shuffle(places)
    other = replace(listed, entries=entries, places=dict(places), labels=dict(reversed(listed.labels.items())))
    assert canonical(other) == canonical(listed)
    assert drawn(other, seed) == drawn(listed, seed)


@given(any_list)
def test_canonical_text_is_read_back_as_it_was(listed: DrawList) -> None:
    text = canonical(listed)
    again = read(text)
    assert canonical(again) == text
    assert drawn(again, SEED) == drawn(listed, SEED)
    assert digest(text) == sha256(text).hexdigest()


def test_canonical_text_stands_as_it_was_agreed() -> None:
    """A changed byte here would make every published file of the past wrong."""
    listed = a_list({"K": "BA", "C": "", "D": "A"}, {"B": 1, "A": 12}, ranks={"A": "KD"})
    text = canonical(replace(listed, title="春季\n 招聘会\u202e", labels={"A": "某　医院"}))
    assert text.decode() == (
        "duikou-draw 1\ndraw d1\ntitle 春季 招聘会\ncap 2\nsource drand\nsource-name drand quicknet, round 1\n"
        "resource A 12 某 医院\nresource B 1 B\nrank A K D\nentry C\nentry D A\nentry K B A\n"
    )
    assert digest(text) == "63f5d46a249f91cba0fbcd5eea836e83dbcec3051c01946ab40a4d9b2ef6734f"


def test_draw_stands_as_it_was_agreed() -> None:
    """One draw worked out by hand: who asked where, and how they stood."""
    came_out = drawn(a_list({"P": "AB", "Q": "AB", "R": "AB"}, {"A": 1, "B": 2}), SEED)
    order = sorted("PQR", key=lambda code: sha256(f"64:{SEED},2:d1,1:1,1:{code},".encode()).digest())
    first, second, third = order
    assert came_out.why[first][0] == Why("A", "won", 1, 1, 3, 1)
    assert came_out.why[second] == (Why("A", "full", 1, 2, 3, 1), Why("B", "won", 1, 1, 2, 2))
    assert came_out.why[third] == (Why("A", "full", 1, 3, 3, 1), Why("B", "won", 1, 2, 2, 2))
    assert came_out.why[first][1] == Why("B", "full", 2, 1, 1, 0)


def test_who_has_won_as_many_as_one_may_asks_for_no_more() -> None:
    came_out = drawn(a_list({"P": "ABC"}, {"A": 1, "B": 1, "C": 1}, cap=2), SEED)
    assert [one.outcome for one in came_out.why["P"]] == ["won", "won", "capped"]
    assert came_out.why["P"][2] == Why("C", "capped")


def test_named_order_goes_before_the_hash_and_takes_a_place_that_was_held() -> None:
    for seed in map(str, range(20)):
        came_out = drawn(a_list({"P": "A", "Q": "AB", "R": "BA"}, {"A": 1, "B": 1}, 1, {"A": "PQ", "B": "RQ"}), seed)
        assert {(place.entry, place.wish) for place in came_out.places} == {("P", "A"), ("R", "B")}
        assert [one.outcome for one in came_out.why["Q"]] == ["full", "full"]
        assert [(one.stood, one.among) for one in came_out.why["Q"]] == [(2, 2), (2, 2)]


@given(lists(), seeds)
def test_order_that_names_only_those_who_did_not_wish_draws_as_none_would(listed: DrawList, seed: str) -> None:
    strange = Entry("nobody", ())
    with_order = replace(listed, entries=(*listed.entries, strange), ranks=dict.fromkeys(listed.places, ("nobody",)))
    assert of_each(drawn(with_order, seed), with_order) == {**of_each(drawn(listed, seed), listed), "nobody": []}


def test_nobody_wishes_and_more_places_than_people() -> None:
    assert drawn(a_list({}, {"A": 3}), SEED).places == ()
    assert drawn(a_list({"P": ""}, {"A": 3}), SEED) == Drawn((), {"P": ()})
    came_out = drawn(a_list({"P": "AB", "Q": "BA"}, {"A": 9, "B": 9}), SEED)
    assert len(came_out.places) == 4
    assert {one.outcome for why in came_out.why.values() for one in why} == {"won"}


BAD = [
    (replace(a_list({"P": "A"}, {"A": 1}), cap=0), "the cap is 0"),
    (a_list({"P": "B"}, {"A": 1}), "'B', which is not in this draw"),
    (a_list({"P": "AA"}, {"A": 1}), "wishes for 'A' twice"),
    (a_list({"P": "A"}, {"A": -1}), "has -1 places"),
    (a_list({"P": "A"}, {"A": 1}, ranks={"A": "Q"}), "the order for A names 'Q'"),
    (a_list({"P": "A"}, {"A": 1}, ranks={"B": "P"}), "no resource of this draw"),
    (a_list({"P P": "A"}, {"A": 1}), "no code of an entry"),
    (a_list({"号": "A"}, {"A": 1}), "no code of an entry"),
    (a_list({"P": "A"}, {"A": 1, "a b": 1}), "no key of a resource"),
    (replace(a_list({}, {"A": 1}), entries=(Entry("P", ()), Entry("P", ("A",)))), "the entry P stands in it twice"),
    (replace(a_list({}, {"A": 1}), title=" \u200b"), "title is empty"),
    (replace(a_list({}, {"A": 1}), draw=""), "no name of a draw"),
]


@pytest.mark.parametrize(("listed", "said"), BAD, ids=[said for _, said in BAD])
def test_list_that_cannot_be_drawn_is_refused(listed: DrawList, said: str) -> None:
    with pytest.raises(BadList, match=said):
        canonical(listed)


def test_every_entry_is_equally_likely() -> None:
    """Chi-square over 20,000 draws of one place among ten, 9 degrees of freedom: below 27.9 (p = 0.001)."""
    assert chi_square(lambda seed, codes: drawn(a_list(dict.fromkeys(codes, "A"), {"A": 1}), seed)) < 27.9


def test_rounds_do_not_know_of_each_other() -> None:
    """Who is first in one round is first in the next as often as anybody: chi-square over 8,000 draws, 25 cells that
    are each 0.04 of them, 24 degrees of freedom: below 51.2 (p = 0.001)."""
    draws, pairs = 8_000, Counter[tuple[str, str]]()
    for number in range(draws):
        seed = sha256(b"rounds %d" % number).hexdigest()
        first, second = (in_order("CDEFG", seed=seed, draw="d1", number=each)[0] for each in (1, 2))
        pairs[first, second] += 1
    assert sum((pairs[one, two] - draws / 25) ** 2 / (draws / 25) for one in "CDEFG" for two in "CDEFG") < 51.2


def test_fields_of_other_lengths_never_make_the_same_order() -> None:
    """Round 12 of draw 1 is not round 2 of draw 11: without their lengths both would be hashed as the same bytes."""
    codes = [f"E{number}" for number in range(30)]
    one = in_order(codes, seed=SEED, draw="1", number=12)
    assert one != in_order(codes, seed=SEED, draw="11", number=2)
    assert sorted(one) == sorted(codes)


def test_control_an_order_that_leans_is_found() -> None:
    """One entry that is put first in one draw of fifty."""

    def leaning(seed: str, codes: str) -> Drawn:
        came_out = drawn(a_list(dict.fromkeys(codes, "A"), {"A": 1}), seed)
        winner = "K" if int(seed[:2], 16) < 5 else came_out.places[0].entry
        return replace(came_out, places=(came_out.places[0]._replace(entry=winner),))

    assert chi_square(leaning) > 27.9


def chi_square(draw_one: Callable[[str, str], Drawn]) -> float:
    """How far the winners of draws with fixed seeds are from each being as frequent as the others."""
    codes, draws = "CDEFGHJKMN", 20_000
    winners = Counter(draw_one(sha256(b"%d" % number).hexdigest(), codes).places[0].entry for number in range(draws))
    expected = draws / len(codes)
    return sum((winners[code] - expected) ** 2 / expected for code in codes)
