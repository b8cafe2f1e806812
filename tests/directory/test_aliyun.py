"""Text messages through Alibaba Cloud: signed as in its own worked example, with approved templates; its answers."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from duikou.directory import aliyun, sms
from duikou.directory import sms_answers as said
from duikou.journal import outbox
from duikou.journal.letters import Letter, NotNow, Recipient, Refused
from duikou.journal.models import Message
from tests.directory.listener import Listener
from tests.fairs.factories import make_booking, make_fair, make_person, make_stand

SECRET = "s3cret/+key"
TO = Recipient(way="sms", address="+8613812345678", name="王小芳", language="zh-hans")
LETTER = Letter(
    "Booked",
    "A long body",
    values={"time": "11月28日 09:20", "employer": "祁连机械", "code": "K7F-3QM"},
    template="booked",
)


class Provider:
    """Takes requests as Alibaba Cloud does and answers the code it is told to."""

    def __init__(self) -> None:
        self.listener = Listener()
        self.answers("OK")

    def answers(self, code: str, status: int = 200, body: bytes | None = None) -> None:
        """Answer this code from now on."""
        if body is None:
            body = json.dumps({"Code": code, "Message": "words", "RequestId": "r", "BizId": "b"}).encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        self.listener.answer = head + body

    @property
    def asked(self) -> list[dict[str, str]]:
        """The parameters of every request."""
        queries = [urlsplit(one.first_line.split()[1]).query for one in self.listener.told]
        return [{name: values[0] for name, values in parse_qs(query).items()} for query in queries]

    @property
    def url(self) -> str:
        """Its address with an account and templates."""
        sign = quote("示例市人社局")
        return (
            f"aliyun+http://KEYID:{quote(SECRET, safe='')}@127.0.0.1:{self.listener.port}/?sign={sign}"
            "&template.booked=SMS_1:time,code&template.booked.en=SMS_2&template.cancelled=SMS_3:time,reason"
        )


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    one = Provider()
    settings.SMS_URL = one.url
    yield one
    one.listener.close()


def test_signature_is_that_of_the_providers_worked_example() -> None:
    """https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature, "fixed parameters"."""
    headers = aliyun.signed(
        key_id="YourAccessKeyId",
        secret="YourAccessKeySecret",
        host="ecs.cn-shanghai.aliyuncs.com",
        action="RunInstances",
        version="2014-05-26",
        query=aliyun.encoded(
            {"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}
        ),
        nonce="3156853299f313e23d1673dc12e1703d",
        at=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
    )
    assert headers["Authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;"
        "x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )
    assert headers["x-acs-content-sha256"] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_query_is_encoded_as_rfc_3986_says() -> None:
    assert aliyun.encoded({"b": "a b*c+d/e=f&g:h~", "a": "é短"}) == "a=%C3%A9%E7%9F%AD&b=a%20b%2Ac%2Bd%2Fe%3Df%26g%3Ah~"


def test_message_goes_with_its_template_and_the_variables_that_it_has(provider: Provider) -> None:
    sms.send(TO, LETTER, "booked:1")
    (asked,) = provider.asked
    assert asked | {"OutId": ""} == {
        "PhoneNumbers": "13812345678",
        "SignName": "示例市人社局",
        "TemplateCode": "SMS_1",
        "TemplateParam": json.dumps({"time": "11月28日 09:20", "code": "K7F-3QM"}, ensure_ascii=False),
        "OutId": "",
    }
    (told,) = provider.listener.told
    assert told.first_line.startswith("POST /?OutId=")
    assert (told.headers["x-acs-action"], told.headers["x-acs-version"], told.body) == ("SendSms", "2017-05-25", b"")


def test_what_is_sent_is_what_was_signed(provider: Provider) -> None:
    """The provider's side of it, worked out anew from the request as it came."""
    sms.send(TO, LETTER, "booked:1")
    (told,) = provider.listener.told
    scheme, _space, rest = told.headers["authorization"].partition(" ")
    parts = dict(one.split("=", 1) for one in rest.split(","))
    lines = "".join(f"{name}:{told.headers[name]}\n" for name in parts["SignedHeaders"].split(";"))
    query = urlsplit(told.first_line.split()[1]).query
    request = f"POST\n/\n{query}\n{lines}\n{parts['SignedHeaders']}\n{hashlib.sha256(told.body).hexdigest()}"
    wanted = f"{scheme}\n{hashlib.sha256(request.encode()).hexdigest()}".encode()
    assert parts["Signature"] == hmac.new(SECRET.encode(), wanted, hashlib.sha256).hexdigest()
    assert parts["Credential"] == "KEYID"


def test_each_request_has_a_nonce_and_each_message_one_number_of_ours(provider: Provider) -> None:
    for key in ("booked:1", "booked:1", "booked:2"):
        sms.send(TO, LETTER, key)
    nonces = {one.headers["x-acs-signature-nonce"] for one in provider.listener.told}
    numbers = [one["OutId"] for one in provider.asked]
    assert len(nonces) == 3
    assert numbers[0] == numbers[1] != numbers[2]


