"""Text messages, through what DUIKOU_SMS_URL names: Alibaba Cloud or a gateway over HTTP."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from duikou.directory import aliyun, sms_gateway
from duikou.directory.contacts import is_mail
from duikou.directory.sms_answers import NO_GATEWAY, NOT_READ, TAKES_NO_NUMBER
from duikou.journal.letters import Letter, Recipient, Refused

LONGEST = 500


def obstacle() -> str:
    """Why no text message can be sent now, in plain English; empty when it can. The sample city sends none."""
    if not settings.SMS_URL or settings.DEMO:
        return NO_GATEWAY
    try:
        (aliyun.account if is_aliyun() else sms_gateway.gateway)(settings.SMS_URL)
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
        aliyun.send(aliyun.account(settings.SMS_URL), recipient, letter, key)
    else:
        to = sms_gateway.gateway(settings.SMS_URL)
        sms_gateway.send(to, number=recipient.address, text=text_of(letter), key=key)
