"""What the tests of the house's shape read: the source files, the rooms and their floors."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "duikou"

# Higher floors may use lower ones; rooms of one floor never each other.
FLOORS = {
    "config": 6,
    "demo": 6,
    "portal": 5,
    "reports": 5,
    "fairs": 4,
    "activities": 4,
    "desk": 4,
    "aid": 4,
    "booking": 3,
    "plans": 3,
    "directory": 2,
    "journal": 1,
    "index": 1,
    "base": 0,
}


def below(room: str, other: str) -> bool:
    """Whether `room` may use `other`: itself, or a room of a lower floor."""
    return room == other or FLOORS[other] < FLOORS[room]


def source_files() -> Iterator[Path]:
    """Every Python file of the product but migrations."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def room_of(path: Path) -> str:
    """The room that a file of the product stands in; "" for the package's own files."""
    parts = path.relative_to(SOURCE).parts
    return parts[0] if len(parts) > 1 else ""


@cache
def tree(path: Path) -> ast.Module:
    """The file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, full name) of everything a file imports, wherever in the file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def layer_of(path: Path) -> str:
    """The file's place in its room: `actions` for `fairs/actions/posts.py` and for `booking/actions.py`."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return parts[1] if len(parts) > 1 else ""
