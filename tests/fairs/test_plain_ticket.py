"""The ticket put together from pieces: the same page as the whole one, nobody else's, and never an old one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from duikou.base.actor import SYSTEM
from duikou.booking import actions as engine
from duikou.booking.models import Booking, Slot
from duikou.booking.tickets import manage_token, ticket_text
from duikou.directory.models import Organisation, Person
from duikou.fairs.models import Fair, Post, Stand
from duikou.fairs.views import plain_ticket
from tests.fairs.factories import make_fair
from tests.fairs.seeker import CONTACT, NAME, a_post, address, send, times

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture(autouse=True)
def _pieces_that_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the test, what is kept is not made anew: what changes all the same was never kept."""
    monkeypatch.setattr(plain_ticket._pages, "seconds", 3600)


@pytest.fixture
def post() -> Post:
    return a_post(fair=make_fair(what_to_bring={"zh-hans": "简历", "en": "A résumé"}), capacity=3)


@pytest.fixture
def booking(visitor: Client, post: Post) -> Booking:
    send(visitor, post, times(post)[1])
    return Booking.objects.get()


def another(post: Post, **said: Any) -> Booking:
    """A booking of somebody else, at another time."""
    send(Client(headers={"accept-language": "en"}), post, times(post)[2], contact="13700000001", **said)
    return Booking.objects.order_by("-pk")[0]


def shown(booking: Booking, language: str = "en", *, whole: bool = False, query: str = "") -> Any:
    """What a browser without a past is shown; `whole`: by the way that pieces do not go."""
    with pytest.MonkeyPatch.context() as patch:
        if whole:
            patch.setattr(plain_ticket, "is_for", lambda _request: False)
        return Client(headers={"accept-language": language}).get(address("manage", booking) + query)


def is_plain(booking: Booking) -> bool:
    return not shown(booking).templates


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("query", ["", "?booked"])
def test_page_and_headers_are_those_of_the_whole_page(booking: Booking, language: str, query: str) -> None:
    shown(booking, language, query=query)
    pieces, whole = shown(booking, language, query=query), shown(booking, language, whole=True, query=query)
    assert (pieces.templates, pieces.status_code) == ([], 200)
    assert whole.templates
    assert text(pieces) == text(whole)
    assert {name: sorted(said.split(", ")) for name, said in pieces.headers.items()} == {
        name: sorted(said.split(", ")) for name, said in whole.headers.items()
    }
    assert pieces.cookies.keys() == whole.cookies.keys()


def test_ticket_says_what_was_just_booked_and_only_at_the_address_that_the_form_led_to(
    visitor: Client, post: Post
) -> None:
    page = send(visitor, post, times(post)[0])["Location"]
    assert "Your interview is booked." in text(visitor.get(page))
    assert "Your interview is booked." not in text(visitor.get(page.removesuffix("?booked")))


def test_second_ticket_costs_one_query_and_holds_nothing_of_the_first(booking: Booking, post: Post) -> None:
    other = another(post, name="Somebody Else")
    shown(booking)
    with CaptureQueriesContext(connection) as queries:
        page = text(shown(other))
    assert len(queries) == 1
    assert f"{other.code[:3]}-{other.code[3:]}" in page
    assert page.count(manage_token(other)) >= 5
    assert plain_ticket.svg(ticket_text(other)) in page
    for strange in (booking.code[:3] + "-", manage_token(booking), ticket_text(booking), plain_ticket.MARK):
        assert strange not in page


def test_no_piece_that_is_kept_holds_anybody(booking: Booking) -> None:
    shown(booking)
    kept = repr(plain_ticket._pages._kept)
    assert "A résumé" in kept
    for own in (NAME, CONTACT, CONTACT[-4:], booking.code, manage_token(booking), str(booking.public_id)):
        assert own not in kept


def test_what_is_written_by_others_is_escaped(booking: Booking) -> None:
    Organisation.objects.update(name={"en": "<b>Bad & Sons</b>"})
    Post.objects.update(title='"><script>x</script>')
    page = text(shown(booking))
    assert is_plain(booking)
    assert "&lt;b&gt;Bad &amp; Sons&lt;/b&gt;" in page
    assert "<script>x" not in page
    assert page == text(shown(booking, whole=True))


def test_forged_link_opens_nothing(booking: Booking, post: Post) -> None:
    other, token = another(post), manage_token(booking)
    shown(booking)
    mixed = f"{manage_token(other).split('.')[0]}.{token.split('.')[1]}"
    for wrong in (mixed, token[:-1], f"{token}x", f"{token}.", token.replace(".", "")):
        answer = Client().get(address("manage", booking).replace(token, wrong))
        assert answer.status_code == 404


def test_ticket_of_another_person_is_not_shown_by_a_cookie(visitor: Client, booking: Booking, post: Post) -> None:
    """The control: the browser that booked looks at somebody else's link and gets what the link says."""
    other = another(post)
    page = text(visitor.get(address("manage", other)))
    assert manage_token(booking) not in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: engine.cancel(one, by=SYSTEM), "This interview does not take place"),
        (lambda one: Booking.objects.update(attendance="arrived"), "You have arrived"),
        (lambda one: Fair.objects.update(state=Fair.State.CANCELLED), "The fair was cancelled."),
        (lambda one: Booking.objects.update(online=True), "Your video call"),
        (lambda one: Stand.objects.update(number=7), "Table 7"),
        (lambda one: Post.objects.update(title="Another post"), "Another post"),
        (lambda one: Booking.objects.update(person=None), "This booking is gone"),
    ],
)
def test_what_changes_is_shown_at_once(booking: Booking, change: Callable[[Booking], Any], said: str) -> None:
    assert said not in text(shown(booking))
    change(booking)
    assert said in text(shown(booking))


def test_moved_ticket_says_its_new_time_and_a_new_code_at_once(booking: Booking, post: Post) -> None:
    before = text(shown(booking))
    engine.rebook(booking, to=Slot.objects.get(pk=times(post)[2].pk), by=SYSTEM)
    booking.refresh_from_db()
    after = text(shown(booking))
    assert is_plain(booking)
    assert plain_ticket.svg(ticket_text(booking)) in after
    assert before != after == text(shown(booking, whole=True))


def test_last_moment_to_cancel_is_kept_to_the_moment(booking: Booking, clock_at: Callable[..., None]) -> None:
    shown(booking)
    clock_at(booking.slot.starts_at - timedelta(minutes=60, microseconds=1))
    assert is_plain(booking)
    clock_at(booking.slot.starts_at - timedelta(minutes=60))
    assert "please tell the staff" in text(shown(booking))


def test_reader_who_is_signed_in_or_asks_oddly_gets_the_whole_page(booking: Booking) -> None:
    client = Client(headers={"accept-language": "en"})
    client.cookies["duikou_session"] = "x"
    assert client.get(address("manage", booking)).templates
    assert shown(booking, query="?x=1").templates
    assert Client().post(address("manage", booking)).status_code == 405


def test_way_to_reach_somebody_is_said_as_it_is(booking: Booking, post: Post, settings: Any) -> None:
    other = another(post)
    Person.objects.update_or_create(pk=other.person_id, defaults={"contact": "somebody@example.org"})
    settings.MAIL_URL = "smtp://mail.example.org"
    assert "We send it to your contact" in text(shown(other))
    assert "We cannot send messages to your contact at present" in text(shown(booking)), "a telephone, and no way to it"
