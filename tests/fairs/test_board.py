"""The call board: numbers and tables for everybody, no names, told as it happens and asked for where that fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.base import clock, live
from duikou.base.actor import COMMAND
from duikou.base.live import Topic
from duikou.booking import actions as engine
from duikou.booking.models import Ticket
from duikou.fairs.actions import calling, numbers
from duikou.fairs.models import Fair, Stand
from tests.browser import DESK, PHONE, assert_accessible, assert_fits, shot
from tests.fairs import factories
from tests.fairs.test_table import arrive

pytestmark = pytest.mark.django_db


def make_hall() -> tuple[Fair, Stand]:
    fair = factories.make_fair(
        state="running", slug="hall", starts_at=clock.now() - timedelta(minutes=20), title="示例招聘会"
    )
    for number in range(1, 12):
        factories.make_stand(fair, number=number)
    return fair, factories.make_stand(fair, number=12, times=6)


def call(fair: Fair, stand: Stand) -> Ticket:
    numbers.hand_out(fair=fair, stands=[stand], by=COMMAND)
    answer = calling.call_next(stand=stand, by=COMMAND)
    assert isinstance(answer, Ticket), answer
    return answer


@pytest.fixture
def hall() -> tuple[Fair, Stand]:
    return make_hall()


def test_board_shows_the_table_and_the_number_and_no_name(visitor: Client, hall: tuple[Fair, Stand]) -> None:
    fair, stand = hall
    arrive(stand, 2, "王小芳")
    call(fair, stand)
    call(fair, stand)
    for name in ("board", "board-now", "board-live"):
        said = visitor.get(reverse(f"fairs:{name}", args=["hall"])).content.decode()
        assert said.index("A001") < said.index("B001"), name
        assert "12" in said
        assert "王小芳" not in said


def test_board_of_a_fair_that_is_not_shown_does_not_exist(visitor: Client) -> None:
    factories.make_fair(state="draft", slug="hidden")
    for name in ("board", "board-now", "board-live"):
        for slug in ("hidden", "nothing"):
            assert visitor.get(reverse(f"fairs:{name}", args=[slug])).status_code == 404


def test_board_needs_no_sign_in_and_changes_nothing(visitor: Client, hall: tuple[Fair, Stand]) -> None:
    for name in ("board", "board-now", "board-live"):
        assert visitor.post(reverse(f"fairs:{name}", args=["hall"])).status_code in (403, 405)


def test_state_is_another_one_when_and_only_when_the_board_is(hall: tuple[Fair, Stand]) -> None:
    fair, stand = hall
    topics = [Topic("fairs.board", "hall", "zh-hans"), Topic("fairs.board", "hall", "en")]
    empty = live.read(topics)
    assert live.read(topics) == empty
    ticket = call(fair, stand)
    called = live.read(topics)
    assert {*called.values()} & {*empty.values()} == set()
    assert "12 号展位" in called[topics[0]].data
    assert "Table 12" in called[topics[1]].data
    engine.recall(ticket, by=COMMAND)
    assert live.read(topics)[topics[0]].version != called[topics[0]].version
    engine.finish(ticket, by=COMMAND)
    assert live.read(topics) == empty


def test_stream_without_the_front_is_one_event_and_then_only_news(visitor: Client, hall: tuple[Fair, Stand]) -> None:
    address = reverse("fairs:board-live", args=["hall"]) + "?in=en"
    answer = visitor.get(address)
    said = answer.content.decode()
    assert answer["Content-Type"].startswith("text/event-stream")
    assert said.startswith("retry: ")
    version = said.partition("id: ")[2].partition("\n")[0]
    assert "event: state" not in visitor.get(address, headers={"Last-Event-ID": version}).content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["live", "polled", "reloaded"])
def test_board_in_a_browser_shows_a_call_by_itself(new_page: Callable[..., Any], way: str) -> None:
    fair, stand = make_hall()
    arrive(stand, 2, "王小芳")
    call(fair, Stand.objects.select_related("resource__offer", "fair").get(number=7))
    language = "en" if way == "polled" else "zh-hans"
    board = new_page(javascript=way != "reloaded", size=DESK, dark=way == "polled", language=language)
    if way == "polled":
        board.route("**/board/live*", lambda route: route.fulfill(status=404, body=""))
    board.goto(reverse("fairs:board", args=["hall"]))
    board.locator("text=A001").wait_for()
    call(fair, Stand.objects.select_related("resource__offer", "fair").get(pk=stand.pk))
    board.locator(".call:first-child:has-text('B001')").wait_for(timeout=15_000)
    shot(board, f"board-{way}-desk")
    assert_fits(board)
    if way != "reloaded":
        board.locator("#speak").click()
        assert board.locator("#speak").get_attribute("aria-pressed") == "true"
        assert_accessible(board)
    for number in (3, 5, 9):
        call(fair, Stand.objects.select_related("resource__offer", "fair").get(number=number))
    engine.serve(Ticket.objects.get(series="B"), resource=stand.resource, by=COMMAND)
    board.set_viewport_size(PHONE)
    board.locator("text=A004").wait_for(timeout=15_000)
    shot(board, f"board-{way}-phone")
    assert_fits(board)


def test_board_knows_its_language_and_the_citys_zone(visitor: Client, db: None) -> None:
    fair = factories.make_fair(state="running")
    said = visitor.get(reverse("fairs:board", args=[fair.slug])).content.decode()
    assert 'data-zone="Asia/Shanghai"' in said
    assert "board/live?in=en" in said
