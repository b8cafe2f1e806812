"""The form through the front: booked without a thread that waits, and shown again by Django when it was refused."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import OperationalError, connections

from duikou.base import everybody, pending
from duikou.base.recent import drop_everything
from duikou.booking import combiner
from duikou.booking.models import Booking, Slot
from duikou.booking.refusals import Reason, refusal
from duikou.config.front import Front, django_application
from duikou.fairs.models import Post
from tests import loops
from tests.config.test_front import Headers, call, scope
from tests.fairs.factories import make_fair, make_post, make_stand

pytestmark = pytest.mark.django_db(transaction=True)
ENGLISH: Headers = [(b"accept-language", b"en"), (b"host", b"localhost")]
FORM = (b"content-type", b"application/x-www-form-urlencoded")


class Crowd:
    """A front before the real Django, and what browsers send to it."""

    def __init__(self, post: Post) -> None:
        self.front = Front(django_application, threads=2)
        self.path = f"/fairs/{post.fair.slug}/posts/{post.public_id}/book"

    async def page(self, cookie: bytes = b"") -> tuple[dict[str, str], bytes, str]:
        """The fields of a form of one's own, the cookie to send with it, and the page."""
        headers = [*ENGLISH, *([(b"cookie", cookie)] if cookie else [])]
        status, told, body = await call(self.front, scope(self.path, headers=headers))
        assert status == 200
        fields = dict(re.findall(r'name="(csrfmiddlewaretoken|key)" value="([^"]*)"', body.decode()))
        return fields, told[b"set-cookie"].strip().partition(b";")[0], body.decode()

    async def send(self, fields: dict[str, str], cookie: bytes, **more: str) -> tuple[int, dict[bytes, bytes], str]:
        """What is answered to a form."""
        said = {"name": "李梅", "contact": "13900000000", "language": "en", "how": "on_site", "do": "book"}
        body = urlencode({**said, **fields, **more}).encode()
        length = (b"content-length", str(len(body)).encode())
        headers = [*ENGLISH, FORM, length, (b"cookie", cookie)]
        status, told, page = await call(self.front, scope(self.path, method="POST", headers=headers), body)
        return status, told, page.decode()


@pytest.fixture
def post() -> Post:
    fair = make_fair()
    return make_post(fair, stand=make_stand(fair, times=3, online=False, capacity=2), index=False)


@pytest.fixture
def crowd(post: Post) -> Iterator[Crowd]:
    one = Crowd(post)
    yield one
    closing = [one.front._threads.submit(connections.close_all) for _ in range(8)]
    for each in closing:
        each.result()
    one.front._threads.shutdown()


def slot(number: int = 0) -> str:
    return str(Slot.objects.order_by("starts_at")[number].public_id)


def test_form_of_ones_own_books_and_leads_to_the_ticket(crowd: Crowd) -> None:
    chosen = slot()

    async def visit(number: int) -> tuple[int, dict[bytes, bytes], str]:
        fields, cookie, _page = await crowd.page()
        return await crowd.send(fields, cookie, slot=chosen, contact=f"1390000000{number}")

    async def both() -> list[Any]:
        return [await visit(1), await visit(2)]

    answers = loops.run(both())
    assert [status for status, _told, _page in answers] == [302, 302]
    assert Booking.objects.count() == 2
    assert len({told[b"location"] for _status, told, _page in answers}) == 2
    for _status, told, _page in answers:
        assert told[b"location"].startswith(b"/b/")
        assert told[b"cache-control"] == b"private, no-store"
        assert b"content-security-policy" in told


def test_forms_of_one_page_differ_and_belong_to_their_cookies(crowd: Crowd) -> None:
    chosen = slot()

    async def visit() -> None:
        (first, cookie, page), (second, other, again) = await crowd.page(), await crowd.page()
        assert first["key"] != second["key"]
        assert first["csrfmiddlewaretoken"] != second["csrfmiddlewaretoken"]
        assert cookie != other
        assert len(page) == len(again)
        assert (await crowd.send(first, other, slot=chosen))[0] == 403
        assert (await crowd.send(first, b"", slot=chosen))[0] == 403
        kept, same, _page = await crowd.page(cookie)
        assert same == cookie, "who has a cookie keeps it, so that a form that is open in another tab stays good"
        assert (await crowd.send(kept, cookie, slot=chosen))[0] == 302

    loops.run(visit())


