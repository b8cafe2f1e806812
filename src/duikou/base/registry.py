"""Registries turn the arrows round: a room declares, base holds, a room above (or the shell) walks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from duikou.base.promises import Findings

T = TypeVar("T")


class Registry(Generic[T]):
    """Things declared by the rooms while the apps load, in the order of declaration."""

    def __init__(self) -> None:
        self._things: dict[str, T] = {}

    def add(self, key: str, thing: T) -> T:
        """Declare `thing` under `key`; raises ValueError when another thing has the key."""
        if self._things.get(key, thing) != thing:
            raise ValueError(f"'{key}' is declared twice")
        self._things[key] = thing
        return thing

    def get(self, key: str) -> T | None:
        """The thing declared under `key`, if any."""
        return self._things.get(key)

    def items(self) -> Iterator[tuple[str, T]]:
        """Each key with its thing, in the order of declaration."""
        return iter(self._things.items())

    def __iter__(self) -> Iterator[T]:
        return iter(self._things.values())

    def __len__(self) -> int:
        return len(self._things)


@dataclass(frozen=True, slots=True)
class PersonalField:
    """A stored personal field: what it is for, why it may be kept, how long, and how it is erased. `label` is what
    people call it; `whose` says whether it is about people the city serves or about those who sign in for work.
    `overdue(now)` gives the rows that still have it although it should have gone by `now`, as `kept_for` says it in
    words; whatever is about the people served has one."""

    model: str
    field: str
    label: str
    whose: Literal["person", "account"]
    purpose: str
    legal_basis: str
    seen_by: str
    kept_for: str
    erased_by: str
    overdue: Callable[[datetime], QuerySet[Any]] | None = None


personal_fields: Registry[PersonalField] = Registry()


def who_did(model: str, field: str, label: str, kept_for: str, *, seen_by: str = _("administrators")) -> PersonalField:
    """A field that keeps who of the staff did something, as a reference that the erasure of the account lets lead
    nowhere. `label`, `kept_for` and `seen_by` are messages to translate."""
    return PersonalField(
        model=model,
        field=field,
        label=label,
        whose="account",
        purpose=_("to answer who did what"),
        legal_basis=_("accountability of the office"),
        seen_by=seen_by,
        kept_for=kept_for,
        erased_by=_("erasure of the account it points at"),
    )


@dataclass(frozen=True, slots=True)
class Job:
    """Work a room wants done again and again by the worker: `run()` every `every_seconds`, in short pieces. What waits
    for others is done `aside`, in a thread of its own, so that it keeps no other job waiting."""

    name: str
    every_seconds: float
    run: Callable[[], object]
    aside: bool = False


jobs: Registry[Job] = Registry()


@dataclass(frozen=True, slots=True)
class Happened:
    """What other systems may be told of one entry of the journal: ids and moments, never a personal value, and the
    primary key of the organisation whose it is (None: the city's)."""

    organisation: int | None
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of journal entry that other systems can be told of. `tell` takes entries' references (`booking:<id>`) with
    their details, and gives what to say of each; None of those there is nothing to say of."""

    name: str
    says: Any
    tell: Callable[[Sequence[tuple[str, dict[str, Any]]]], Sequence[Happened | None]]


events: Registry[Event] = Registry()

# Each looks up what the room's stored rows promise, and repairs nothing.
checks: Registry[Callable[[], Findings]] = Registry()


@dataclass(frozen=True, slots=True)
class LookUp:
    """Check numbers that are stored so that rows are found by them, of `look_up_hash`: `hashes` works those of a row
    out anew from what is sealed in it, by column, when their key changes."""

    model: str
    hashes: Callable[[Any], dict[str, bytes]]


look_ups: Registry[LookUp] = Registry()

# JSON columns in which sealed texts stand, as (model, field): a change of the field key seals those anew, too.
sealed_inside: Registry[tuple[str, str]] = Registry()


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A file among the keys that is no key of the ring: `load` reads what it holds, and makes it at the first use."""

    name: str
    load: Callable[[], bytes]


key_files: Registry[KeyFile] = Registry()


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of a table that a foreign key leads to from a person, as they are shown to that person: what people call the
    table and its columns; `inner` columns are numbers of rows and say nothing; `shown` says a column of a row in words;
    `reference` is how the journal calls a row."""

    model: str
    title: str
    labels: Mapping[str, str]
    inner: frozenset[str] = frozenset()
    shown: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    reference: Callable[[Any], str] | None = None


kept_rows: Registry[Kept] = Registry()

# What else whoever shows that some things are theirs has shown to be theirs: given the person's primary key and the
# public ids of these things, the ids of rows that were made by them.
shown_with: Registry[Callable[[int, Collection[UUID]], Collection[UUID]]] = Registry()

# What a room keeps about somebody where no foreign key leads: given the references of what is theirs, rows by title.
told_besides: Registry[Callable[[Sequence[str]], Mapping[str, Any]]] = Registry()

# What a room does before people are erased, in the same transaction, given their primary keys: rows and files that no
# foreign key leads to.
goes_along: Registry[Callable[[Sequence[int]], object]] = Registry()

# Tables, by `room.Model`, whose rows need to reach somebody and not to know who they are: of whoever is tied to nothing
# else any more a contact and a language stay, without a name.
contact_alone: Registry[str] = Registry()

# What a room does so that somebody who is erased holds nothing any more, given their primary key.
gives_up: Registry[Callable[[int], object]] = Registry()

# Whether somebody holds more in a room than the things with the known public ids, given their primary key: then a name
# and a contact alone do not prove that all of it is theirs.
holds_besides: Registry[Callable[[int, Collection[UUID]], bool]] = Registry()
