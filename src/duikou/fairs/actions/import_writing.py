"""Writes imported posts in pieces so short that nobody else has to wait: on SQLite about 50 ms each."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from duikou.base.ids import new_id_texts
from duikou.directory.actions.employers import keep_employers
from duikou.directory.models import Organisation
from duikou.fairs import signals
from duikou.fairs.actions.publishing import stating_enough
from duikou.fairs.models import Condition, Fair, ImportBatch, Post, PostCondition
from duikou.fairs.postings.conditions import Mark
from duikou.fairs.postings.drafts import Draft
from duikou.fairs.postings.majors import Majors
from duikou.fairs.postings.values import Decisions, field_of, majors_json, values
from duikou.fairs.queries.imports import area_codes, decisions, stands_of

TARGET_SECONDS = {"sqlite": 0.04, "postgresql": 0.25}  # SQLite has one writer, and others wait for it
FIRST_PIECE, SMALLEST_PIECE, LARGEST_PIECE = 200, 50, 2000
CONTENT = (
    "title",
    "code",
    "kind",
    "headcount",
    "headcount_text",
    "education",
    "education_only",
    "education_text",
    "majors_text",
    "majors",
    "any_major",
    "experience",
    "conditions",
    "duties",
    "workplace",
    "area_code",
    "pay_min",
    "pay_max",
    "pay_currency",
    "pay_period",
    "pay_text",
    "pay_monthly",
    "benefits",
    "valid_until",
    "other",
)
STORED = (
    "id",
    "public_id",
    "fair_id",
    "employer_id",
    "stand_id",
    "batch_id",
    "key",
    "state",
    *CONTENT,
    "occupation_scheme",
    "occupation_code",
    "occupation_label",
    "created_at",
    "changed_at",
    "published_at",
)


ENCODE = json.JSONEncoder(ensure_ascii=False).encode


def plain(value: Any) -> Any:
    """A value as the database driver takes it without the ORM's help."""
    if connection.vendor == "sqlite" and isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    return value


def new_ids(count: int) -> list[Any]:
    """New public ids, many at once and as the driver takes them."""
    texts = new_id_texts(count)
    return texts if connection.vendor == "sqlite" else [UUID(text) for text in texts]


def content(found: dict[str, Any]) -> list[Any]:
    """The content columns of a post in their order, as the driver takes them."""
    found["majors"], found["other"] = majors_text(found["majors"]), ENCODE(found["other"])
    for name in ("pay_min", "pay_max", "pay_monthly", "valid_until"):
        if found[name] is not None:
            found[name] = str(found[name])
    return [found[name] for name in CONTENT]


@lru_cache(maxsize=4000)
def majors_text(majors: Majors) -> str:
    """The majors as JSON text."""
    return ENCODE(majors_json(majors))


def next_ids(table: str, count: int) -> Sequence[int]:
    """`count` fresh ids of a table; on SQLite the caller's transaction already holds the write lock."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        last = found[0] if found else 0
        return range(last + 1, last + count + 1)


def insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of plain values in one round."""
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)


