"""HMAC-SHA-256 (RFC 2104) for what a crowd shows and is given."""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC


def mac(key: bytes, message: bytes) -> bytes:
    """The 32 bytes of HMAC-SHA-256. Python's own lets go of the interpreter for each, which other threads then keep:
    that takes twenty times as long as the sum itself."""
    one = _begun(key).copy()
    one.update(message)
    return one.finalize()


@lru_cache(maxsize=16)
def _begun(key: bytes) -> HMAC:
    return HMAC(key, SHA256())
