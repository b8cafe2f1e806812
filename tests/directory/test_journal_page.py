"""The journal's page: who did what, for administrators and auditors; it changes nothing and names nobody who books."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

import duikou
from duikou.base import clock
from duikou.base.actor import SOMEBODY, SYSTEM, Actor
from duikou.journal import seals
from duikou.journal.actions import record
from duikou.journal.deeds import deeds, in_words
from tests.journal.settling import own_writes_are_settled

assert own_writes_are_settled
pytestmark = pytest.mark.django_db
# Functions that put a kind together, with its beginning and which of their arguments ends it.
ENDINGS = {"note": ("booking", 0), "note_waiting": ("waiting", 0), "_keep": ("interview", 1)}
MAY = [("administrator", 200), ("auditor", 200), ("office", 403), ("door", 403), ("employer", 403)]


@pytest.fixture
def auditor(client_with: Callable[..., Any]) -> Any:
    return client_with("auditor")


def page(client: Client, **asked: Any) -> Any:
    return client.get(reverse("directory:journal"), asked)


def things(answer: Any) -> list[str]:
    """What the lines are about, in order."""
    return [row["which"] for row in answer.context["rows"]]


def test_line_says_when_who_what_and_about_what(auditor: Any) -> None:
    me = auditor.account
    record(what="fair.published", which="fair:autumn", by=Actor("account", str(me.public_id)), fields=["title"])
    text = page(auditor).content.decode()
    for said in (
        "published a fair",
        "fair.published",
        "fair:autumn",
        str(me),
        "web page",
        "Changed facts · ",
        "[&quot;title&quot;]",
    ):
        assert said in text, said


def test_what_stands_in_a_line_is_in_words_of_the_reader(auditor: Any) -> None:
    record(what="x.done", which="x:1", by=SYSTEM, why="by_person", by_mail=False, role="office", odd=["a"])
    asked = {"headers": {"accept-language": "zh-Hans"}}
    (row,) = auditor.get(reverse("directory:journal"), **asked).context["rows"]
    assert sorted(row["details"]) == sorted(
        [("原因", "由本人"), ("邮件", "否"), ("角色", "招聘会主办单位"), ("odd", '["a"]')]
    )


def test_every_kind_of_actor_is_named(auditor: Client) -> None:
    for by in (SOMEBODY, SYSTEM, Actor("account", "0" * 32), Actor("token", "x", door="api"), Actor("person", "b1")):
        record(what="x.done", which="x:1", by=by)
    shown = [str(row["who"]) for row in page(auditor).context["rows"]]
    assert shown == [
        "whoever it is about",
        "another system",
        "an account that is gone",
        "the system itself",
        "whoever it is about",
    ]


def test_lines_are_found_by_thing_account_and_day(
    auditor: Client, client_with: Callable[..., Any], clock_at: Callable[[datetime], None]
) -> None:
    other, now = client_with("office").account, clock.now()
    record(what="x.done", which="x:1", by=SYSTEM)
    clock_at(now + timedelta(days=2))
    record(what="x.done", which="x:2", by=Actor("account", str(other.public_id)))
    assert things(page(auditor)) == ["x:2", "x:1"]
    assert things(page(auditor, about=" x:1 ")) == ["x:1"]
    assert things(page(auditor, who=other.username.upper())) == ["x:2"]
    assert things(page(auditor, day=f"{now + timedelta(days=2):%Y-%m-%d}", about="x:1")) == []


def test_older_lines_are_reached_with_what_was_asked_for(auditor: Client) -> None:
    for n in range(60):
        record(what="x.done", which="x:1" if n % 10 else "x:2", by=SYSTEM, number=n)
    first = page(auditor)
    assert len(first.context["rows"]) == 50
    assert len(auditor.get(f"{reverse('directory:journal')}?{first.context['older']}").context["rows"]) == 10
    second = auditor.get(f"{reverse('directory:journal')}?{page(auditor, about='x:1').context['older']}")
    assert set(things(second)) == {"x:1"}
    assert len(things(second)) == 4


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"who": "nobody-of-this-name"}, "No account signs in under this name."),
        ({"day": "yesterday"}, "Enter a valid date"),
        ({"day": "9999-12-31"}, "Choose a day of this century."),
        ({"day": "0001-01-01"}, "Choose a day of this century."),
        ({"about": "x" * 81}, "at most 80"),
        ({"before": "-1"}, ""),
        ({"before": "9" * 30}, ""),
        ({"about": "\x00"}, "Null characters"),
    ],
)
def test_bad_question_is_said_to_be_one_and_shows_nothing(auditor: Client, asked: dict[str, str], said: str) -> None:
    record(what="x.done", which="x:1", by=SYSTEM)
    answer = page(auditor, **asked)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert things(answer) == []


def test_what_stands_in_an_entry_is_escaped(auditor: Client) -> None:
    record(what="x.done", which="<b>x</b>", by=SYSTEM, why='"><script>x</script>')
    assert "<script>x" not in page(auditor).content.decode()
    assert things(page(auditor, about="<b>x</b>")) == ["<b>x</b>"]


@pytest.mark.usefixtures("own_writes_are_settled")
def test_seal_is_shown_as_check_takes_it(auditor: Client) -> None:
    assert page(auditor).context["seal"] is None
    record(what="x.done", which="x:1", by=SYSTEM)
    seals.seal_settled()
    seal = seals.latest()
    assert seal is not None
    assert f"{seal.number}:{seal.digest_text}" in page(auditor).content.decode()


@pytest.mark.parametrize(
    ("role", "status"), [("administrator", 200), ("office", 403), ("door", 403), ("employer", 403)]
)
def test_only_administrators_and_auditors_read_it(
    client_with: Callable[..., Client], organisation: Callable[..., Any], role: str, status: int
) -> None:
    assert page(client_with(role, organisation() if role == "employer" else None)).status_code == status
    assert page(Client()).status_code == 302


def test_every_kind_of_entry_that_the_code_writes_is_said_in_words() -> None:
    """Whatever is written with a kind that stands in the code; one that is put together is compared from its start."""
    known, found = set(deeds._things), set[str]()
    for file in Path(duikou.__file__).parent.rglob("actions/**/*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                found |= {kind for word in call.keywords if word.arg == "what" for kind in kinds(word.value)}
                start, at = ENDINGS.get(getattr(call.func, "id", ""), ("", 0))
                if start and isinstance(call.args[at], ast.Constant):
                    found.add(f"{start}.{call.args[at].value}")
    assert len(found) > 60
    for kind in found:
        assert any(re.fullmatch(kind, one) for one in known), f"{kind} is said nowhere in words"


def kinds(value: ast.expr) -> set[str]:
    """The kinds that an expression can become, as patterns."""
    if isinstance(value, ast.Constant):
        return {re.escape(str(value.value))}
    if isinstance(value, ast.IfExp):
        return kinds(value.body) | kinds(value.orelse)
    if isinstance(value, ast.JoinedStr):
        parts = [re.escape(str(one.value)) if isinstance(one, ast.Constant) else r"\w+" for one in value.values]
        return {"".join(parts)}
    return set()


def test_words_are_in_both_languages() -> None:
    for language, said in (("en", "booked a place"), ("zh-hans", "预约成功")):
        with translation.override(language):
            assert in_words("booking.confirmed") == said
    assert in_words("never.heard") == "never.heard"
