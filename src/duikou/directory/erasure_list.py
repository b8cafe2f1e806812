"""The list of erasures: whoever was erased stays erased, also when a backup from before is restored.

Every erasure leaves a line in a file outside the database, and a row in it: a day and a mark, which is a keyed hash of
the person's random public id and says nothing about anybody. A database that lacks a mark of the file is older than the
file: it was restored, and whom it brought back is erased again before anything is served. A database that is newer
gives the file the lines it lacks. Neither depends on a clock.
"""

from __future__ import annotations

import base64
import logging
import os
import re
from collections.abc import Collection, Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

from duikou.base import clock
from duikou.base.sealed import lasting_hash
from duikou.directory.models import Erased, Person

LINE = re.compile(r"(\d{4}-\d\d-\d\d) ([A-Za-z0-9_-]{22})")
HEAD = (
    "# Erasures of this city: day and mark. Keep this file apart from backups of the database, and never restore it.\n"
)
PIECE = 500

log = logging.getLogger("duikou.directory")


class ListUnusable(OSError):
    """The file of the list cannot be read or written; says why and what to do."""


def mark_of(public_id: UUID) -> str:
    """What stands in the list for the person with this public id: 128 bits of a keyed hash, as 22 letters."""
    return base64.urlsafe_b64encode(lasting_hash("erased", str(public_id))[:16]).rstrip(b"=").decode()


def keep(marks: Iterable[str]) -> None:
    """Keep the marks in the database, in the transaction of the erasure."""
    day = clock.real().date()
    Erased.objects.bulk_create([Erased(mark=mark, day=day) for mark in marks], batch_size=PIECE, ignore_conflicts=True)


def append(marks: Collection[str]) -> None:
    """Put the marks into the file, after the erasure is committed and before anybody is told of it. What cannot be
    written now is written at the next start, or by the worker."""
    day = clock.real().date()
    try:
        _append([f"{day} {mark}\n" for mark in marks])
    except OSError as error:
        log.error("the list of erasures cannot be written: %s", error)


def listed() -> dict[str, str]:
    """The marks in the file, with their days. Lines that were cut off by a crash are left out. Raises ListUnusable."""
    try:
        text = _file().read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ListUnusable(f"the list of erasures, {_file()}, cannot be read ({error.strerror})") from error
    found = [LINE.fullmatch(line) for line in text.splitlines()]
    return {one[2]: one[1] for one in found if one}


def complete() -> int:
    """Give the file the lines that it lacks; their number. Raises ListUnusable."""
    there = listed()
    rows = Erased.objects.order_by("pk").values_list("mark", "day").iterator()
    lines = [f"{day} {mark}\n" for mark, day in rows if mark not in there]
    try:
        _append(lines)
    except OSError as error:
        raise ListUnusable(f"the list of erasures, {_file()}, cannot be written ({error.strerror})") from error
    return len(lines)


def brought_back() -> tuple[list[str], list[int]]:
    """The marks in the file that the database lacks, and the people in it whom they stand for: somebody whose erasure
    a restored backup has undone. Raises ListUnusable."""
    file = listed()
    missing = set(file) - set(Erased.objects.values_list("mark", flat=True).iterator()) if file else set()
    if not missing:
        return [], []
    people = Person.objects.order_by("pk").values_list("pk", "public_id").iterator()
    return sorted(missing), [pk for pk, public_id in people if mark_of(public_id) in missing]


def _file() -> Path:
    return Path(settings.ERASURES)


def _append(lines: list[str]) -> None:
    if not lines:
        return
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(handle).st_size
        torn = size and os.pread(handle, 1, size - 1) != b"\n"
        head = HEAD if not size else "\n" if torn else ""
        os.write(handle, (head + "".join(lines)).encode())  # at once: another process's lines stand before or after
        os.fsync(handle)
    finally:
        os.close(handle)
