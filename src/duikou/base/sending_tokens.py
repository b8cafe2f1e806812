"""What a device shows when it sends what it kept without a network: signed, for one place of work and one actor. It
opens nothing else: no list, no name, no page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

from django.core import signing

from duikou.base.actor import Actor, Kind


class BadSendingToken(ValueError):
    """A text that was not made here for this."""


@dataclass(frozen=True, slots=True)
class SendingToken:
    """Who took the list of which place of work (`about`, an id), and when (aware, UTC, to the millisecond)."""

    about: str
    by: Actor
    since: datetime


def sending_token(salt: str, about: str, *, by: Actor, now: datetime) -> str:
    """The token of whoever takes the list of `about` now; `salt` names the kind of place."""
    return signing.dumps([about, by.kind, by.ref, int(now.timestamp() * 1000)], salt=salt)


def read_sending_token(salt: str, text: str) -> SendingToken:
    """What a token of this kind says; raises BadSendingToken for what was not made here."""
    try:
        about, kind, ref, since = signing.loads(text, salt=salt)
        if kind not in get_args(Kind):
            raise BadSendingToken
        return SendingToken(str(about), Actor(kind, ref), datetime.fromtimestamp(since / 1000, UTC))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadSendingToken from error
