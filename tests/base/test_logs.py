"""Logs hold no link that opens somebody's booking, and nothing that somebody typed."""

from __future__ import annotations

import logging
import re
import sys
import uuid

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError

from duikou.base.logs import Line, NoSecrets, OneLine, without_secrets

TOKEN = "AZq1x0Kk7_3yQm2p:1vZ9aB-0Zr3nQ6d8Y"


def test_signed_links_and_queries_are_cut_out_of_addresses() -> None:
    assert without_secrets(f"/b/{TOKEN}/move?to=7") == "/b/…/move"


def test_short_addresses_stay_whole() -> None:
    assert without_secrets("/fairs/demo/door") == "/fairs/demo/door"


def test_line_about_an_error_keeps_its_words_and_loses_the_link() -> None:
    line = logging.LogRecord(
        "django.request", logging.ERROR, "", 0, "%s: %s", ("Internal Server Error", f"/b/{TOKEN}/"), None
    )
    assert NoSecrets().filter(line)
    assert line.getMessage() == "Internal Server Error: /b/…/"


def test_database_that_is_gone_takes_one_line_and_another_error_its_traceback() -> None:
    for error, said in ((OperationalError("refused\nIs it running?"), "Oh: refused"), (ValueError("odd"), "Oh")):
        line = logging.LogRecord("django.request", logging.ERROR, "", 0, "Oh", (), (type(error), error, None))
        assert OneLine().filter(line)
        assert line.getMessage() == said
        assert (line.exc_info is None) is isinstance(error, OperationalError)


def logged(error: Exception) -> str:
    """The line about an error that nobody expected, as it is written out."""
    form = {name: value for name, value in settings.LOGGING["formatters"]["line"].items() if name != "()"}
    formatter = Line(form["format"], datefmt=form["datefmt"], style=form["style"])
    try:
        raise error
    except Exception:
        line = logging.LogRecord("django.request", logging.ERROR, "", 0, "Oh", (), sys.exc_info())
    return formatter.format(line)


def raised(act: str) -> Exception:
    try:
        exec(act, {"uuid": uuid, "name": "张三 Canary"})
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(
    "error",
    [
        raised("int('13977778888x')"),
        raised("int(name)"),
        raised("uuid.UUID(name)"),
        raised("{}[name]"),
        raised("name.encode('ascii')"),
        raised("name.nothing"),
        ValueError("张三 Canary".replace("Canary", "13977778888 a@canary.cn")),
        IntegrityError("duplicate key\nDETAIL:  Key (name, contact)=(Canary, 13977778888) already exists."),
        ValueError("input_value=Canary, input_type=str"),
        ValueError('{"name": "Canary"}'),
    ],
)
def test_error_that_nobody_expected_is_named_with_its_place_and_not_with_what_it_was_given(error: Exception) -> None:
    said = logged(error)
    assert type(error).__name__ in said
    assert "test_logs.py" in said
    assert not re.search(r"Canary|canary|1397777|张三", "\n".join(one for one in said.split("\n") if one[:2] != "  "))


def test_plain_formatter_would_repeat_what_an_error_was_given() -> None:
    """The control."""
    error = raised("int('13977778888x')")
    assert "13977778888x" in logging.Formatter().formatException((type(error), error, None))


def test_moment_of_a_line_is_in_utc_and_says_so() -> None:
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ERROR django.request: Oh\n", logged(ValueError("x")))


def test_what_is_typed_cannot_begin_a_line_of_its_own() -> None:
    form = settings.LOGGING["formatters"]["line"]
    line = logging.LogRecord(
        "duikou", logging.WARNING, "", 0, "%s", ("a\r\n2026-11-28T00:00:00Z ERROR b\x1b[2J\u202e",), None
    )
    said = Line(form["format"], datefmt=form["datefmt"], style=form["style"]).format(line)
    assert said.endswith(r"a\r\n2026-11-28T00:00:00Z ERROR b\x1b[2J\u202e")
    assert len(said.splitlines()) == 1