def test_cookie_that_is_none_gets_a_new_one(crowd: Crowd) -> None:
    async def visit() -> bytes:
        await crowd.page()
        return (await crowd.page(b"duikou_csrf=<bad>"))[1]

    assert re.fullmatch(rb"duikou_csrf=\w{32}", loops.run(visit()))


def test_same_form_twice_gives_the_same_booking(crowd: Crowd) -> None:
    chosen = slot()

    async def visit() -> list[Any]:
        fields, cookie, _page = await crowd.page()
        return list(await asyncio.gather(*(crowd.send(fields, cookie, slot=chosen) for _ in range(3))))

    answers = loops.run(visit())
    assert [status for status, _told, _page in answers] == [302] * 3
    assert len({told[b"location"] for _status, told, _page in answers}) == 1
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        ({"slot": "x"}, 422, "That time does not exist."),
        ({"name": ""}, 422, "Write your name"),
        ({"contact": "nobody"}, 422, "neither a telephone number nor"),
        ({"how": "online"}, 409, "This time is only on site."),
        ({"slot": "00000000-0000-7000-8000-000000000000"}, 409, "This time does not exist."),
    ],
)
def test_refused_form_is_shown_again_with_what_was_typed(
    crowd: Crowd, more: dict[str, str], status: int, said: str
) -> None:
    chosen = slot()

    async def visit() -> tuple[int, dict[bytes, bytes], str]:
        fields, cookie, _page = await crowd.page()
        return await crowd.send(fields, cookie, **{"slot": chosen, **more})

    answered, told, page = loops.run(visit())
    assert (answered, b"location" in told) == (status, False)
    assert said in page
    assert 'value="13900000000"' in page or "contact" in more
    assert "booked" not in told.get(b"set-cookie", b"").decode()
    assert not Booking.objects.exists()


def test_refusal_and_what_breaks_while_it_waits_are_told_as_ever(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = slot()

    async def visit() -> tuple[int, dict[bytes, bytes], str]:
        fields, cookie, _page = await crowd.page()
        return await crowd.send(fields, cookie, slot=chosen)

    monkeypatch.setattr(combiner, "submit", lambda _claim, *, by, done: done(refusal(Reason.BUSY, seconds=2)))
    assert loops.run(visit())[0] == 409
    monkeypatch.setattr(combiner, "submit", lambda _claim, *, by, done: done(OperationalError("gone")))
    assert loops.run(visit())[0] == 503
    monkeypatch.setattr(combiner, "submit", lambda _claim, *, by, done: done(ValueError("odd")))
    assert loops.run(visit())[0] == 500


def test_page_in_pieces_is_made_anew_when_its_time_is_over(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duikou.base.same_forms.SECONDS", -1.0)

    async def visit() -> list[str]:
        first = await crowd.page()
        await asyncio.to_thread(lambda: (Slot.objects.update(withdrawn=True), connections.close_all()))
        drop_everything()
        return [first[2], (await crowd.page())[2]]

    before, after = loops.run(visit())
    assert "Choose a time" in before
    assert "no interview times to book" in after


def test_meta_that_a_client_sends_is_not_taken_for_ours(crowd: Crowd) -> None:
    seen: list[dict[str, Any]] = []

    def inner(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.append(environ)
        start_response("200 OK", [])
        return [b""]

    headers = [(name, b"1") for name in (pending.WAITS.encode(), pending.OUTCOME.encode(), b"duikou-outcome")]
    loops.run(call(Front(inner, threads=1), scope("/x", method="POST", headers=headers)))
    assert pending.OUTCOME not in seen[0]


def test_hidden_values_stand_where_they_belong() -> None:
    page = everybody.FormPage(
        [("a=", "key"), (" b=", everybody.TOKEN), (" c", "")], token="T", fresh={"key": lambda: "K"}, until=0
    )
    assert page.content == b"a=K b=T c"
