"""Links and tickets that prove themselves: a signed link manages a booking, a signed ticket opens the door.

A ticket is `D1.<payload>.<signature>`, both base64url (RFC 4648, section 5, no padding): 16 bytes of public id and 4
bytes of sequence, signed with ECDSA on P-256 over SHA-256 of everything before the second point (the 64 bytes of JWS
ES256, RFC 7518, section 3.4), so that a browser at the door can check it without the server.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from django.conf import settings
from django.core import signing

from duikou.base.keys import kept
from duikou.base.link_tokens import BadToken as BadToken
from duikou.base.macs import mac
from duikou.booking.models import Ticket, WaitingEntry

FORMAT = "D1"
LIST_MARK = "duikou door list\n"
KEY_NAME = "tickets.pem"
_ALGORITHM = ec.ECDSA(hashes.SHA256())
MANAGE_SALT = "duikou.booking.manage"
_signer = signing.Signer(salt=MANAGE_SALT, sep=".")
_entry_signer = signing.Signer(salt="duikou.booking.entry", sep=".")
_waiting_signer = signing.Signer(salt="duikou.booking.waiting", sep=".")
_number_signer = signing.Signer(salt="duikou.booking.number", sep=".")
_chance_signer = signing.Signer(salt="duikou.booking.chance", sep=".")
_feed_signer = signing.Signer(salt="duikou.booking.feed", sep=".")
_day_signer = signing.Signer(salt="duikou.booking.day", sep=".")


class BadTicket(ValueError):
    """Not a ticket that opens a door."""


class UnknownTicket(BadTicket):
    """No ticket at all: some other text or QR code."""


class OutdatedTicket(BadTicket):
    """A ticket in a format that is no longer, or not yet, read."""


class ForgedTicket(BadTicket):
    """It looks like a ticket, but was not signed with this city's key."""


@dataclass(frozen=True, slots=True)
class ReadTicket:
    """A true ticket's booking, and the booking's `sequence` when it was shown: a lower one than now means that the
    booking was moved since."""

    public_id: UUID
    sequence: int


class Identified(Protocol):
    """A booking, or its receipt."""

    @property
    def public_id(self) -> UUID: ...


class Numbered(Identified, Protocol):
    """A booking, or what a ticket needs of it: its `sequence` grows with every move."""

    @property
    def sequence(self) -> int: ...


def manage_token(booking: Identified) -> str:
    """The token in the link by which the person looks at, moves or cancels `booking`."""
    said = _encode(booking.public_id.bytes)
    return f"{said}.{_encode(mac(_manage_key(settings.SECRET_KEY), said.encode()))}"


def read_manage_token(token: str) -> UUID:
    """The public id of the booking that `token` manages; raises BadToken."""
    return _read(_signer, token)


def waiting_token(entry: WaitingEntry) -> str:
    """The token in the link by which the person looks at or leaves their place on a waiting list."""
    return _waiting_signer.sign(_encode(entry.public_id.bytes))


def read_waiting_token(token: str) -> UUID:
    """The public id of the waiting entry that `token` manages; raises BadToken."""
    return _read(_waiting_signer, token)


def entry_token(entry: Identified) -> str:
    """The token in the link by which the person looks at, changes or takes back their entry in a draw."""
    return _entry_signer.sign(_encode(entry.public_id.bytes))


def read_entry_token(token: str) -> UUID:
    """The public id of the entry in a draw that `token` opens; raises BadToken."""
    return _read(_entry_signer, token)


def number_token(ticket: Ticket) -> str:
    """The token in the link by which somebody follows their number in a queue."""
    return _number_signer.sign(_encode(ticket.public_id.bytes))


def read_number_token(token: str) -> UUID:
    """The public id of the number that `token` follows; raises BadToken."""
    return _read(_number_signer, token)


def chance_token(chance: Identified) -> str:
    """The token in the link by which somebody takes a place that is held out to them."""
    return _chance_signer.sign(_encode(chance.public_id.bytes))


def read_chance_token(token: str) -> UUID:
    """The public id of the chance that `token` opens; raises BadToken."""
    return _read(_chance_signer, token)


def day_token(booking: Identified) -> str:
    """The token in the link to everything that the person of `booking` has booked in its offer. It is sent to their
    contact only: whoever opens it has shown that the contact is theirs, which no link of one booking does."""
    return _day_signer.sign(_encode(booking.public_id.bytes))


