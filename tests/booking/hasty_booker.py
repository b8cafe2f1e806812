"""A booking process that does it wrong: it says "confirmed" before the commit. The control of the kill tests.

Started by test_acknowledged.py with the address as its only word; not a test itself.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "duikou.config.settings"
django.setup()

from django.db import transaction  # noqa: E402

from duikou.booking import booker  # noqa: E402
from duikou.booking.actions import claim_many  # noqa: E402
from duikou.booking.combiner import Combiner  # noqa: E402

left_open: list[Any] = []


def book(claims: Sequence[Any], *, by: Any) -> Sequence[Any]:
    """Book in a transaction that is left open: the next batch will commit it."""
    while left_open:
        left_open.pop().__exit__(None, None, None)
    left_open.append(transaction.atomic())
    left_open[0].__enter__()
    return claim_many(claims, by=by)


booker.Combiner = lambda: Combiner(book)  # type: ignore[misc,assignment]
booker.serve(sys.argv[1], ready=lambda: print(json.dumps(os.getpid()), flush=True))
