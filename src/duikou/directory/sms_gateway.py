"""A gateway for text messages that takes them over HTTP.

A message is one POST of JSON – `to` (E.164), `text` and `key` – with the key as `Idempotency-Key` too, so that a
gateway that honours it sends a message once however often it is tried. 2xx says that the gateway has it.
"""

from __future__ import annotations

import http.client
import json
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from duikou.directory.pinned import Pinned
from duikou.directory.sms_answers import TAKES_NO_KEY, TAKES_NO_NUMBER, TROUBLE
from duikou.journal.letters import NotNow, Refused

FOR_GOOD = (400, 404, 410, 422)


class Gateway(NamedTuple):
    """Where text messages are handed over; `key` proves who does it."""

    secure: bool
    host: str
    port: int
    path: str
    key: str


def gateway(address: str) -> Gateway:
    """The gateway at an address such as `https://:KEY@sms.example.org/send`. Raises ValueError when it is not one."""
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.fragment:
        raise ValueError("an SMS gateway is written https://:key@host/path")
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    key = unquote(parts.password or parts.username or "")
    return Gateway(secure, parts.hostname, parts.port or (443 if secure else 80), path, key)


def send(to: Gateway, *, number: str, text: str, key: str) -> None:
    """Hand a text over. Raises Refused when it will never be taken, OSError when not now."""
    status = _post(to, {"to": number, "text": text, "key": key}, key)
    if status in FOR_GOOD:
        raise Refused(TAKES_NO_NUMBER)
    if status in (401, 403):
        raise NotNow(TAKES_NO_KEY)
    if not 200 <= status < 300:
        raise NotNow(TROUBLE)


def _post(to: Gateway, said: dict[str, Any], key: str) -> int:
    connection = Pinned(to.host, to.port, [to.host], secure=to.secure)
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    if to.key:
        headers["Authorization"] = f"Bearer {to.key}"
    try:
        connection.request("POST", to.path, json.dumps(said, ensure_ascii=False).encode(), headers)
        return connection.getresponse().status  # whatever else it says is not waited for
    except http.client.HTTPException as error:
        raise NotNow(TROUBLE) from error
    finally:
        connection.close()
