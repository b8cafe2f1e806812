"""Links short enough for a text message: a booking's code with a check that only this city can work out."""

from __future__ import annotations

from duikou.base.link_tokens import CodeTokens

_tokens = CodeTokens("duikou.booking.short")


def short_token(code: str) -> str:
    """The token in the short link to the booking with this code."""
    return _tokens.of(code)


def read_short_token(token: str) -> str:
    """The code of the booking that a short link leads to, in whatever case it was typed off a slip. Raises BadToken."""
    return _tokens.read(token.upper())
