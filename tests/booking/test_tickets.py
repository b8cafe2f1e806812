"""Signed links and tickets, and codes as people type them."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.conf import settings

from duikou.base.ids import CODE_LETTERS, new_code
from duikou.booking import tickets
from duikou.booking.codes import LOOK_ALIKES, possible_codes
from duikou.booking.models import Booking, WaitingEntry
from duikou.booking.queries import booking_of, bookings_of, find_by_code

from .conftest import Book, City

pytestmark = pytest.mark.django_db  # before a key is made, the database is asked whether there should be one already


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_ticket_is_read_back() -> None:
    booking = Booking(sequence=3)
    text = tickets.ticket_text(booking)
    assert tickets.read_ticket(f" {text}\n") == tickets.ReadTicket(booking.public_id, 3)
    assert len(text) < 120
    assert tickets.ticket_text(booking) == text


def test_ticket_can_be_checked_with_the_public_key_alone() -> None:
    """As the door's browser does it: JWK, SHA-256, P-256."""
    head, _, signature = tickets.ticket_text(Booking()).rpartition(".")
    jwk = tickets.public_key()
    x, y = (int.from_bytes(raw(jwk[name])) for name in ("x", "y"))
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    halves = raw(signature)
    der = encode_dss_signature(int.from_bytes(halves[:32]), int.from_bytes(halves[32:]))
    key.verify(der, head.encode(), ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    "text", ["", "https://example.org/", "K7H-4PX", "x" * 5000, "D.a.b", "D1.a", "E1.a.b", "D1.a.b.c"]
)
def test_other_text_is_an_unknown_ticket(text: str) -> None:
    with pytest.raises(tickets.UnknownTicket):
        tickets.read_ticket(text)


def test_ticket_of_another_format_is_outdated() -> None:
    with pytest.raises(tickets.OutdatedTicket):
        tickets.read_ticket("D2" + tickets.ticket_text(Booking())[2:])


def test_altered_ticket_is_forged() -> None:
    head, payload, signature = tickets.ticket_text(Booking()).split(".")
    other = tickets.ticket_text(Booking()).split(".")
    zero = base64.urlsafe_b64encode(bytes(64)).decode().rstrip("=")
    for forged in (
        f"{head}.{other[1]}.{signature}",
        f"{head}.{payload}.{other[2]}",
        f"{head}.{payload}.{zero}",
        f"{head}.{payload}.",
        f"{head}.{payload[:-2]}.{signature}",
        f"{head}.{payload}.{signature}AA",
        f"{head}.票.{signature}",
        f"{head}.{payload}.{signature[:-1]}!",
    ):
        with pytest.raises(tickets.ForgedTicket):
            tickets.read_ticket(forged)


def test_ticket_key_is_its_owners_alone() -> None:
    tickets.ticket_text(Booking())
    path = Path(settings.KEYS_FOLDER) / tickets.KEY_NAME
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.glob(f"{tickets.KEY_NAME}*")] == [tickets.KEY_NAME]


def test_manage_link_is_read_back_and_cannot_be_made_up() -> None:
    booking, entry = Booking(), WaitingEntry()
    token = tickets.manage_token(booking)
    assert tickets.read_manage_token(token) == booking.public_id
    assert tickets.read_waiting_token(tickets.waiting_token(entry)) == entry.public_id
    payload, _, signature = token.partition(".")
    other = tickets.manage_token(Booking()).partition(".")[0]
    for forged in ("", "x", f"{other}.{signature}", f"{payload}.{signature[:-1]}", str(booking.public_id), "票.票"):
        with pytest.raises(tickets.BadToken):
            tickets.read_manage_token(forged)
    with pytest.raises(tickets.BadToken):
        tickets.read_waiting_token(token)


def test_no_code_contains_a_look_alike() -> None:
    assert not set(LOOK_ALIKES) & set(CODE_LETTERS)
    assert set("".join(LOOK_ALIKES.values())) <= set(CODE_LETTERS)
    assert set(new_code()) <= set(CODE_LETTERS)


def test_codes_are_read_as_people_type_them() -> None:
    assert possible_codes("k7h-4px") == ["K7H4PX"]
    assert possible_codes("Ｋ７Ｈ ４ＰＸ") == ["K7H4PX"]
    assert possible_codes("K7H4P2") == ["K7H4P7"]
    assert possible_codes("O7H4PX") == ["Q7H4PX", "D7H4PX"]
    for text in ("", "K7H", "K7H4PXX", "000000", "<script>", "对口对口对口"):
        assert all(len(code) == 6 for code in possible_codes(text))
    assert possible_codes("000000") == []


def test_booking_is_found_by_code_and_id(city: City, book: Book) -> None:
    slot = city.slot(capacity=3)
    one, two, three = (book(slot, city.person()).booking for _ in range(3))
    for booking, code in ((one, "Q7H4PX"), (two, "D7H4PX"), (three, "K7H4P7")):
        Booking.objects.filter(pk=booking.pk).update(code=code)
    assert find_by_code("k7h 4pz") == three
    assert find_by_code("d7h4px", offer=slot.offer) == two
    assert find_by_code("o7h4px") is None
    assert find_by_code("k7h4p7", offer=city.offer()) is None
    assert booking_of(str(one.public_id)) == one
    assert booking_of(uuid4()) is None
    assert booking_of("../etc") is None
    assert bookings_of([two.public_id, one.public_id, uuid4()]) == [one, two]
