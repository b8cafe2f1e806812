"""Seals on the journal: what stands in it cannot be changed later without being noticed.

Blocks of settled entries are closed one after the other. A seal's digest is the SHA-256 of the digest before (32 bytes,
zeros for the first) and of every entry of its block in the order of their numbers: the length of its canonical form as
8 bytes, then the form itself, which is the JSON array (UTF-8, keys sorted, no spaces) of number, moment in UTC to the
microsecond, who, door, what, which and details. Whoever keeps one digest, printed or published, holds proof of all that
came before it. Only settled entries are sealed (`duikou.journal.settled`), so that no writer ever waits for a seal.

No entry names a person: it refers to a booking, and that to a person until they are erased, so that seals outlive
everybody.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from duikou.base import clock
from duikou.base.promises import Findings, told
from duikou.journal.models import Entry, Seal
from duikou.journal.settled import settled

MOST_IN_BLOCK = 10_000
FIELDS = ("id", "at", "who", "door", "what", "which", "details")
NOTHING_BEFORE = bytes(32)
REPAIR = "Compare the journal with a backup from before; whoever changed it went past the database's own guards"

Row = tuple[Any, ...]


def canonical(row: Row) -> bytes:
    """An entry, as its fields in the order of FIELDS, in the form that is sealed."""
    number, at, *rest = row
    moment: datetime = at.astimezone(UTC)
    said = [number, moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), *rest]
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(before: bytes, rows: Iterable[Row]) -> tuple[bytes, int]:
    """The digest of a block after the digest `before`, and the number of its entries."""
    sum_, count = hashlib.sha256(before), 0
    for row in rows:
        form = canonical(row)
        sum_.update(len(form).to_bytes(8, "big"))
        sum_.update(form)
        count += 1
    return sum_.digest(), count


def seal_settled(*, most: int = MOST_IN_BLOCK) -> int:
    """Seal all that is settled and not sealed yet, in blocks of `most` entries; gives the number of blocks. Several
    workers may do it at once: one of them closes each block."""
    blocks, end = 0, settled()
    while True:
        before = Seal.objects.first()
        after = before.last if before else 0
        block = list(_rows(after, end)[:most])
        if not block:
            return blocks
        digest, count = digest_of(bytes(before.digest) if before else NOTHING_BEFORE, block)
        try:
            with transaction.atomic():
                Seal.objects.create(
                    number=before.number + 1 if before else 1,
                    first=block[0][0],
                    last=block[-1][0],
                    entries=count,
                    digest=digest,
                    at=clock.now(),
                )
        except IntegrityError:  # another worker closed it
            continue
        blocks += 1


def latest() -> Seal | None:
    """The newest seal; None while nothing is sealed."""
    return Seal.objects.first()


def not_as_kept(kept: Mapping[int, str]) -> list[str]:
    """Every seal that is not as in `kept`: digests by number, in hexadecimal, as somebody printed or published them."""
    there = {one.number: one.digest_text for one in Seal.objects.filter(number__in=kept)}
    wrong = [number for number, digest in sorted(kept.items()) if there.get(number) != digest]
    rows = [(number, "not the one" if number in there else "missing, the one") for number in wrong]
    return told("seal {} is {} that was kept elsewhere", REPAIR, rows)


def look() -> Findings:
    """Every seal that does not fit its entries, looked up anew."""
    wrong: list[str] = []
    before, end, number = NOTHING_BEFORE, 0, 0
    for seal in Seal.objects.order_by("number").iterator():
        number += 1
        if seal.number != number:
            wrong.append(f"seal {number} is missing")
            number = seal.number
        elif digest_of(before, _rows(end, seal.last).iterator(chunk_size=2_000)) != (bytes(seal.digest), seal.entries):
            wrong.append(f"entries {end + 1} to {seal.last} are not as seal {seal.number} closed them")
        before, end = bytes(seal.digest), seal.last
    faults = told("{}", REPAIR, [(one,) for one in wrong])
    return Findings({"sealed blocks": number, "journal entries": Entry.objects.count()}, faults)


def _rows(after: int, last: int) -> QuerySet[Entry, Row]:
    return Entry.objects.filter(pk__gt=after, pk__lte=last).order_by("pk").values_list(*FIELDS)
