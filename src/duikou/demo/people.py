"""Invented people: names of many kinds, contacts that reach nobody (example.org, RFC 2606)."""

from __future__ import annotations

from random import Random

from duikou.demo.facts import facts


def names(random: Random, count: int) -> list[str]:
    """So many different names; about one in four is of one part or written with `·`."""
    parts = facts()["people"]
    found: dict[str, None] = {}
    while len(found) < count:
        plain = random.choice(parts["family"]) + random.choice(parts["given"])
        whole = random.choice(parts["whole"]) + random.choice(("", "", "加", "吉"))
        found[whole if random.random() < 0.25 else plain] = None
    return list(found)


def contact(number: int) -> str:
    """The contact of the invented person with this number."""
    return f"sample-{number:03}@example.org"
