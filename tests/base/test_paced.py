"""Public forms under a flood: asked for work or patience, never refused, what was typed kept, each page good once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import altcha
import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from duikou.base import clock, paced, proof_of_work

pytestmark = pytest.mark.django_db

PACE = {"per_minute": 60.0, "burst": 2.0}
CAMPUS, ELSEWHERE = "203.0.113.7", "198.51.100.7"
TYPED = {"name": "王芳", "password": "a secret, kept", "many": ["1", "2"]}


@pytest.fixture(autouse=True)
def spent() -> Any:
    words: set[str] = set()
    was = paced._spend
    paced.use(lambda word: word not in words and not words.add(word))  # type: ignore[func-returns-value]
    yield words
    paced.use(was)


@paced.paced(**PACE)
def form(request: HttpRequest) -> HttpResponse:
    """Says what came in."""
    return HttpResponse(f"{request.POST.get('name')} {request.POST.get('password')} {request.POST.getlist('many')}")


THROUGH = f"王芳 a secret, kept {TYPED['many']}"


def send(values: dict[str, Any], *, where: str = "/form?a=1", client: str = CAMPUS, **more: Any) -> HttpResponse:
    request = RequestFactory().post(where, values, REMOTE_ADDR=client, **more)
    return form(request)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def flood(times: int = 2) -> None:
    for _ in range(times):
        assert text(send(TYPED)) == THROUGH


def held() -> tuple[str, str]:
    """What the page of somebody who is one too many holds: what was typed, sealed, and its riddle."""
    answer = send(TYPED)
    assert answer.status_code == 429
    found = re.search(r'name="typed" value="([^"]+)"', text(answer))
    riddle = re.search(r'data-riddle="([^"]+)"', text(answer))
    assert found
    assert riddle
    return found[1], riddle[1].replace("&quot;", '"')


def proof_of(riddle: str) -> str:
    challenge = altcha.Challenge.from_dict(json.loads(riddle))
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return altcha.Payload(challenge, solution).to_base64()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """`later(seconds)` moves the clocks on, which stand still otherwise."""
    now, ahead = clock.now(), [0.0]
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=ahead[0]))
    monkeypatch.setattr("duikou.base.buckets.time", SimpleNamespace(monotonic=lambda: 1_000.0 + ahead[0]))

    def move(seconds: float) -> None:
        ahead[0] += seconds

    return move


def test_few_forms_go_through_and_reading_is_never_counted() -> None:
    for _ in range(50):
        assert form(RequestFactory().get("/form", REMOTE_ADDR=CAMPUS)).status_code == 200
    flood()


def test_one_too_many_is_told_when_to_go_on_and_everybody_elsewhere_goes_through() -> None:
    flood()
    answer = send(TYPED)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert "no-store" in answer.headers["Cache-Control"]
    assert send(TYPED, client="203.0.113.99").status_code == 429  # the same network
    assert text(send(TYPED, client=ELSEWHERE)) == THROUGH
    assert text(send(TYPED, client="")) == THROUGH  # a socket of this machine: nobody can be told from anybody


def test_without_the_guard_a_flood_goes_through() -> None:
    """The control: the view itself takes whatever comes."""
    for _ in range(50):
        assert text(form.__wrapped__(RequestFactory().post("/form", TYPED, REMOTE_ADDR=CAMPUS))) == THROUGH


def test_page_shows_nothing_of_what_was_typed() -> None:
    flood()
    page = text(send(TYPED))
    assert "王芳" not in page
    assert "a secret" not in page


def test_who_worked_goes_on_at_once_with_what_was_typed() -> None:
    flood()
    typed, riddle = held()
    assert text(send({"typed": typed, "proof": proof_of(riddle)})) == THROUGH


def test_who_waited_goes_on_and_who_did_not_is_asked_again(later: Callable[[float], None]) -> None:
    flood()
    typed, _riddle = held()
    assert send({"typed": typed}).status_code == 429
    later(1.1)
    assert text(send({"typed": typed})) == THROUGH


def test_page_is_good_once() -> None:
    flood()
    typed, riddle = held()
    proof = proof_of(riddle)
    assert text(send({"typed": typed, "proof": proof})) == THROUGH
    answer = send({"typed": typed, "proof": proof})
    assert answer.status_code == 409
    assert "王芳" not in text(answer)


def test_proof_of_one_page_does_not_open_another() -> None:
    flood()
    _typed, riddle = held()
    other, _riddle = held()
    answer = send({"typed": other, "proof": proof_of(riddle)})
    assert answer.status_code == 429
    assert "data-riddle" not in text(answer), "a browser whose sum is wrong must not try for ever"


@pytest.mark.parametrize("where", ["/form", "/form?a=2", "/other?a=1"])
def test_page_of_one_address_does_not_open_another(where: str) -> None:
    flood()
    typed, riddle = held()
    assert send({"typed": typed, "proof": proof_of(riddle)}, where=where).status_code == 422


@pytest.mark.parametrize("typed", ["", "x", "王", "A" * 80, "A" * 100_000])
def test_what_we_did_not_seal_is_refused(typed: str) -> None:
    assert send({"typed": typed, **TYPED}).status_code == 422


def test_what_was_altered_is_refused() -> None:
    flood()
    typed, riddle = held()
    altered = typed[:40] + ("A" if typed[40] != "A" else "B") + typed[41:]
    assert send({"typed": altered, "proof": proof_of(riddle)}).status_code == 422


def test_page_is_too_old_after_an_hour(later: Callable[[float], None]) -> None:
    flood()
    typed, riddle = held()
    later(paced.GOOD_FOR_SECONDS + 1)
    assert send({"typed": typed, "proof": proof_of(riddle)}).status_code == 422


def test_flood_that_does_no_work_goes_through_at_the_steady_pace_and_no_faster(later: Callable[[float], None]) -> None:
    flood()
    pages = [held()[0] for _ in range(400)]
    waits = [one.turn - clock.now().timestamp() for one in map(paced._unseal, pages) if one and one.turn]
    assert len(waits) == 300, "who comes after the last turn gets none yet"
    assert waits == sorted(waits)
    later(10)
    through = sum(send({"typed": one}).status_code == 200 for one in pages)
    assert through == 10  # at sixty a minute


def test_who_got_no_turn_gets_one_later_and_what_was_typed_is_still_there(later: Callable[[float], None]) -> None:
    flood()
    pages = [held()[0] for _ in range(302)]
    later(200)
    answer = send({"typed": pages[-1]})
    found = re.search(r'name="typed" value="([^"]+)"', text(answer))
    assert answer.status_code == 429
    assert found
    later(int(answer.headers["Retry-After"]))
    assert text(send({"typed": found[1]})) == THROUGH


def test_more_than_a_page_holds_is_refused_as_too_large() -> None:
    flood()
    with pytest.raises(RequestDataTooBig):
        send({"name": "x" * (paced.MOST_LETTERS + 1)})


def test_no_address_is_kept() -> None:
    flood()
    kept = repr(paced._buckets._filled) + repr(paced._unseal(held()[0]))
    assert "203.0.113" not in kept


@pytest.mark.parametrize(
    "proof", ["", "x", "e30=", "bnVsbA==", "W10=", "eyJjaGFsbGVuZ2UiOltdfQ==", "A" * 5_000, "\udcff", "王芳"]
)
def test_nonsense_solves_nothing(proof: str) -> None:
    assert not proof_of_work.solved(proof, "about")


def test_riddle_with_an_easier_sum_of_ones_own_solves_nothing() -> None:
    own = altcha.create_challenge("PBKDF2/SHA-256", 1, counter=1, hmac_secret="mine", data={"about": "about"})
    solution = altcha.solve_challenge(own)
    assert solution is not None
    assert not proof_of_work.solved(altcha.Payload(own, solution).to_base64(), "about")


def test_riddle_is_small_enough_for_a_slow_telephone() -> None:
    made = json.loads(proof_of_work.riddle("about"))["parameters"]
    assert made["cost"] * proof_of_work.NUMBERS <= 400_000, "rounds, of which a slow telephone does so many a second"
