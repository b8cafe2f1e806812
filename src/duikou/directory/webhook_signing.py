"""Signatures of webhooks as the Standard Webhooks specification (standardwebhooks.com, version 1) says."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

PREFIX = "whsec_"


def new_secret() -> str:
    """A new secret: `whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def headers(*, secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a message: its id, the same in every try; the moment of this try in Unix seconds; and the
    signature, HMAC-SHA-256 of `id.timestamp.body` under the secret."""
    moment = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{moment}.".encode() + body
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {"webhook-id": message_id, "webhook-timestamp": moment, "webhook-signature": f"v1,{signature}"}
