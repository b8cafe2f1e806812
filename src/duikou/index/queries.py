"""Finding documents: up to three thousand hits at once, from which pages, counts and facets are made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from duikou.index import fulltext, words
from duikou.index.models import Label, Scope

MOST_HITS = 3_000
MOST_COUNTED = 10_000
COLUMNS = 'd.ref, d."group", d.pack'
PLANNER = "; ".join(
    f"SET LOCAL {what} = off" for what in ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan", "jit")
)
NUMBERS = {"amount": ", d.amount", "until": ", d.until"}


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, newest first, column by column: the documents' ids in their room, what they belong to there,
    their facets and the numbers to sort by. `capped` when there are more; `in_title` are the refs whose title has the
    words, looked up only as far as asked for."""

    refs: Sequence[int] = ()
    groups: Sequence[int] = ()
    packs: Sequence[int] = ()
    numbers: Sequence[int] = ()
    capped: bool = False
    begun: bool = False

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


def reach(kind: str, ref: int) -> Reach | None:
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


def search(
    kind: str,
    ref: int,
    text: str = "",
    *,
    labels: Sequence[Collection[str]] = (),
    groups: Collection[int] | None = None,
    number: str = "",
    limit: int | None = None,
) -> Found:
    """The documents of scope (`kind`, `ref`) that have every word of `text`, one label of each of `labels`, and belong
    to one of `groups` if given; newest first, with their `number` ("amount" or "until"). When no document has a Latin
    word as it stands, words that begin with it will do. Two queries, three if so."""
    where = reach(kind, ref)
    lexemes, columns, limit = words.of_query(text), COLUMNS + NUMBERS.get(number, ""), limit or MOST_HITS
    if where is None or (text.strip() and not lexemes) or (groups is not None and not groups):
        return Found()
    rows, begun = _hits(columns, where, [*_needs(lexemes), *_filters(labels)], groups, limit + 1), False
    if not rows and any(map(_may_begin, lexemes)):
        begun = True
        rows = _hits(columns, where, [*_needs(lexemes, begun=True), *_filters(labels)], groups, limit + 1)
    if not rows:
        return Found()
    capped = len(rows) > limit
    hits = rows[:limit] if capped else rows
    refs, belongs, packs = ([row[at] for row in hits] for at in range(3))
    return Found(refs, belongs, packs, [row[3] for row in hits] if number else (), capped, begun)


def count(
    kind: str,
    ref: int,
    text: str = "",
    *,
    begun: bool = False,
    labels: Sequence[Collection[str]] = (),
    groups: Collection[int] | None = None,
) -> int:
    """How many documents a search finds; 10,001 when there are more than 10,000. Two queries."""
    where = reach(kind, ref)
    lexemes = words.of_query(text)
    if where is None or (text.strip() and not lexemes) or (groups is not None and not groups):
        return 0
    wanted = [*_needs(lexemes, begun=begun), *_filters(labels)]
    sql, values = _statement("1", where, wanted, groups, MOST_COUNTED + 1, ordered=False)
    return int(_run(f"SELECT count(*) FROM ({sql}) hits", values, by_words=bool(wanted))[0][0])


def in_title(
    kind: str,
    ref: int,
    text: str,
    *,
    begun: bool = False,
    labels: Sequence[Collection[str]] = (),
    groups: Collection[int] | None = None,
    limit: int | None = None,
) -> list[int]:
    """The refs of those found documents whose title has every word, newest first. Two queries."""
    where = reach(kind, ref)
    lexemes = words.of_query(text)
    if where is None or not lexemes or (groups is not None and not groups):
        return []
    needs = _needs([words.IN_TITLE + lexeme for lexeme in lexemes], begun=begun)
    return [row[0] for row in _hits("d.ref", where, [*needs, *_filters(labels)], groups, limit or MOST_HITS)]


def labels(facet: str) -> dict[int, str]:
    """The values of a facet by number."""
    return dict(Label.objects.filter(facet=facet).values_list("id", "value"))


def documents(kind: str, ref: int) -> int:
    """How many documents a scope holds."""
    return Scope.objects.filter(kind=kind, ref=ref).values_list("documents", flat=True).first() or 0


def _may_begin(lexeme: str) -> bool:
    return len(lexeme.lstrip(words.IN_TITLE)) > 2 and lexeme.isascii()


def _needs(lexemes: Sequence[str], *, begun: bool = False) -> list[tuple[str]]:
    return [(lexeme + "*" if begun and _may_begin(lexeme) else lexeme,) for lexeme in lexemes]


def _filters(labels: Sequence[Collection[str]]) -> list[list[str]]:
    return [sorted(words.LABEL + label for label in any_of) for any_of in labels]


def _hits(
    columns: str, where: Reach, wanted: Sequence[Collection[str]], groups: Collection[int] | None, limit: int
) -> list[tuple[Any, ...]]:
    return _run(*_statement(columns, where, wanted, groups, limit), by_words=bool(wanted))


def _statement(
    columns: str,
    where: Reach,
    wanted: Sequence[Collection[str]],
    groups: Collection[int] | None,
    limit: int,
    *,
    ordered: bool = True,
) -> tuple[str, list[Any]]:
    if where.documents * 2 < where.everything:
        wanted = [*wanted, [f"{words.LABEL}scope{where.scope}"]]
    # The sum keeps the planner from the scope's own index, which would lead through all of the scope.
    also, values = ("d.scope_id + 0 = %s" if wanted else "d.scope_id = %s"), [where.scope]
    if groups is not None:
        also += f' AND d."group" IN ({", ".join(str(int(group)) for group in groups)})'
    return fulltext.select(
        columns,
        [list(any_of) for any_of in wanted],
        where=also,
        values=values,
        ids=(where.lowest, where.highest),
        limit=limit,
        ordered=ordered,
    )


def _run(sql: str, values: Sequence[Any], *, by_words: bool = True) -> list[tuple[Any, ...]]:
    if not fulltext.on_postgresql():
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found
    with transaction.atomic(), connection.cursor() as cursor:
        if by_words:
            # The planner knows nothing of slices: left alone it reads the whole table, or follows the ids through it.
            cursor.execute(PLANNER)
        cursor.execute(sql, values)
        found = cursor.fetchall()
        return found
