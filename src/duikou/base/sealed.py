"""Text that is encrypted on disk: AES-256-GCM with a key id, and keyed hashes to look it up by."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.db import models

from duikou.base import keyring
from duikou.base.keys import KeyFault

PREFIX = "s1"


class Unsealable(ValueError):
    """A sealed value that the city's keys do not open: the key is missing or wrong, or the value was altered."""


def seal(text: str) -> str:
    """`text` encrypted: `s1:<key id>:<base64 of nonce and ciphertext>`; an empty text stays empty."""
    if not text:
        return ""
    name = keyring.in_use(keyring.FIELD)
    nonce = os.urandom(12)
    box = _opener(keyring.key(name)).encrypt(nonce, text.encode(), PREFIX.encode())
    return f"{start_of(name)}{base64.urlsafe_b64encode(nonce + box).decode()}"


def start_of(name: str) -> str:
    """What every text begins with that is sealed with the field key of this name."""
    return f"{PREFIX}:{name.removeprefix(f'{keyring.FIELD}-')}:"


def unseal(sealed: str) -> str:
    """The text in `sealed`; raises Unsealable when no key opens it."""
    if not sealed:
        return ""
    try:
        prefix, number, body = sealed.split(":", 2)
        raw = base64.urlsafe_b64decode(body)
        opener = _opener(keyring.key(keyring.name_of(keyring.FIELD, int(number)), make=False))
        return opener.decrypt(raw[:12], raw[12:], prefix.encode()).decode()
    except (ValueError, InvalidTag, KeyFault) as error:
        raise Unsealable("a sealed value cannot be opened with this city's keys") from error


@lru_cache(maxsize=16)
def _opener(key: bytes) -> AESGCM:
    return AESGCM(key)


def look_up_hash(*parts: str) -> bytes:
    """A keyed hash (HMAC-SHA-256, 32 bytes) of length-prefixed parts: equal parts can be found, never read back. What
    is stored of it is declared in `look_ups`, since it is made anew when the key changes."""
    return _hash(keyring.key(keyring.in_use(keyring.LOOK_UP)), parts)


def lasting_hash(*parts: str) -> bytes:
    """The same under a key that is never changed: for names that have to stay as they are."""
    return _hash(keyring.key(keyring.NAMES), parts)


def _hash(key: bytes, parts: Sequence[str]) -> bytes:
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


def sealed_columns() -> Iterator[tuple[type[models.Model], SealedText]]:
    """Every sealed column of the city, with its model."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedText):
                yield model, field
