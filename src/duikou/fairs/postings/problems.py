"""What can be wrong with a file, a column or a row, in words that can be shown in any language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext


@dataclass(frozen=True)
class Problem:
    """A message and its parts; translated when it is shown, so that it can be stored and read in another language."""

    message: str
    parts: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The message in the language of the moment."""
        if not self.parts:
            return gettext(self.message)
        kind = self.parts.get("kind")
        return gettext(self.message) % {**self.parts, **({"kind": gettext(kind)} if kind else {})}

    def as_json(self) -> dict[str, Any]:
        """The message and its parts as plain data, for storage."""
        return {"message": self.message, "parts": self.parts}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Problem:
        """The problem that `as_json` stored."""
        return cls(data["message"], data.get("parts", {}))


class FileRefused(Exception):
    """The file as a whole cannot be used; `problem` says why and what to do."""

    def __init__(self, message: str, **parts: Any) -> None:
        self.problem = Problem(message, parts)
        super().__init__(message)


@dataclass(frozen=True)
class RowRefused:
    """A row that cannot become a post: where it stands and why. Never holds the value itself."""

    sheet: str
    row: int
    cell: str
    problem: Problem

    def as_json(self) -> dict[str, Any]:
        """The refusal as plain data, for storage."""
        return {"sheet": self.sheet, "row": self.row, "column": self.cell, "problem": self.problem.as_json()}


@dataclass(frozen=True)
class ColumnRefused:
    """A column (or a whole sheet, `column` empty) whose values are not taken, by the name of its header only."""

    sheet: str
    column: str
    problem: Problem

    def as_json(self) -> dict[str, Any]:
        """The refusal as plain data, for storage."""
        return {"sheet": self.sheet, "column": self.column, "problem": self.problem.as_json()}


@dataclass(frozen=True)
class SheetSkipped:
    """A sheet without posts, and why it was passed over."""

    sheet: str
    problem: Problem

    def as_json(self) -> dict[str, Any]:
        """The note as plain data, for storage."""
        return {"sheet": self.sheet, "problem": self.problem.as_json()}
