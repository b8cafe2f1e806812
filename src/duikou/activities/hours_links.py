"""The link to a book of hours, short enough to be written down: its code with a check that only this city can work out,
as short links of bookings have (12 letters of base32, 60 bits of HMAC-SHA-256)."""

from __future__ import annotations

from django.urls import reverse

from duikou.activities.models import HoursBook
from duikou.base.ids import read_code
from duikou.base.link_tokens import CodeTokens

GROUP = 6
_tokens = CodeTokens("duikou.activities.hours")


def hours_token(book: HoursBook) -> str:
    """The token in the link to this book, which is what its owner keeps."""
    return _tokens.of(book.code)


def shown_token(book: HoursBook) -> str:
    """The same as it is printed, in groups."""
    token = hours_token(book)
    return "-".join(token[at : at + GROUP] for at in range(0, len(token), GROUP))


def read_hours_token(typed: str) -> str:
    """The code of the book that a token leads to, in whatever case and grouping it was typed. Raises BadToken."""
    return _tokens.read(read_code(typed))


def hours_path(book: HoursBook) -> str:
    """The path of the page of this book."""
    return reverse("activities:hours", args=[hours_token(book)])
