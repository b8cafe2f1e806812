"""Tokens short enough for a text message or a slip: what leads to a row, and a check of it, 60 bits of HMAC-SHA-256
under the key that signs links, that only this city can work out. Each kind of link has its own salt, so that none opens
another's row."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from uuid import UUID

from django.utils.crypto import salted_hmac

from duikou.base.ids import CODE_LENGTH

ID_LENGTH, ID_CHECK = 22, 10
CODE_CHECK = 12
LOOK_ALIKES = str.maketrans("018", "OIB")


class BadToken(ValueError):
    """The link was not made here, or was altered."""


@dataclass(frozen=True, slots=True)
class IdTokens:
    """A row's random id and ten letters of the check, both in base64url (RFC 4648, section 5)."""

    salt: str

    def of(self, public_id: UUID) -> str:
        """The token that leads to the row with this id."""
        said = base64.urlsafe_b64encode(public_id.bytes).decode()[:ID_LENGTH]
        return said + self._check(said)

    def read(self, token: str) -> UUID:
        """The id of the row that `token` leads to; raises BadToken."""
        said, check = token[:ID_LENGTH], token[ID_LENGTH:]
        if not token.isascii() or not hmac.compare_digest(check, self._check(said)):
            raise BadToken
        try:
            return UUID(bytes=base64.b64decode(f"{said}==", altchars=b"-_", validate=True))
        except (binascii.Error, ValueError) as error:
            raise BadToken from error

    def _check(self, said: str) -> str:
        digest = salted_hmac(self.salt, said, algorithm="sha256").digest()
        return base64.urlsafe_b64encode(digest).decode()[:ID_CHECK]


@dataclass(frozen=True, slots=True)
class CodeTokens:
    """A row's code (`K7F3QM`) and twelve letters of the check in base32 (RFC 4648, section 6): whoever knows a code, as
    the door does, cannot guess them."""

    salt: str

    def of(self, code: str) -> str:
        """The token that leads to the row with this code."""
        return code + self._check(code)

    def read(self, token: str) -> str:
        """The code of the row that `token` leads to, in capital letters, with the digits that base32 has not for the
        letters that look like them. Raises BadToken."""
        code, check = token[:CODE_LENGTH], token[CODE_LENGTH:].translate(LOOK_ALIKES)
        if not token.isascii() or not hmac.compare_digest(check, self._check(code)):
            raise BadToken
        return code

    def _check(self, code: str) -> str:
        digest = salted_hmac(self.salt, code, algorithm="sha256").digest()
        return base64.b32encode(digest).decode()[:CODE_CHECK]
