"""Secrets that are handed on by a link, a QR code or a slip of paper, and of which only a keyed hash is kept.

They are spelled in the letters of codes, so that they can be read out and typed. In a link they stand behind the `#`
(RFC 3986, 3.5): browsers send that part to nobody, so that no log of a server or proxy, no referrer and no service that
looks at links ever has it. A script puts it into the form's field; without scripts it is typed or pasted there.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from functools import cache

from django.conf import settings

from duikou.base.ids import CODE_LETTERS, read_code
from duikou.base.macs import mac


def new_secret(letters: int) -> str:
    """So many random letters of codes, each 4.52 bits: 30 are 135 bits."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(letters))


def read_secret(typed: str) -> str:
    """The secret that somebody typed or pasted: upper case, without spaces and dashes, of a whole link what stands
    behind its `#`."""
    return read_code(unicodedata.normalize("NFKC", typed).rpartition("#")[2])


def hash_of(kind: str, secret: str) -> bytes:
    """What is kept of a secret of this kind: 32 bytes of HMAC-SHA-256 under a key derived from the city's secret, which
    signs links, too. It is of something random, so that it needs no other key when those of personal data change."""
    return mac(_key(settings.SECRET_KEY), f"{kind}:{secret}".encode())


def shown(secret: str, *, group: int) -> str:
    """The secret as it is printed, in groups of so many letters: `K7H4P-XQMA3`."""
    return "-".join(secret[at : at + group] for at in range(0, len(secret), group))


def with_secret(address: str, secret: str) -> str:
    """The link to the page at `address` that carries the secret where it is sent to nobody."""
    return f"{address}#{secret}"


@cache
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"duikou.booking.secret-codes", "sha256")
