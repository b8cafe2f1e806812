"""Finding documents: up to ten thousand hits at once, from which pages, counts and facets are made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection, transaction

from duikou.index import fulltext, words
from duikou.index.models import Label, Scope

MOST_HITS = 10_000


class Hit(NamedTuple):
    """A found document: its id in its room, what it belongs to there, its facets and its numbers to sort by."""

    ref: int
    group: int
    pack: int
    amount: int
    until: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; `capped` when there are more than the hits given. `in_title` are the refs whose title has
    the words, best first, looked up only as far as asked for."""

    hits: Sequence[Hit] = ()
    capped: bool = False
    in_title: tuple[int, ...] = ()


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
    title_first: int = 0,
    limit: int = MOST_HITS,
) -> Found:
    """The documents of scope (`kind`, `ref`) that have every word of `text`, one label of each of `labels`, and belong
    to one of `groups` if given; newest first. When no document has a Latin word as it stands, words that begin with it
    will do. `title_first`: how many hits in the title to look up. Two to four queries."""
    where = reach(kind, ref)
    lexemes = words.of_query(text)
    if where is None or (text.strip() and not lexemes) or (groups is not None and not groups):
        return Found()
    needs: list[Collection[str]] = [*((lexeme,) for lexeme in lexemes)]
    filters = [sorted(words.LABEL + label for label in any_of) for any_of in labels]
    hits = _hits(where, [*needs, *filters], groups, limit + 1)
    if not hits and any(_may_begin(lexeme) for lexeme in lexemes):
        needs = [(lexeme + "*" if _may_begin(lexeme) else lexeme,) for lexeme in lexemes]
        hits = _hits(where, [*needs, *filters], groups, limit + 1)
    in_title: tuple[int, ...] = ()
    if lexemes and title_first and hits:
        titled = [[words.IN_TITLE + lexeme for lexeme in any_of] for any_of in needs]
        in_title = tuple(hit.ref for hit in _hits(where, [*titled, *filters], groups, title_first))
    return Found(hits[:limit], len(hits) > limit, in_title)


def labels(facet: str) -> dict[int, str]:
    """The values of a facet by number."""
    return dict(Label.objects.filter(facet=facet).values_list("id", "value"))


def documents(kind: str, ref: int) -> int:
    """How many documents a scope holds."""
    return Scope.objects.filter(kind=kind, ref=ref).values_list("documents", flat=True).first() or 0


def _may_begin(lexeme: str) -> bool:
    return len(lexeme) > 2 and lexeme.isascii()


def _hits(where: Reach, wanted: Sequence[Collection[str]], groups: Collection[int] | None, limit: int) -> list[Hit]:
    if where.documents * 2 < where.everything:
        wanted = [*wanted, [f"{words.LABEL}scope{where.scope}"]]
    also, values = "d.scope_id = %s", [where.scope]
    if groups is not None:
        also += f' AND d."group" IN ({", ".join(str(int(group)) for group in groups)})'
    sql, values = fulltext.select(
        'd.ref, d."group", d.pack, d.amount, d.until',
        [list(any_of) for any_of in wanted],
        where=also,
        values=values,
        ids=(where.lowest, where.highest),
        limit=limit,
    )
    return [Hit(*row) for row in _run(sql, values)]


def _run(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    if not fulltext.on_postgresql():
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())
    with transaction.atomic(), connection.cursor() as cursor:
        # The planner has no statistics about slices and would at times read the whole table.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
        cursor.execute(sql, values)
        return list(cursor.fetchall())
