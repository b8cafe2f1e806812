"""Certificates that prove themselves: drawn when they are shown, kept by whoever holds them, and by nobody else.

A certificate is `C1.<payload>.<signature>`, both base64url (RFC 4648, section 5, no padding). The payload is compact
JSON (RFC 8259, UTF-8) of an array: name, class, body, minutes of the class, month in which it was completed, sessions
that were asked for, sessions that took place. `H1` is one of a volunteer's hours: name, minutes, shifts, first and last
day, bodies that confirmed them, day on which it was drawn. The signature is ECDSA on P-256 over SHA-256 (64 bytes, as
in JWS ES256, RFC 7518, section 3.4) of MARK and everything before the second point, with the city's key for tickets.
Nothing in it leads to a booking, and the city keeps no list of them: what is certified stands in it alone.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import astuple, dataclass
from datetime import date

from duikou.booking.tickets import is_signed, sign_marked

FORMAT, HOURS, MARK = "C1", "H1", "duikou certificate\n"
LONGEST, LONGEST_NAME, LONGEST_WORDS = 3000, 60, 200
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


class BadCertificate(ValueError):
    """No certificate of this city, or one that was altered."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is certified: that `name` was at `needed` or more of the `sessions` of a class (`title`) of a body (`body`)
    that took so many `minutes` in all and was completed in `month` (`2026-11`)."""

    name: str
    title: str
    body: str
    minutes: int
    month: str
    needed: int
    sessions: int

    @property
    def hours(self) -> float:
        """How long the class was, in hours, to a tenth."""
        return round(self.minutes / 60, 1)

    @property
    def month_began(self) -> date:
        """The first day of the month."""
        return date(int(self.month[:4]), int(self.month[5:]), 1)


@dataclass(frozen=True, slots=True)
class HoursCertificate:
    """What is certified: that `name` helped for so many `minutes` at so many `shifts` from the day `first` to `last`
    (ISO 8601), as `bodies` have confirmed; it was drawn on the day `drawn`."""

    name: str
    minutes: int
    shifts: int
    first: str
    last: str
    bodies: str
    drawn: str

    @property
    def days(self) -> tuple[date, date, date]:
        """The first and the last day, and the one on which it was drawn."""
        return date.fromisoformat(self.first), date.fromisoformat(self.last), date.fromisoformat(self.drawn)


def issue(certificate: Certificate | HoursCertificate) -> str:
    """The text that whoever holds the certificate keeps, and that its QR code says."""
    kind = HOURS if isinstance(certificate, HoursCertificate) else FORMAT
    payload = json.dumps(astuple(certificate), ensure_ascii=False, separators=(",", ":"))
    said = f"{kind}.{_encode(payload.encode())}"
    return f"{said}.{sign_marked(MARK, said)}"


def read(text: str) -> Certificate | HoursCertificate:
    """What a certificate says; `text` may be the address of which it is the end, and may have been broken over lines.
    Raises BadCertificate."""
    text = code_in(text)
    parts = text.split(".")
    if len(text) > LONGEST or len(parts) != 3 or parts[0] not in (FORMAT, HOURS):
        raise BadCertificate
    if not is_signed(MARK, f"{parts[0]}.{parts[1]}", parts[2]):
        raise BadCertificate
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        said = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if parts[0] == HOURS:
            hours = HoursCertificate(*said)
            _first, _last, _drawn = hours.days  # which are days
            return hours
        found = Certificate(*said)
    except (binascii.Error, ValueError, TypeError) as error:
        raise BadCertificate from error
    if not MONTH.fullmatch(found.month):
        raise BadCertificate
    return found


def code_in(text: str) -> str:
    """The certificate in what somebody pasted or scanned: the end of an address, or lines as it was printed."""
    return "".join(text.split()).rpartition("#")[2]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