@dataclass
class Writer:
    """Takes drafts and writes them as posts of one batch."""

    fair: Fair
    batch: ImportBatch
    now: datetime
    employer: Organisation | None = None
    decided: Decisions = field(default_factory=dict)
    employers: dict[str, int] = field(default_factory=dict)
    stands: dict[int, int] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    conditions: dict[tuple[str, str], int] = field(default_factory=dict)
    waiting: list[tuple[Draft, str]] = field(default_factory=list)
    piece: int = FIRST_PIECE
    rows_done: int = 0
    longest: float = 0.0

    def __post_init__(self) -> None:
        self.decided = decisions(self.fair)
        self.stands = stands_of(self.fair)
        self.areas = area_codes()
        self.conditions = {(row.kind, row.text): row.id for row in Condition.objects.filter(fair=self.fair)}

    def add(self, draft: Draft, key: str) -> None:
        """Take one new post; writes a piece when enough have come together."""
        self.waiting.append((draft, key))
        if len(self.waiting) >= self.piece:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting, and learn from the time it took how long the next piece may be."""
        if not self.waiting:
            return
        drafts, self.waiting = self.waiting, []
        ready = [(draft, key, *values(draft, self.decided)) for draft, key in drafts]
        begun = time.perf_counter()
        with transaction.atomic():
            self.write(ready)
            ImportBatch.objects.filter(id=self.batch.id).update(rows_done=self.rows_done)
        spent = max(time.perf_counter() - begun, 0.001)
        self.longest = max(self.longest, spent)
        growth = min(2.0, TARGET_SECONDS[connection.vendor] / spent)
        self.piece = int(min(LARGEST_PIECE, max(SMALLEST_PIECE, self.piece * growth)))

    def write(self, ready: list[tuple[Draft, str, dict[str, Any], list[tuple[str, Mark]]]]) -> None:
        """Insert one piece: employers and conditions first met here, the posts, their marks."""
        self.meet_employers([draft.employer for draft, _key, _found, _marks in ready])
        self.meet_conditions([mark for _draft, _key, _found, marks in ready for _name, mark in marks])
        ids = next_ids(Post._meta.db_table, len(ready))
        now = plain(self.now)
        public = new_ids(len(ready))
        rows, marked = [], []
        for post, public_id, (draft, key, found, marks) in zip(ids, public, ready, strict=True):
            employer = self.employer_id(draft.employer)
            found["area_code"] = self.area_of(found["workplace"], draft)
            rows.append(
                (
                    post,
                    public_id,
                    self.fair.id,
                    employer,
                    self.stands.get(employer),
                    self.batch.id,
                    key,
                    "draft",
                    *content(found),
                    "",
                    "",
                    "",
                    now,
                    now,
                    None,
                )
            )
            marked += self.mark_rows(post, marks)
        insert(Post._meta.db_table, STORED, rows)
        self.insert_marks(marked)

    def mark_rows(self, post: int, marks: list[tuple[str, Mark]]) -> list[tuple[int, int, str, str]]:
        """The marks of a post as rows, equal ones of a field once."""
        rows = {(self.conditions[mark.kind, mark.wording], field_of(name)): mark.words for name, mark in marks}
        return [(post, condition, where, words) for (condition, where), words in rows.items()]

    def insert_marks(self, marked: list[tuple[int, int, str, str]]) -> None:
        """Insert the marks of a piece."""
        if marked:
            ids = next_ids(PostCondition._meta.db_table, len(marked))
            rows = [(one, *row) for one, row in zip(ids, marked, strict=True)]
            insert(PostCondition._meta.db_table, ("id", "post_id", "condition_id", "field", "words"), rows)

    def meet_employers(self, names: Sequence[str]) -> None:
        """Make sure every employer named here is known to the directory."""
        if self.employer is None:
            unknown = [name for name in dict.fromkeys(names) if name not in self.employers]
            if unknown:
                self.employers.update(keep_employers(names=unknown))

    def employer_id(self, name: str) -> int:
        """The directory's id of an employer; in an employer's own upload always its own."""
        return self.employer.id if self.employer is not None else self.employers[name]

    def meet_conditions(self, marks: Sequence[Mark]) -> None:
        """Make sure every wording marked here has its row, so that it can be decided once."""
        new = {(mark.kind, mark.wording) for mark in marks} - self.conditions.keys()
        if new:
            made = [Condition(fair=self.fair, kind=kind, text=wording) for kind, wording in sorted(new)]
            Condition.objects.bulk_create(made, ignore_conflicts=True)
            rows = Condition.objects.filter(fair=self.fair, text__in=[wording for _kind, wording in new])
            self.conditions.update({(row.kind, row.text): row.id for row in rows})

    def area_of(self, workplace: str, draft: Draft) -> str:
        """The code of the longest area name in the place of work, "" when none is known."""
        if not self.areas or not workplace:
            return ""
        text = workplace + draft.texts.get("city", "")
        names = [name for name in self.areas if name in text]
        return self.areas[max(names, key=len)] if names else ""

    def change(self, pairs: Sequence[tuple[Draft, int, str]]) -> None:
        """Bring posts up to what a newer file says: (draft, post, key). One that no longer
        states enough, or has an open condition, is a draft again."""
        ready = [(draft, post, key, *values(draft, self.decided)) for draft, post, key in pairs]
        with transaction.atomic():
            self.meet_conditions([mark for *_rest, marks in ready for _name, mark in marks])
            rows, marked = [], []
            for draft, post, key, found, marks in ready:
                found["area_code"] = self.area_of(found["workplace"], draft)
                rows.append((*content(found), key, plain(self.now), post))
                marked += self.mark_rows(post, marks)
            sets = ", ".join(f'"{name}" = %s' for name in (*CONTENT, "key", "changed_at"))
            with connection.cursor() as cursor:
                cursor.executemany(f'UPDATE "{Post._meta.db_table}" SET {sets} WHERE "id" = %s', rows)
            posts = [post for _draft, post, *_rest in ready]
            PostCondition.objects.filter(post_id__in=posts).delete()
            self.insert_marks(marked)
            published = Post.objects.filter(id__in=posts, state=Post.State.PUBLISHED)
            enough = list(stating_enough(published).values_list("id", flat=True))
            published.exclude(id__in=enough).update(state=Post.State.DRAFT)
            signals.posts_changed.send(Post, post_ids=posts)
