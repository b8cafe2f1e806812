"""What is promised about people, as things that can be looked up, and what erases what has been kept long enough. The
rooms declare both while their apps load; the journal has them done and keeps what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from duikou.base.promises import Findings
from duikou.base.registry import Registry


@dataclass(frozen=True, slots=True)
class Proof:
    """How a promise about people is proved: `look()` gives what was looked at and every fault, in plain English with
    ids and never a personal value. `promise` and `looks_at` are messages to translate: what is promised, and where it
    is looked for. They are read in the order of `rank`."""

    name: str
    rank: int
    promise: str
    looks_at: str
    look: Callable[[], Findings]


@dataclass(frozen=True, slots=True)
class Retention:
    """Something that goes when its time has come: `what` goes and when, as a message to translate; `run()` erases all
    that is due, in short pieces, and gives the number. One that is `last` goes along with what others erase, and runs
    after them."""

    name: str
    what: str
    run: Callable[[], int]
    last: bool = False


proofs: Registry[Proof] = Registry()
retentions: Registry[Retention] = Registry()
# Sealed columns that are about no person, by `room.Model.field`, with the reason.
not_personal: Registry[str] = Registry()
# Columns of JSON whose keys are words of spreadsheets or of things, by `room.Model.field`, with the reason.
not_about_people: Registry[str] = Registry()


def in_order() -> list[Proof]:
    """Every proof, in the order in which they are read."""
    return sorted(proofs, key=lambda one: one.rank)