def read_day_token(token: str) -> UUID:
    """The public id of the booking whose person's day `token` shows; raises BadToken."""
    return _read(_day_signer, token)


def feed_token(feed: Identified) -> str:
    """The token in the address of somebody's calendar, which is sent to their contact only."""
    return _feed_signer.sign(_encode(feed.public_id.bytes))


def read_feed_token(token: str) -> UUID:
    """The public id of the calendar that `token` opens; raises BadToken."""
    return _read(_feed_signer, token)


def ticket_text(booking: Numbered) -> str:
    """What the QR code of `booking` says. Signed when shown, never in the claim."""
    return _ticket(booking.public_id, booking.sequence)


def read_ticket(text: str) -> ReadTicket:
    """The booking and sequence of a scanned ticket. Raises UnknownTicket, OutdatedTicket or ForgedTicket."""
    parts = text.strip().split(".")
    if len(parts) != 3 or not (parts[0][:1] == "D" and parts[0][1:].isdigit()):
        raise UnknownTicket
    if parts[0] != FORMAT:
        raise OutdatedTicket
    try:
        payload, signature = _decode(parts[1]), _decode(parts[2])
    except (binascii.Error, ValueError) as error:
        raise ForgedTicket from error
    if len(payload) != 20 or len(signature) != 64:
        raise ForgedTicket
    der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    try:
        _key().public_key().verify(der, f"{parts[0]}.{parts[1]}".encode(), _ALGORITHM)
    except InvalidSignature as error:
        raise ForgedTicket from error
    return ReadTicket(UUID(bytes=payload[:16]), int.from_bytes(payload[16:]))


def sign_list(text: str) -> str:
    """The signature of a door's list, over LIST_MARK and the text."""
    return sign_marked(LIST_MARK, text)


def sign_marked(mark: str, text: str) -> str:
    """The signature of `text`, made as a ticket's is, over a mark and the text: what has one mark is never taken for
    what has another, nor for a ticket."""
    r, s = decode_dss_signature(_key().sign(f"{mark}{text}".encode(), _ALGORITHM))
    return _encode(r.to_bytes(32) + s.to_bytes(32))


def is_signed(mark: str, text: str, signature: str) -> bool:
    """Whether `signature` is that of `text` under `mark`, made with this city's key."""
    try:
        raw = _decode(signature)
        if len(raw) != 64 or _encode(raw) != signature:
            return False
        der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        _key().public_key().verify(der, f"{mark}{text}".encode(), _ALGORITHM)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def public_key() -> dict[str, str]:
    """The key that checks tickets, as a JSON Web Key (RFC 7517) for browsers."""
    numbers = _key().public_key().public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": _encode(numbers.x.to_bytes(32)),
        "y": _encode(numbers.y.to_bytes(32)),
        "alg": "ES256",
        "use": "sig",
    }


@lru_cache(maxsize=4096)
def _ticket(public_id: UUID, sequence: int) -> str:
    signed = f"{FORMAT}.{_encode(public_id.bytes + sequence.to_bytes(4))}"
    r, s = decode_dss_signature(_key().sign(signed.encode(), _ALGORITHM))
    return f"{signed}.{_encode(r.to_bytes(32) + s.to_bytes(32))}"


@lru_cache(maxsize=2)
def _manage_key(secret: str) -> bytes:
    """The key that `_signer` derives anew for every signature (django.utils.crypto.salted_hmac): thousands a second are
    made, and tests/booking/test_tickets.py holds that both say the same."""
    return hashlib.sha256(f"{MANAGE_SALT}signer{secret}".encode()).digest()


def _key() -> ec.EllipticCurvePrivateKey:
    return _kept_key(Path(settings.KEYS_FOLDER) / KEY_NAME)


def key_content() -> bytes:
    """What the file of the ticket key holds, made at the first use."""
    return kept(Path(settings.KEYS_FOLDER) / KEY_NAME, _new_key)


def _new_key() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@lru_cache(maxsize=2)
def _kept_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The city's ticket key, made at the first use."""
    key = serialization.load_pem_private_key(kept(path, _new_key), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def _read(signer: signing.Signer, token: str) -> UUID:
    try:
        return UUID(bytes=_decode(signer.unsign(token)))
    except (signing.BadSignature, binascii.Error, ValueError) as error:
        raise BadToken from error


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
