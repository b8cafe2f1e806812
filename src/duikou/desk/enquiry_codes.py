"""Codes and links by which whoever asked a question comes back. Both are made anew from the row's random id whenever
they are shown; of the code a keyed hash is kept, of the link nothing.

A code is twelve letters and digits without look-alikes (54 bits) of HMAC-SHA-256 under the key that signs links. A link
holds the id in base64url and ten letters of such a check (60 bits), as those of other messages do."""

from __future__ import annotations

import hmac
from uuid import UUID

from django.urls import reverse
from django.utils.crypto import salted_hmac

from duikou.base.ids import CODE_LETTERS, read_code
from duikou.base.link_tokens import IdTokens
from duikou.base.sealed import lasting_hash
from duikou.desk.models import Enquiry

LETTERS, GROUP = 12, 4
_tokens = IdTokens("duikou.desk.enquiry")


def code_of(public_id: UUID) -> str:
    """The code of the question with this id."""
    number = int.from_bytes(salted_hmac("duikou.desk.code", public_id.hex, algorithm="sha256").digest(), "big")
    found = []
    for _place in range(LETTERS):
        number, letter = divmod(number, len(CODE_LETTERS))
        found.append(CODE_LETTERS[letter])
    return "".join(found)


def shown(code: str) -> str:
    """A code as it is printed: `K7H4-PXMQ-3RTA`."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def hash_of_code(typed: str) -> bytes:
    """What is kept of a code, however it was typed."""
    return lasting_hash("enquiry", read_code(typed[:60]))


def code_still_opens(enquiry: Enquiry) -> str:
    """The code of a question, as it is printed; empty when it would not open it, as after a change of the keys."""
    code = code_of(enquiry.public_id)
    kept = bytes(enquiry.code_hash or b"")
    return shown(code) if hmac.compare_digest(kept, hash_of_code(code)) else ""


def enquiry_token(public_id: UUID) -> str:
    """The token in the link to one's own question."""
    return _tokens.of(public_id)


def read_enquiry_token(token: str) -> UUID:
    """The id of the question that `token` leads to; raises BadToken."""
    return _tokens.read(token)


def enquiry_path(enquiry: Enquiry) -> str:
    """The path of the page of one's own question."""
    return reverse("desk:my-question", args=[enquiry_token(enquiry.public_id)])
