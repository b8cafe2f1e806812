"""Links short enough for a text message: a booking's code with a check that only this city can work out.

`K7F3QM` and twelve letters of base32 (RFC 4648, section 6), 60 bits of HMAC-SHA-256: whoever knows a code, as the door
does, cannot guess them.
"""

from __future__ import annotations

import base64
import hmac

from django.utils.crypto import salted_hmac

from duikou.base.ids import CODE_LENGTH
from duikou.booking.tickets import BadToken

SALT = "duikou.booking.short"
CHECK_LENGTH = 12
LOOK_ALIKES = str.maketrans("018", "OIB")


def short_token(code: str) -> str:
    """The token in the short link to the booking with this code."""
    return code + _check(code)


def read_short_token(token: str) -> str:
    """The code of the booking that a short link leads to, in whatever case it was typed off a slip, and with the digits
    that base32 has not for the letters that look like them. Raises BadToken."""
    token = token.upper()
    code, check = token[:CODE_LENGTH], token[CODE_LENGTH:].translate(LOOK_ALIKES)
    if not token.isascii() or not hmac.compare_digest(check, _check(code)):
        raise BadToken
    return code


def _check(code: str) -> str:
    digest = salted_hmac(SALT, code, algorithm="sha256").digest()
    return base64.b32encode(digest).decode()[:CHECK_LENGTH]
