"""The QR code of a ticket: module by module the one that a general encoder draws."""

from __future__ import annotations

import re

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from duikou.booking import ticket_qr
from duikou.booking.models import Booking
from duikou.booking.tickets import ticket_text

BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def drawn_by_segno(text: str) -> list[str]:
    code = segno.make(text, error="m", mask=ticket_qr.MASK, mode="byte")
    return ["".join(map(str, row)) for row in code.matrix]


def drawn(svg: str) -> list[str]:
    """The modules that the strokes of the picture cover, without its border."""
    box = re.match(r'<svg viewBox="0 0 (\d+) \1" class="segno">', svg)
    path = re.search(r' d="M2 2\.5([^"]*)"/></svg>$', svg)
    assert box
    assert path
    size = int(box[1]) - 4
    rows, x, y = [["0"] * size for _ in range(size)], 0, 0
    for step, number, down in re.findall(r"([hm])(-?\d+)(?: (\d+))?", path[1]):
        if step == "h":
            rows[y][x : x + int(number)] = ["1"] * int(number)
        x, y = x + int(number), y + int(down or 0)
    return ["".join(row) for row in rows]


@given(st.text(alphabet=BASE64URL + ".", min_size=ticket_qr.LENGTH - 3, max_size=ticket_qr.LENGTH - 3))
def test_code_is_the_one_a_general_encoder_draws(rest: str) -> None:
    assert drawn(ticket_qr.svg(f"D1.{rest}")) == drawn_by_segno(f"D1.{rest}")


def test_tickets_have_the_length_the_tables_are_made_for() -> None:
    for sequence in (0, 1, 4_000_000_000):
        assert len(ticket_text(Booking(sequence=sequence))) == ticket_qr.LENGTH


@pytest.mark.parametrize("text", ["D1.short", "x" * 300])
def test_text_of_another_length_is_drawn_as_well(text: str) -> None:
    assert ticket_qr.svg(text) == segno.make(text, error="m", mask=ticket_qr.MASK).svg_inline(omitsize=True, border=2)
