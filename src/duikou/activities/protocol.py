"""The protocol of a contest's results: frozen as text, read again, known by its digest. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import Any

from duikou.activities.placings import Asked, Given, Placed


def protocol(
    *,
    contest: str,
    criteria: Sequence[Asked],
    prizes: Sequence[Given],
    drop: bool,
    categories: Sequence[tuple[Mapping[str, str], Sequence[Placed]]],
) -> str:
    """The protocol as it is frozen: JSON without spaces, keys in order, so that equal results are equal bytes."""
    said = {
        "contest": contest,
        "highest_and_lowest_left_out": drop,
        "criteria": [{"name": dict(one.name), "most": one.most, "weight": one.weight} for one in criteria],
        "prizes": [{"name": dict(one.name), "count": one.count} for one in prizes],
        "categories": [
            {
                "name": dict(name),
                "works": [
                    {
                        "number": one.number,
                        "jurors": one.jurors,
                        "means": [str(mean) for mean in one.means],
                        "mean": str(one.mean),
                        "place": one.place,
                        "prize": one.prize,
                    }
                    for one in works
                ],
            }
            for name, works in categories
        ],
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(content: str) -> str:
    """The SHA-256 of a protocol, as hexadecimal digits."""
    return sha256(content.encode()).hexdigest()


def read_protocol(content: str) -> dict[str, Any]:
    """A frozen protocol, with its means as decimals again."""
    said: dict[str, Any] = json.loads(content)
    for category in said["categories"]:
        for work in category["works"]:
            work["mean"] = Decimal(work["mean"]).quantize(Decimal("0.01"), ROUND_HALF_UP)
            work["means"] = [Decimal(one).quantize(Decimal("0.01"), ROUND_HALF_UP) for one in work["means"]]
    return said
