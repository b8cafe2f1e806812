"""Proof of work (ALTCHA, version 2): a browser tries numbers until one fits, which costs it a moment and a flood a lot.

The riddle is PBKDF2-SHA-256 with a number drawn beforehand, so that no telephone ever meets one without end: at
most 100 numbers of 4,000 rounds each, half of that on average. What it was made for is signed with it.
"""

from __future__ import annotations

import binascii
import json
import secrets
from typing import Any

import altcha
from django.conf import settings

ALGORITHM, ROUNDS = "PBKDF2/SHA-256", 4_000
NUMBERS = 100
LONGEST_PROOF = 4_000


def riddle(about: str) -> str:
    """A riddle in JSON, bound to `about`, which ends when that does."""
    made = altcha.create_challenge(
        ALGORITHM,
        ROUNDS,
        counter=secrets.randbelow(NUMBERS),
        data={"about": about},
        hmac_secret=_key("riddle"),
        hmac_key_secret=_key("answer"),
    )
    return json.dumps(made.to_dict(), separators=(",", ":"))


def solved(proof: str, about: str) -> bool:
    """Whether `proof` (base64 of JSON, as the browser sends it) solves a riddle of ours about this."""
    if not proof or len(proof) > LONGEST_PROOF:
        return False
    try:
        payload = altcha.Payload.from_base64(proof)
        if not isinstance(payload.challenge.parameters.data, dict):
            return False
        found: Any = altcha.verify_solution(payload, _key("riddle"), hmac_key_secret=_key("answer"))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, binascii.Error):
        return False
    return bool(found.verified) and payload.challenge.parameters.data.get("about") == about


def _key(what: str) -> str:
    return f"duikou.proof_of_work.{what}:{settings.SECRET_KEY}"
