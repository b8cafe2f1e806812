"""Logs hold no link that opens somebody's booking."""

from __future__ import annotations

import logging

from django.db import OperationalError

from duikou.base.logs import NoSecrets, OneLine, without_secrets

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
