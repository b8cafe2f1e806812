"""Text that is encrypted on disk: AES-256-GCM with a key id, and keyed hashes to look it up by."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

from duikou.base.keys import kept

PREFIX = "s1"


class Unsealable(ValueError):
    """A sealed value that the city's keys do not open: the key is missing or wrong, or the value was altered."""


@cache
def _key(folder: Path, name: str) -> bytes:
    return base64.b64decode(kept(folder / name, lambda: base64.b64encode(os.urandom(32))))


def _field_key(key_id: str = "1") -> bytes:
    return _key(Path(settings.KEYS_FOLDER), f"field-{key_id}")


def seal(text: str) -> str:
    """`text` encrypted: `s1:<key id>:<base64 of nonce and ciphertext>`; an empty text stays empty."""
    if not text:
        return ""
    nonce = os.urandom(12)
    box = AESGCM(_field_key()).encrypt(nonce, text.encode(), PREFIX.encode())
    return f"{PREFIX}:1:{base64.urlsafe_b64encode(nonce + box).decode()}"


def unseal(sealed: str) -> str:
    """The text in `sealed`; raises Unsealable when no key opens it."""
    if not sealed:
        return ""
    try:
        prefix, key_id, body = sealed.split(":", 2)
        raw = base64.urlsafe_b64decode(body)
        return AESGCM(_field_key(key_id)).decrypt(raw[:12], raw[12:], prefix.encode()).decode()
    except (ValueError, InvalidTag) as error:
        raise Unsealable("a sealed value cannot be opened with this city's keys") from error


def look_up_hash(*parts: str) -> bytes:
    """A keyed hash (HMAC-SHA-256, 32 bytes) of length-prefixed parts: equal parts can be found, never read back."""
    key = _key(Path(settings.KEYS_FOLDER), "look-up")
    message = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    return hmac.new(key, message, hashlib.sha256).digest()


class SealedText(models.TextField):  # type: ignore[type-arg]
    """A text field whose column holds only ciphertext. It cannot be filtered or ordered by."""

    def get_prep_value(self, value: Any) -> Any:
        return seal(str(value)) if value else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return unseal(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None
