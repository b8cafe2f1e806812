"""Links by which whoever entered a work sees, changes and withdraws it: the row's random id in base64url (RFC 4648,
section 5) and ten letters, 60 bits of HMAC-SHA-256, that only this city can work out."""

from __future__ import annotations

import base64
import binascii
import hmac
from uuid import UUID

from django.urls import reverse
from django.utils.crypto import salted_hmac

from duikou.activities.models import ContestEntry
from duikou.booking.tickets import BadToken

ID_LENGTH, CHECK_LENGTH = 22, 10


def entry_token(entry: ContestEntry) -> str:
    """The token in the link to one's own entry."""
    said = base64.urlsafe_b64encode(entry.public_id.bytes).decode()[:ID_LENGTH]
    return said + _check(said)


def read_entry_token(token: str) -> UUID:
    """The public id of the entry that `token` leads to; raises BadToken."""
    said, check = token[:ID_LENGTH], token[ID_LENGTH:]
    if not token.isascii() or not hmac.compare_digest(check, _check(said)):
        raise BadToken
    try:
        return UUID(bytes=base64.b64decode(f"{said}==", altchars=b"-_", validate=True))
    except (binascii.Error, ValueError) as error:
        raise BadToken from error


def entry_path(entry: ContestEntry) -> str:
    """The path of the page of one's own entry."""
    return reverse("activities:my-entry", args=[entry_token(entry)])


def _check(said: str) -> str:
    digest = salted_hmac("duikou.activities.entry", said, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode()[:CHECK_LENGTH]
