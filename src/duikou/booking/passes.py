"""Passes: what is needed to book, settled before the opening, so that at the opening a signature is all to be checked.

A pass is `P1.<payload>.<signature>`, both base64url without padding. The payload is 24 bytes: the offer's and the
person's primary keys and the last second of its validity (Unix time), big-endian, with the highest bit set when the
contact was shown to be the person's own; the signature the first 16 bytes of
HMAC-SHA-256 (RFC 2104) over everything before the second point, under a key derived from the city's secret for this
purpose alone. It says who may try to book in which offer, and nothing about whether there is a place: the engine's
rules and limits judge each claim as they judge any other.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

from django.conf import settings

from duikou.base.macs import mac
from duikou.booking.models import Offer
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.directory.models import Person

FORMAT = "P1"
_PAYLOAD = struct.Struct(">QQQ")
_SIGNATURE_BYTES = 16
LONGEST = 100
_PROVEN = 1 << 63


class Pass(NamedTuple):
    """Who may book in which offer (primary keys), until when (aware); whether the contact was shown to be theirs."""

    offer_id: int
    person_id: int
    until: datetime
    proven: bool = False

    @property
    def proven_for(self) -> int:
        """What a claim by it says of that."""
        return self.offer_id if self.proven else 0


def issue(offer: Offer, person: Person, *, proven: bool = False) -> str:
    """A pass for `person` in `offer`, valid until its booking closes."""
    until = int(offer.closes_at.timestamp())
    payload = _PAYLOAD.pack(offer.pk, person.pk, until | _PROVEN if proven else until)
    signed = f"{FORMAT}.{_encode(payload)}"
    return f"{signed}.{_encode(_sign(signed.encode()))}"


def read(text: str, *, now: datetime) -> Pass | Refusal:
    """What the pass says; PASS_INVALID when it was not made here or was altered, PASS_EXPIRED when it is over."""
    try:
        version, body, signature = text.split(".")
        if len(text) > LONGEST or version != FORMAT:
            return refusal(Reason.PASS_INVALID)
        given, payload = _decode(signature), _decode(body)
        if not hmac.compare_digest(given, _sign(f"{version}.{body}".encode())):
            return refusal(Reason.PASS_INVALID)
        offer_id, person_id, until = _PAYLOAD.unpack(payload)
        proven, until = until >= _PROVEN, until & (_PROVEN - 1)
    except (ValueError, binascii.Error, struct.error):
        return refusal(Reason.PASS_INVALID)
    if now.timestamp() >= until:
        return refusal(Reason.PASS_EXPIRED)
    return Pass(offer_id, person_id, datetime.fromtimestamp(until, UTC), proven)


def claim_key(scope: str, key: str) -> str:
    """The engine's key for the Idempotency-Key that a client chose: unique to who sent it (`scope`), 40 letters."""
    return hashlib.blake2b(f"{len(scope)}:{scope}{key}".encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def _sign(signed: bytes) -> bytes:
    return mac(_key(settings.SECRET_KEY), signed)[:_SIGNATURE_BYTES]


@cache
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"duikou.booking.passes", "sha256")


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _encode(raw) != text:  # one spelling for each: no two texts are the same pass
        raise ValueError("not canonical")
    return raw
