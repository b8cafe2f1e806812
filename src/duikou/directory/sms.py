"""Text messages, through a gateway that takes them over HTTP, as given in DUIKOU_SMS_URL: Alibaba Cloud
(`duikou.directory.aliyun`), or one that speaks as follows.

A message is one POST of JSON – `to` (E.164), `text` and `key` – with the key as `Idempotency-Key` too, so that a
gateway that honours it sends a message once however often it is tried. 2xx says that the gateway has it.
"""

from __future__ import annotations

import http.client
import json
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings

from duikou.directory import aliyun
from duikou.directory.contacts import is_mail
from duikou.directory.pinned import Pinned
from duikou.directory.sms_answers import NO_GATEWAY, NOT_READ, TAKES_NO_KEY, TAKES_NO_NUMBER, TROUBLE
from duikou.journal.letters import Letter, NotNow, Recipient, Refused

LONGEST = 500
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


def obstacle() -> str:
    """Why no text message can be sent now, in plain English; empty when it can. The sample city sends none."""
    if not settings.SMS_URL or settings.DEMO:
        return NO_GATEWAY
    try:
        (aliyun.account if is_aliyun() else gateway)(settings.SMS_URL)
    except ValueError:
        return NOT_READ
    return ""


def is_aliyun() -> bool:
    """Whether text messages go through Alibaba Cloud."""
    return urlsplit(settings.SMS_URL).scheme in aliyun.SCHEMES


def text_of(letter: Letter) -> str:
    """A letter as a text message: its short form, or what it is about; LONGEST letters at most."""
    text = " ".join((letter.short or letter.subject).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def send(recipient: Recipient, letter: Letter, key: str) -> None:
    """Hand a letter over as a text message. Raises Refused when it will never be taken, OSError when not now."""
    if is_mail(recipient.address):
        raise Refused(TAKES_NO_NUMBER)
    if is_aliyun():
        return aliyun.send(aliyun.account(settings.SMS_URL), recipient, letter, key)
    status = _post(gateway(settings.SMS_URL), {"to": recipient.address, "text": text_of(letter), "key": key}, key)
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