def test_language_has_its_own_template_and_foreign_numbers_their_country(provider: Provider) -> None:
    sms.send(Recipient("sms", "+85251234567", "", "en"), LETTER, "x")
    (asked,) = provider.asked
    assert (asked["TemplateCode"], asked["PhoneNumbers"]) == ("SMS_2", "85251234567")
    assert json.loads(asked["TemplateParam"]) == dict(LETTER.values), "all that is known, as none is named"


def test_values_are_one_line_of_35_letters_at_most(provider: Provider) -> None:
    sms.send(TO, LETTER._replace(values={"time": "a\r\nb", "code": "好" * 36}), "x")
    values = json.loads(provider.asked[0]["TemplateParam"])
    assert (values["time"], len(values["code"]), values["code"][-1]) == ("a b", 35, "…")


def test_template_that_needs_what_we_do_not_say_is_not_sent(provider: Provider) -> None:
    with pytest.raises(Refused):
        sms.send(TO, LETTER._replace(template="cancelled"), "x")
    with pytest.raises(NotNow, match="no template"):
        sms.send(TO, LETTER._replace(template="waiting"), "x")
    assert provider.asked == []


@pytest.mark.parametrize(("words", "code"), [(words, code) for words, codes in aliyun.NEVER.items() for code in codes])
def test_what_will_never_be_taken_is_given_up(provider: Provider, words: str, code: str) -> None:
    provider.answers(code)
    with pytest.raises(Refused) as error:
        sms.send(TO, LETTER, "x")
    assert str(error.value) == words


@pytest.mark.parametrize(
    ("words", "code"),
    [*((words, code) for words, codes in aliyun.LATER.items() for code in codes), (said.TROUBLE, "isp.SYSTEM_ERROR")],
)
def test_what_others_can_mend_is_tried_again(provider: Provider, words: str, code: str) -> None:
    provider.answers(code, status=400 if "." not in code else 200)
    with pytest.raises(NotNow) as error:
        sms.send(TO, LETTER, "x")
    assert str(error.value) == words


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b'{"code": "OK"}', b'"OK"', b"\xff", b"[" * 4_000])
def test_answer_that_is_none_is_tried_again(provider: Provider, body: bytes) -> None:
    provider.answers("", status=502, body=body)
    with pytest.raises(NotNow, match="has trouble"):
        sms.send(TO, LETTER, "x")


def test_secret_and_number_are_never_logged_or_shown(
    provider: Provider, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider.answers("isv.BAD\n" + SECRET)
    with pytest.raises(NotNow):
        sms.send(TO, LETTER, "x")
    shown = caplog.text + repr(aliyun.account(settings.SMS_URL)) + str(aliyun.account(settings.SMS_URL))
    assert "the SMS provider answers" in shown
    for hidden in (SECRET, quote(SECRET, safe=""), "13812345678", "KEYID"):
        assert hidden not in shown


@pytest.mark.parametrize(
    "address",
    [
        "aliyun://KEYID@host/?sign=s&template=SMS_1",
        "aliyun://KEYID:SECRET@host/?template=SMS_1",
        "aliyun://KEYID:SECRET@host/?sign=s",
        "aliyun://KEYID:SECRET@/?sign=s&template=SMS_1",
        "aliyun://KEYID:SECRET@host/?sign=s&template=",
        "aliyun://KEYID:SECRET@host:x/?sign=s&template=SMS_1",
    ],
)
def test_address_that_is_not_complete_is_said_to_be_none(settings: Any, address: str) -> None:
    settings.SMS_URL = address
    assert sms.obstacle() == said.NOT_READ


def test_complete_address_is_one_and_speaks_tls(settings: Any) -> None:
    settings.SMS_URL = "aliyun://KEYID:SECRET@dysmsapi.aliyuncs.com/?sign=s&template=SMS_1"
    assert sms.obstacle() == ""
    account = aliyun.account(settings.SMS_URL)
    assert (account.secure, account.port, account.template("any", "en")) == (True, 443, ("SMS_1", []))


@pytest.mark.django_db
def test_confirmation_of_a_booking_says_what_templates_can_show(provider: Provider, settings: Any) -> None:
    settings.SMS_URL = provider.url.replace("SMS_1:time,code", "SMS_1:time,place,employer,code,token")
    person = make_person(contact="13812345678")
    booking = make_booking(make_stand(make_fair()), person)
    Message.objects.create(
        template="booked",
        recipient=f"person:{person.pk}",
        about=f"booking:{booking.public_id}",
        dedupe_key="k",
        created_at=booking.created_at,
        due_at=booking.created_at,
    )
    assert outbox.deliver_due() == 1
    values = json.loads(provider.asked[0]["TemplateParam"])
    assert set(values) == {"time", "place", "employer", "code", "token"}
    assert values["code"].replace("-", "") == booking.code
