"""Secrets that stand in links: made anew from what they are for whenever a message is written, so that nothing that
opens anything is ever stored.

A secret is 24 bytes (192 bits) of HMAC-SHA-256 under the key that signs links (`DUIKOU_SECRET`), in base64url.
"""

from __future__ import annotations

import base64
import hmac

from django.conf import settings
from django.utils.crypto import salted_hmac

from duikou.base.sealed import lasting_hash

LENGTH = 32


def secret_for(purpose: str, *parts: str) -> str:
    """The secret of one thing (`parts`) for one purpose: 32 letters."""
    message = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    digest = salted_hmac(f"duikou.directory.{purpose}", message, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def digits_for(purpose: str, *parts: str) -> str:
    """Six digits that stand for one thing and one purpose, to be typed."""
    return f"{int.from_bytes(base64.urlsafe_b64decode(secret_for(purpose, *parts)), 'big') % 1_000_000:06}"


def hash_of(secret: str) -> bytes:
    """What is kept of a secret, to find the thing it opens."""
    return lasting_hash("link", secret)


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that says nothing about where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


def absolute(path: str) -> str:
    """`path` at the city's public address, for messages; the path alone while no address is set."""
    return f"{settings.ADDRESS}{path}"
