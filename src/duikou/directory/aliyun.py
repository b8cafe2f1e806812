"""Text messages through Alibaba Cloud (阿里云短信): SendSms of Dysmsapi 2017-05-25, signed with ACS3-HMAC-SHA256.

Whoever sends text messages in China sends no words of their own, but the number of a template that was approved, with
values for its variables. The address says which is which:

    aliyun://KEYID:SECRET@dysmsapi.aliyuncs.com/?sign=市人社局&template.booked=SMS_123:time,employer,code,token

`template.NAME.LANGUAGE` goes before `template.NAME`, and that before `template`; behind the colon are the variables
that the template has (all that are known when none is named).

SendSms is not idempotent. Our key goes along as `OutId`, which comes back in the provider's receipts, so that a message
that was sent twice can be found there; it does not keep it from being sent twice.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import logging
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from duikou.base import clock
from duikou.directory import sms_answers as said
from duikou.directory.pinned import Pinned
from duikou.journal.letters import Letter, NotNow, Recipient, Refused

log = logging.getLogger("duikou.directory")

SCHEMES = {"aliyun": True, "aliyun+http": False}
ACTION, VERSION, ALGORITHM = "SendSms", "2017-05-25", "ACS3-HMAC-SHA256"
LONGEST_VALUE = 35  # of a variable that is not a number
MOST_READ = 4_096

# The provider's codes (https://help.aliyun.com/document_detail/101346.html) by what becomes of the message.
NEVER = {
    said.TAKES_NO_NUMBER: ("isv.MOBILE_NUMBER_ILLEGAL", "isv.DOMESTIC_NUMBER_NOT_SUPPORTED"),
    said.TAKES_NO_WORDS: (
        "isv.BLACK_KEY_CONTROL_LIMIT",
        "isv.SMS_CONTENT_ILLEGAL",
        "isv.PARAM_LENGTH_LIMIT",
        "isv.PARAM_NOT_SUPPORT_URL",
        "isv.INVALID_JSON_PARAM",
        "isv.TEMPLATE_MISSING_PARAMETERS",
        "isv.TEMPLATE_PARAMS_ILLEGAL",
    ),
}
LATER = {
    said.NO_MORE: (
        "isv.BUSINESS_LIMIT_CONTROL",
        "isv.DAY_LIMIT_CONTROL",
        "isv.MONTH_LIMIT_CONTROL",
        "Throttling",
        "Throttling.User",
        "Throttling.Api",
    ),
    said.NOT_APPROVED: (
        "isv.SMS_SIGNATURE_ILLEGAL",
        "isv.SMS_SIGN_ILLEGAL",
        "isv.SIGN_STATE_ILLEGAL",
        "isv.SMS_SIGNATURE_SCENE_ILLEGAL",
        "isv.SMS_TEMPLATE_ILLEGAL",
    ),
    said.OWED: (
        "isv.OUT_OF_SERVICE",
        "isv.AMOUNT_NOT_ENOUGH",
        "isv.ACCOUNT_ABNORMAL",
        "isv.PRODUCT_UN_SUBSCRIPT",
        "isv.PRODUCT_UNSUBSCRIBE",
    ),
    said.TAKES_NO_KEY: (
        "InvalidAccessKeyId.NotFound",
        "InvalidAccessKeyId.Inactive",
        "SignatureDoesNotMatch",
        "isp.RAM_PERMISSION_DENY",
        "isv.ACCOUNT_NOT_EXISTS",
        "Forbidden",
        "Forbidden.RAM",
    ),
}


class Aliyun(NamedTuple):
    """An account with the provider: where it listens, our key, the signature before each message, the templates."""

    secure: bool
    host: str
    port: int
    key_id: str
    secret: str
    sign: str
    templates: Mapping[str, str]

    def template(self, name: str, language: str) -> tuple[str, list[str]]:
        """The provider's template for messages of ours, and the variables it has (none: all). Raises NotNow."""
        for wanted in (f"template.{name}.{language}", f"template.{name}", f"template.{language}", "template"):
            if wanted in self.templates:
                code, _colon, names = self.templates[wanted].partition(":")
                return code, [one for one in names.split(",") if one]
        raise NotNow(said.NO_TEMPLATE)

    def __repr__(self) -> str:
        return f"Aliyun({self.host})"  # the secret is never shown


