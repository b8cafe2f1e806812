"""Figures that rooms declare: each with a name, a definition and a unit, read from the same numbers everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from duikou.base.registry import Registry

Source = TypeVar("Source")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Figure(Generic[Source, Value]):
    """A figure: what it is called, what exactly it counts, in which unit, and how it is read; None for a count of
    people that is too small to be shown."""

    key: str
    name: Any
    definition: Any
    unit: Any
    read: Callable[[Source], Value]


class Figures(Registry[Figure[Source, Value]]):
    """The figures of one kind of numbers, in the order of declaration."""

    def declare(self, key: str, name: Any, definition: Any, unit: Any, read: Callable[[Source], Value]) -> None:
        """Add a figure."""
        self.add(key, Figure(key, name, definition, unit, read))

    def of(self, source: Source) -> list[tuple[Figure[Source, Value], Value]]:
        """Every figure with its value."""
        return [(one, one.read(source)) for one in self]
