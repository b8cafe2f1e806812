"""What fairs put into the search index: the public facts of published posts. Never a person's name or contact."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from duikou.directory.models import Area, Organisation
from duikou.fairs import majors, qualifying
from duikou.fairs.facet_bits import (
    ANY_MAJOR,
    DISCIPLINES,
    KIND,
    KINDS,
    NO_DATE,
    NO_PAY,
    PAY_STEPS,
    PLACE,
    UNKNOWN_EDUCATION,
    packing,
)
from duikou.fairs.models import Post
from duikou.index import actions as index
from duikou.index.entries import Entry

PIECE = 1000

# Numbers and addresses at which somebody can be reached may stand in free texts; they are not searchable.
NUMBER = re.compile(r"\d[\d\-—\s]{5,}\d")
MAIL = re.compile(r"\S+@\S+")
COLUMNS = (
    "id", "fair_id", "state", "employer_id", "stand_id", "title", "code", "kind", "occupation_label",
    "education", "education_only", "education_text", "majors_text", "majors_json", "any_major", "experience",
    "conditions", "duties", "workplace", "area_code", "pay_monthly", "benefits", "valid_until",
)  # fmt: skip
TEXTS = (
    "majors_text",
    "conditions",
    "duties",
    "workplace",
    "occupation_label",
    "education_text",
    "experience",
    "benefits",
)


def index_posts(post_ids: Iterable[int]) -> int:
    """Bring the index entries of these posts up to date: published ones are written, others dropped. Unchanged entries
    are left alone. Returns how many were written. Works in batches; call it inside the writer's transaction."""
    ids, written = list(post_ids), 0
    for start in range(0, len(ids), PIECE):
        piece = ids[start : start + PIECE]
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in _rows(piece)]
        published = [row for row in rows if row["state"] == Post.State.PUBLISHED]
        hidden = set(piece) - {row["id"] for row in published}
        if hidden:
            index.drop_many(hidden, kind=KIND)
        written += _put(published)
    return written


def rebuild() -> int:
    """Build the search index of all fairs anew; returns the number of posts in it. Also gives back the room that
    changed posts left behind on SQLite."""
    index.empty()
    ids = Post.objects.filter(state=Post.State.PUBLISHED).order_by("id").values_list("id", flat=True)
    return index_posts(ids.iterator(chunk_size=10_000))


def _rows(ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    posts = Post.objects.filter(id__in=ids).annotate(majors_json=Cast("majors", TextField()))
    return posts.order_by("fair_id", "id").values_list(*COLUMNS).iterator()


def _put(rows: Sequence[Mapping[str, Any]]) -> int:
    names = employer_names({row["employer_id"] for row in rows})
    areas = area_names({row["area_code"] for row in rows if row["area_code"]})
    places = {row["id"]: place_of(row["workplace"], areas.get(row["area_code"], "")) for row in rows}
    numbers = index.label_numbers({place for place in places.values() if place}, facet=PLACE)
    return sum(
        index.put_many(
            (entry_of(row, names.get(row["employer_id"], ()), numbers.get(places[row["id"]], 0)) for row in of_fair),
            kind=KIND,
            scope=fair,
        )
        for fair, of_fair in groupby(rows, key=lambda row: int(row["fair_id"]))
    )


def employer_names(ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """What employers are called, in every language."""
    rows = Organisation.objects.filter(id__in=set(ids)).values_list("id", "name")
    return {pk: tuple(text for text in dict.fromkeys(name.values()) if text) for pk, name in rows}


def area_names(codes: Iterable[str]) -> dict[str, str]:
    """Names of areas by code."""
    return {code: str(name) for code, name in Area.objects.filter(code__in=set(codes)).values_list("code", "name")}


@lru_cache(maxsize=20_000)
def place_of(workplace: str, area: str) -> str:
    """The place a post is filed under: its area's name, else the beginning of its place of work."""
    return area or re.split(r"[\s,，;；、|·(（]", workplace.strip(), maxsplit=1)[0][:20]


@lru_cache(maxsize=1_000)
def searchable(text: str) -> str:
    """A text without telephone numbers and mail addresses."""
    plain = NUMBER.sub(" ", text)
    return MAIL.sub(" ", plain) if "@" in plain else plain


@lru_cache(maxsize=500)
def _wanted(majors_json: str, any_major: bool) -> tuple[frozenset[str], int]:
    """The marks of the majors a post asks for, and its disciplines as bits; lists of majors repeat a great deal."""
    wanted = majors.asked(json.loads(majors_json), any_major=any_major)
    named = [DISCIPLINES.index(code) for code in majors.disciplines(wanted) if code in DISCIPLINES]
    return wanted, sum(1 << number for number in named) | (ANY_MAJOR if majors.ANY in wanted else 0)


def entry_of(row: Mapping[str, Any], names: tuple[str, ...], place: int) -> Entry:
    """The entry of one post, from its COLUMNS, the names of its employer and the number of its place."""
    wanted, named = _wanted(row["majors_json"], row["any_major"])
    levels = qualifying.levels(row["education"], only=row["education_only"], text=row["education_text"])
    pay = [step for step in PAY_STEPS if row["pay_monthly"] is not None and row["pay_monthly"] >= step]
    kind = KINDS.index(row["kind"]) if row["kind"] in KINDS else 0
    labels = {
        *(f"q{level}" for level in (majors.LEVELS if levels is None else levels)),
        *(f"p{step}" for step in pay),
        *(f"g{code}" for at, code in enumerate(DISCIPLINES) if named >> at & 1),
        f"k{row['kind']}",
        *(wanted or {majors.UNSURE}),
        *([f"a{place}"] if place else []),
    }
    return Entry(
        ref=row["id"],
        title=row["title"],
        names=names,
        texts=tuple(searchable(text) for name in TEXTS if (text := row[name])),
        codes=(row["code"],) if row["code"] else (),
        labels=frozenset(labels),
        group=row["stand_id"] or 0,
        pack=packing.pack(
            education=UNKNOWN_EDUCATION if levels is None else sum(1 << majors.LEVELS.index(level) for level in levels),
            pay=NO_PAY if row["pay_monthly"] is None else (1 << len(pay)) - 1,
            kind=kind,
            place=place,
            majors=named,
        ),
        amount=int(min(row["pay_monthly"] or 0, 2_000_000_000)),
        until=row["valid_until"].toordinal() if row["valid_until"] else NO_DATE,
    )
