"""The link to a book of hours, short enough to be written down: its code with a check that only this city can work out,
as short links of bookings have (12 letters of base32, 60 bits of HMAC-SHA-256)."""

from __future__ import annotations

import base64
import hmac

from django.urls import reverse
from django.utils.crypto import salted_hmac

from duikou.activities.models import HoursBook
from duikou.base.ids import CODE_LENGTH, read_code

SALT = "duikou.activities.hours"
CHECK_LENGTH, GROUP = 12, 6
LOOK_ALIKES = str.maketrans("018", "OIB")


class BadToken(ValueError):
    """The code was not made here, or is mistyped."""


def hours_token(book: HoursBook) -> str:
    """The token in the link to this book, which is what its owner keeps."""
    return book.code + _check(book.code)


def shown_token(book: HoursBook) -> str:
    """The same as it is printed, in groups."""
    token = hours_token(book)
    return "-".join(token[at : at + GROUP] for at in range(0, len(token), GROUP))


def read_hours_token(typed: str) -> str:
    """The code of the book that a token leads to, in whatever case and grouping it was typed. Raises BadToken."""
    token = read_code(typed)
    code, check = token[:CODE_LENGTH], token[CODE_LENGTH:].translate(LOOK_ALIKES)
    if not token.isascii() or not hmac.compare_digest(check, _check(code)):
        raise BadToken
    return code


def hours_path(book: HoursBook) -> str:
    """The path of the page of this book."""
    return reverse("activities:hours", args=[hours_token(book)])


def _check(code: str) -> str:
    digest = salted_hmac(SALT, code, algorithm="sha256").digest()
    return base64.b32encode(digest).decode()[:CHECK_LENGTH]
