"""JSON files: a list of objects, an object that holds such lists, lists of rows, or one object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop as N_

from .limits import COLUMNS, JSON_BYTES
from .problems import FileRefused
from .sheets import Cell, Sheet
from .texts import encoding_of

SPACE = re.compile(r"[\s,]*")
DECODER = json.JSONDecoder()


def looks_like_json(head: bytes) -> bool:
    """Whether the first bytes begin a JSON value that can hold objects."""
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    return text[:1] == b"{" or (text[:1] == b"[" and text[1:].lstrip(b" \t\r\n\x00")[:1] in (b"{", b"[", b"]"))


def read(path: Path, name: str) -> list[Sheet]:
    """A sheet for every list of objects in the file. Raises FileRefused when there is none or the text breaks off."""
    if path.stat().st_size > JSON_BYTES:
        raise FileRefused(
            N_(
                "The file is %(size)d MB; up to %(limit)d MB can be read. Split it, or remove "
                "pictures and spare sheets."
            ),
            size=path.stat().st_size >> 20,
            limit=JSON_BYTES >> 20,
        )
    text = path.read_text(encoding=encoding_of(path), errors="replace").lstrip("\ufeff \t\r\n")
    try:
        lists = find_lists(text, name)
    except (ValueError, RecursionError) as error:
        where = getattr(error, "lineno", 0)
        raise FileRefused(
            N_("The JSON breaks off or is not well formed near line %(line)d. Export it again."), line=where
        ) from error
    sheets = [sheet for sheet in (as_sheet(label, items) for label, items in lists) if sheet is not None]
    if not sheets:
        raise FileRefused(
            N_("There is no list of posts in the JSON file. It should be a list of objects, one for each post.")
        )
    return sheets


def find_lists(text: str, name: str) -> list[tuple[str, list[Any]]]:
    """Every list of objects (or of rows) in the text, with a name for each."""
    values: list[Any] = []
    position = 0
    while position < len(text):
        value, position = DECODER.raw_decode(text, position)
        values.append(value)
        position = SPACE.match(text, position).end()  # type: ignore[union-attr]
    if len(values) > 1:
        return [(name, values)]
    return list(lists_in(values[0] if values else [], name, 0))


def lists_in(value: Any, name: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    """The lists of objects inside a value, three levels deep."""
    if isinstance(value, list) and value and all(isinstance(item, (dict, list)) for item in value):
        yield name, value
    elif isinstance(value, dict) and depth < 3:
        inner = [(key, part) for key, part in value.items() if isinstance(part, (dict, list)) and part]
        found = [pair for key, part in inner for pair in lists_in(part, key, depth + 1)]
        if found:
            yield from found
        elif depth == 0 and len(value) > 1:
            yield name, [value]


def flat(item: dict[str, Any], prefix: str = "") -> dict[str, Cell]:
    """An object's values by key; one level of inner objects is joined as outer.inner."""
    values: dict[str, Cell] = {}
    for key, value in item.items():
        if isinstance(value, dict) and not prefix:
            values.update(flat(value, f"{key}."))
        else:
            values[prefix + str(key)] = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
    return values


def as_sheet(name: str, items: list[Any]) -> Sheet | None:
    """The list as a table whose first row holds the keys of all its objects."""
    if all(isinstance(item, list) for item in items):
        return Sheet(name, lambda: iter(items))
    objects = [item for item in items if isinstance(item, dict)]
    keys: dict[str, None] = {}
    for item in objects:
        for key, value in item.items():
            if isinstance(value, dict):
                keys.update(dict.fromkeys(flat({key: value})))
            else:
                keys[str(key)] = None
    if not keys or len(keys) > COLUMNS:
        return None

    def rows() -> Iterator[Sequence[Cell]]:
        yield list(keys)
        for item in objects:
            values = flat(item)
            yield [values.get(key) for key in keys]

    return Sheet(name, rows, first_row=0, has_keys=True)
