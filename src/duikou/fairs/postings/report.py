"""What an import found and did, for people and as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .drafts import Draft
from .problems import ColumnRefused, RowRefused, SheetSkipped
from .reading import Reading

REFUSALS_KEPT = 1000
CHANGES_SHOWN = 200
SHOWN_LENGTH = 120


@dataclass
class Report:
    """The figures of one import. A change is {row, sheet, title, fields: {name: [before, after]}}."""

    rows_read: int = 0
    posts_new: int = 0
    posts_changed: int = 0
    posts_unchanged: int = 0
    headcount_total: int = 0
    headcount_unknown: int = 0
    conditions_marked: int = 0
    rows_filled_down: int = 0
    rows_refused_count: int = 0
    rows_refused: list[RowRefused] = field(default_factory=list)
    columns_refused: list[ColumnRefused] = field(default_factory=list)
    sheets_skipped: list[SheetSkipped] = field(default_factory=list)
    mapping: dict[str, dict[str, str]] = field(default_factory=dict)
    lacking: dict[str, int] = field(default_factory=dict)
    conditions: dict[str, int] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    vanished_count: int = 0
    posts_published: int = 0
    employers: int = 0
    longest_write: float = 0.0

    def take_over(self, reading: Reading) -> None:
        """Copy what the reading found out about the file as a whole."""
        self.rows_read, self.rows_filled_down = reading.rows_read, reading.rows_filled_down
        self.columns_refused, self.sheets_skipped = reading.columns_refused, reading.skipped
        self.mapping = reading.mapping

    def count_draft(self, draft: Draft) -> None:
        """Count a row that can become a post."""
        if draft.headcount.number is None:
            self.headcount_unknown += 1
        else:
            self.headcount_total += draft.headcount.number
        self.conditions_marked += len(draft.marks)
        for _field, mark in draft.marks:
            key = f"{mark.kind}:{mark.wording}"
            self.conditions[key] = self.conditions.get(key, 0) + 1

    def count_refusal(self, refused: RowRefused) -> None:
        """Count a row that cannot."""
        self.rows_refused_count += 1
        if len(self.rows_refused) < REFUSALS_KEPT:
            self.rows_refused.append(refused)

    def for_command(self) -> dict[str, Any]:
        """Exactly what `import-postings --json` prints, with reasons in the language of the moment."""
        return {
            "rows_read": self.rows_read,
            "posts_new": self.posts_new,
            "posts_changed": self.posts_changed,
            "posts_unchanged": self.posts_unchanged,
            "headcount_total": self.headcount_total,
            "rows_refused": [
                {"sheet": one.sheet, "row": one.row, "column": one.cell, "reason": one.problem.text}
                for one in self.rows_refused
            ],
            "columns_refused": [
                {"sheet": one.sheet, "column": one.column, "reason": one.problem.text} for one in self.columns_refused
            ],
            "conditions_marked": self.conditions_marked,
            "mapping": self.mapping,
        }

    def as_json(self) -> dict[str, Any]:
        """Everything, as it is stored with the batch; messages stay untranslated."""
        return {
            "rows_read": self.rows_read,
            "posts_new": self.posts_new,
            "posts_changed": self.posts_changed,
            "posts_unchanged": self.posts_unchanged,
            "posts_published": self.posts_published,
            "headcount_total": self.headcount_total,
            "headcount_unknown": self.headcount_unknown,
            "conditions_marked": self.conditions_marked,
            "rows_filled_down": self.rows_filled_down,
            "employers": self.employers,
            "rows_refused_count": self.rows_refused_count,
            "rows_refused": [one.as_json() for one in self.rows_refused[:CHANGES_SHOWN]],
            "columns_refused": [one.as_json() for one in self.columns_refused],
            "sheets_skipped": [one.as_json() for one in self.sheets_skipped],
            "lacking": self.lacking,
            "conditions": dict(sorted(self.conditions.items(), key=lambda pair: -pair[1])[:CHANGES_SHOWN]),
            "changes": self.changes[:CHANGES_SHOWN],
            "vanished": self.vanished[:CHANGES_SHOWN],
            "vanished_count": self.vanished_count,
        }


def shown(value: Any) -> str:
    """A stored value as it is shown in a list of changes."""
    text = "" if value is None else str(value)
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"
