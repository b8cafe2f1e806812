"""Tokens of the API: what another system proves itself with.

A token is `dk1_` and 32 random bytes in base64url. It is shown once, when it is given out; what is kept is its SHA-256,
which is enough for a secret that nobody could have thought of. What a process knows of a token is at most five seconds
old: a token that was taken back opens nothing after that.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.recent import Missing, Recent
from duikou.directory.models import ApiToken

PREFIX = "dk1_"
LENGTH = len(PREFIX) + 43
KNOWN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Token:
    """A valid token: what it opens (`organisation` is a primary key, None for every organisation) and how often."""

    public_id: UUID
    organisation: int | None
    scopes: frozenset[str]
    per_minute: int

    @property
    def actor(self) -> Actor:
        """The token as the one who acts."""
        return Actor("token", str(self.public_id), door="api")

    def opens(self, organisation: int, scope: str) -> bool:
        """Whether it opens what belongs to this organisation, for this."""
        return scope in self.scopes and self.organisation in (None, organisation)


_known: Recent[Token | None] = Recent(KNOWN_SECONDS, most=2_000)


def new_secret() -> str:
    """A new token's text."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(secret: str) -> bytes:
    """What is kept of a token's text."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def is_token(text: str) -> bool:
    """Whether it has the form of a token."""
    return text.startswith(PREFIX)


def token_at_hand(text: str) -> Token | Missing | None:
    """The token, without asking the database; MISSING when that would have to be asked."""
    return _known.peek(hash_of(text)) if len(text) == LENGTH else None


def token_of(text: str) -> Token | None:
    """The token with this text, if it is valid. Notes the day it was last used."""
    if len(text) != LENGTH:
        return None
    hashed = hash_of(text)
    return _known.get(hashed, lambda: _read(hashed))


def forget(hashes: Iterable[bytes]) -> None:
    """Ask the database about these at the next use."""
    _known.drop(*hashes)


def _read(hashed: bytes) -> Token | None:
    row = ApiToken.objects.filter(secret_hash=hashed, revoked_at=None).first()
    if row is None:
        return None
    today: date = clock.now().date()
    if row.used_on != today:
        ApiToken.objects.filter(pk=row.pk).update(used_on=today)
    return Token(row.public_id, row.organisation_id, frozenset(row.scopes), row.per_minute)