def account(address: str) -> Aliyun:
    """The account at an address as above. Raises ValueError when it is not one."""
    parts = urlsplit(address)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    templates = {name: value for name, value in asked.items() if name.partition(".")[0] == "template" and value}
    complete = parts.scheme in SCHEMES and parts.hostname and parts.username and parts.password
    if not complete or not asked.get("sign") or not templates or parts.fragment:
        raise ValueError("Alibaba Cloud is written aliyun://KEYID:SECRET@host/?sign=…&template.NAME=SMS_…")
    secure = SCHEMES[parts.scheme]
    return Aliyun(
        secure=secure,
        host=parts.hostname or "",
        port=parts.port or (443 if secure else 80),
        key_id=unquote(parts.username or ""),
        secret=unquote(parts.password or ""),
        sign=asked["sign"],
        templates=templates,
    )


def encoded(parameters: Mapping[str, str]) -> str:
    """The query as it is signed and sent: in order of names, with RFC 3986's unreserved signs left as they are."""
    return "&".join(f"{quote(name, safe='~')}={quote(parameters[name], safe='~')}" for name in sorted(parameters))


def signed(
    *, key_id: str, secret: str, host: str, action: str, version: str, query: str, nonce: str, at: datetime
) -> dict[str, str]:
    """The headers of a POST without a body to `/?query`, its `Authorization` among them, as the provider's signature
    V3 wants them (https://help.aliyun.com/document_detail/2593177.html)."""
    empty = hashlib.sha256(b"").hexdigest()
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": empty,
        "x-acs-date": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = "\n".join(("POST", "/", query, lines, names, empty))
    wanted = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), wanted.encode(), hashlib.sha256).hexdigest()
    return headers | {"Authorization": f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"}


def send(to: Aliyun, recipient: Recipient, letter: Letter, key: str) -> None:
    """Hand a letter over. Raises Refused when it will never be taken, OSError when not now."""
    code, names = to.template(letter.template, recipient.language)
    values = {name: _short(text) for name, text in letter.values.items() if not names or name in names}
    missing = [name for name in names if not values.get(name)]
    if missing:
        raise Refused(said.TAKES_NO_WORDS)
    parameters = {
        "PhoneNumbers": _number(recipient.address),
        "SignName": to.sign,
        "TemplateCode": code,
        "OutId": hashlib.sha256(key.encode()).hexdigest()[:32],
    }
    if values:
        parameters["TemplateParam"] = json.dumps(values, ensure_ascii=False)
    _judge(_asked(to, encoded(parameters)))


def _asked(to: Aliyun, query: str) -> str:
    """The code that the provider answers."""
    host = to.host if to.port in (80, 443) else f"{to.host}:{to.port}"
    headers = signed(
        key_id=to.key_id,
        secret=to.secret,
        host=host,
        action=ACTION,
        version=VERSION,
        query=query,
        nonce=secrets.token_hex(16),
        at=clock.now(),
    )
    connection = Pinned(to.host, to.port, [to.host], secure=to.secure)
    try:
        connection.request("POST", f"/?{query}", b"", headers)
        answer = json.loads(connection.getresponse().read(MOST_READ))
        return str(answer["Code"])
    except (http.client.HTTPException, ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotNow(said.TROUBLE) from error
    finally:
        connection.close()


def _judge(code: str) -> None:
    if code == "OK":
        return
    log.warning("the SMS provider answers %s", re.sub(r"[^\w.]", "", code)[:60])
    for words, codes in NEVER.items():
        if code in codes:
            raise Refused(words)
    raise NotNow(next((words for words, codes in LATER.items() if code in codes), said.TROUBLE))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_VALUE else f"{flat[: LONGEST_VALUE - 1]}…"


def _number(address: str) -> str:
    """A mainland number without its prefix, others with their country's code: as the provider writes them."""
    return address.removeprefix("+86") if address.startswith("+86") else address.removeprefix("+")
