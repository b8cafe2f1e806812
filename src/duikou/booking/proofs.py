"""Proofs that a contact is somebody's own: what a one-time code typed back is worth, for one offer and half an hour.

The six digits of a code are the HMAC-SHA-256 of its id under a key derived from the city's secret (as in RFC 4226, but
of an id nobody chose): they are stored nowhere. A proof is `V1.<offer>.<until>.<hash of the contact>` and its signature
(`django.core.signing`): it says what was shown, to whoever books with that contact, and nothing about the person.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.conf import settings
from django.core import signing

from duikou.base.macs import mac

FORMAT, SALT = "V1", "booking.proofs"
DIGITS = 6
PROOF_LASTS = timedelta(minutes=30)
LONGEST = 200


def digits_of(code_id: UUID) -> str:
    """The six digits of the code with this id."""
    number = int.from_bytes(mac(_key(settings.SECRET_KEY), code_id.bytes)[:16], "big")
    return f"{number % 10**DIGITS:0{DIGITS}}"


def same_digits(typed: str, code_id: UUID) -> bool:
    """Whether these are the digits, in a time that says nothing about where they differ."""
    return hmac.compare_digest(typed.encode("utf-8", "surrogatepass"), digits_of(code_id).encode())


def issue_proof(*, offer_id: int, contact_hash: bytes, now: datetime) -> str:
    """The proof that whoever has it typed back what was sent to this contact, for the offer with this primary key."""
    until = int((now + PROOF_LASTS).timestamp())
    return signing.Signer(salt=SALT).sign(f"{FORMAT}.{offer_id}.{until}.{contact_hash.hex()}")


def proven_offer(proof: str, *, contact_hash: bytes, now: datetime) -> int:
    """The primary key of the offer for which `proof` says that the contact is theirs; 0 when it is none, is over, or is
    about another contact."""
    if not proof or len(proof) > LONGEST:
        return 0
    try:
        version, offer_id, until, hashed = signing.Signer(salt=SALT).unsign(proof).split(".")
    except (signing.BadSignature, ValueError):
        return 0
    if version != FORMAT or now.timestamp() >= int(until):
        return 0
    return int(offer_id) if hmac.compare_digest(hashed, contact_hash.hex()) else 0


@cache
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"duikou.booking.contact-codes", "sha256")
