"""Finding documents: up to three thousand hits at once, from which pages, counts and facets are made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from duikou.index import fulltext, words
from duikou.index.models import Label, Scope

MOST_HITS = 3_000
MOST_COUNTED = 10_000
COLUMNS = ("d.ref", 'd."group"', "d.pack")
NUMBERS = {"amount": ("d.amount",), "until": ("d.until",)}


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, newest first, column by column: the documents' ids in their room, what they belong to there,
    their facets and the numbers to sort by. `capped` when there are more: `total`, 10,001 for more than 10,000."""

    refs: Sequence[int] = ()
    groups: Sequence[int] = ()
    packs: Sequence[int] = ()
    numbers: Sequence[int] = ()
    capped: bool = False
    total: int = 0

    def __len__(self) -> int:
        return len(self.refs)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a search looks: the scope's row, how many documents it holds, and the ids they lie between."""

    scope: int
    documents: int
    lowest: int
    highest: int
    everything: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: in a reach, every one of the lexemes, one label of each of `labels`, and one of `groups` if
    given. With `begun`, words that begin with a Latin lexeme will do for it."""

    where: Reach | None
    lexemes: tuple[str, ...] = ()
    labels: tuple[Collection[str], ...] = ()
    groups: Collection[int] | None = None
    begun: bool = False
    unsayable: bool = False

    @property
    def hopeless(self) -> bool:
        """Whether nothing can be found, so that the database need not be asked."""
        return self.where is None or self.unsayable or (self.groups is not None and not self.groups)

    def narrowed(self, labels: Sequence[Collection[str]], groups: Collection[int] | None) -> Asked:
        """The same with more labels, and in these groups only if given."""
        return replace(self, labels=(*self.labels, *labels), groups=groups)


def ask(
    kind: str,
    ref: int,
    text: str = "",
    *,
    labels: Sequence[Collection[str]] = (),
    groups: Collection[int] | None = None,
) -> Asked:
    """The question for the documents of scope (`kind`, `ref`) that have every word of `text`, to be searched and
    counted as often as needed. When no document has a Latin word as it stands, words that begin with it are asked for.
    One query; one more for a Latin word."""
    lexemes = words.of_query(text)
    asked = Asked(_reach(kind, ref), lexemes, tuple(labels), groups, unsayable=bool(text.strip()) and not lexemes)
    if any(map(_may_begin, lexemes)) and not is_more_than(0, asked):
        return replace(asked, begun=True)
    return asked


def search(asked: Asked, *, number: str = "", limit: int | None = None, counted: int = MOST_COUNTED) -> Found:
    """The documents asked for, newest first, with their `number` ("amount" or "until"), counted up to one more than
    `counted`. One query."""
    if asked.hopeless:
        return Found()
    columns, limit = COLUMNS + NUMBERS.get(number, ()), limit or MOST_HITS
    found, total = _columns(columns, asked, asked.lexemes, limit, counted=counted + 1)
    refs, groups, packs, *numbers = found
    return Found(refs, groups, packs, numbers[0] if numbers else (), total > limit, total)


def is_more_than(most: int, asked: Asked) -> bool:
    """Whether more than `most` documents would be found. One query, that reads no more than it needs to tell."""
    return not asked.hopeless and _number(asked, most + 1) > most


def count(asked: Asked) -> int:
    """How many documents would be found; 10,001 when there are more than 10,000. One query."""
    return 0 if asked.hopeless else _number(asked, MOST_COUNTED + 1)


def in_title(asked: Asked, *, limit: int | None = None) -> list[int]:
    """The refs of those found documents whose title has every word, newest first. One query."""
    if asked.hopeless or not asked.lexemes:
        return []
    titled = [words.IN_TITLE + lexeme for lexeme in asked.lexemes]
    return _columns(("d.ref",), asked, titled, limit or MOST_HITS)[0][0]


def labels(facet: str) -> dict[int, str]:
    """The values of a facet by number."""
    return dict(Label.objects.filter(facet=facet).values_list("id", "value"))


def documents(kind: str, ref: int) -> int:
    """How many documents a scope holds."""
    return Scope.objects.filter(kind=kind, ref=ref).values_list("documents", flat=True).first() or 0


def _reach(kind: str, ref: int) -> Reach | None:
    """The reach of a scope; None when nothing is indexed in it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.id, s.documents, (SELECT min(id) FROM index_document WHERE scope_id = s.id),"
            " (SELECT max(id) FROM index_document WHERE scope_id = s.id), (SELECT sum(documents) FROM index_scope)"
            " FROM index_scope s WHERE s.kind = %s AND s.ref = %s",
            [kind, ref],
        )
        row = cursor.fetchone()
    return Reach(*map(int, row)) if row and row[2] is not None else None


def _may_begin(lexeme: str) -> bool:
    return len(lexeme.lstrip(words.IN_TITLE)) > 2 and lexeme.isascii()


def _wanted(asked: Asked, lexemes: Sequence[str]) -> list[list[str]]:
    assert asked.where is not None
    wanted = [[lexeme + "*" if asked.begun and _may_begin(lexeme) else lexeme] for lexeme in lexemes]
    wanted += [sorted(words.LABEL + label for label in any_of) for any_of in asked.labels]
    if asked.where.documents * 2 < asked.where.everything:
        wanted.append([_label_of_scope(asked.where)])
    return wanted


def _label_of_scope(where: Reach) -> str:
    return f"{words.LABEL}scope{where.scope}"


def _select(
    columns: Sequence[str], asked: Asked, wanted: fulltext.AllOf, limit: int, *, ordered: bool = True
) -> tuple[str, list[Any]]:
    where = asked.where
    assert where is not None
    also, values = "d.scope_id = %s", [where.scope]
    if wanted:
        # A column that is not asked for need not be read to count. The sum keeps the planner from the scope's own
        # index, which would lead through all of the scope.
        named = where.documents == where.everything or _label_of_scope(where) in wanted[-1]
        also, values = ("true", []) if named else ("d.scope_id + 0 = %s", values)
    if asked.groups is not None:
        also += f' AND d."group" IN ({", ".join(str(int(group)) for group in asked.groups)})'
    return fulltext.select(
        columns,
        wanted,
        where=also,
        values=values,
        ids=(where.lowest, where.highest),
        limit=limit,
        ordered=ordered,
    )


def _columns(
    columns: Sequence[str], asked: Asked, lexemes: Sequence[str], limit: int, *, counted: int = 0
) -> tuple[list[list[int]], int]:
    wanted = _wanted(asked, lexemes)
    return fulltext.columns_of(
        *_select(columns, asked, wanted, max(limit, counted)), len(columns), most=limit, by_words=bool(wanted)
    )


def _number(asked: Asked, limit: int) -> int:
    wanted = _wanted(asked, asked.lexemes)
    return fulltext.number_of(*_select(("1",), asked, wanted, limit, ordered=False), by_words=bool(wanted))
