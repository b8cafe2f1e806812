"""Links to the question how it goes, short enough for a text message: the row's random id in base64url (RFC 4648,
section 5) and ten letters of it, 60 bits of HMAC-SHA-256, that only this city can work out."""

from __future__ import annotations

import base64
import binascii
import hmac
from uuid import UUID

from django.urls import reverse
from django.utils.crypto import salted_hmac

from duikou.booking.tickets import BadToken
from duikou.fairs.models import FollowUp

SALT = "duikou.fairs.follow_up"
ID_LENGTH, CHECK_LENGTH = 22, 10


def follow_up_token(row: FollowUp) -> str:
    """The token in the link by which somebody answers, or stops being asked."""
    said = base64.urlsafe_b64encode(row.public_id.bytes).decode()[:ID_LENGTH]
    return said + _check(said)


def read_follow_up_token(token: str) -> UUID:
    """The public id of the row that `token` leads to; raises BadToken."""
    said, check = token[:ID_LENGTH], token[ID_LENGTH:]
    if not token.isascii() or not hmac.compare_digest(check, _check(said)):
        raise BadToken
    try:
        return UUID(bytes=base64.b64decode(f"{said}==", altchars=b"-_", validate=True))
    except (binascii.Error, ValueError) as error:
        raise BadToken from error


def follow_up_path(row: FollowUp) -> str:
    """The path of the page with the question."""
    return reverse("fairs:how-it-goes", args=[follow_up_token(row)])


def _check(said: str) -> str:
    digest = salted_hmac(SALT, said, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode()[:CHECK_LENGTH]
