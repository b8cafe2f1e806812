"""Sealed texts that stand inside JSON, where libraries keep what they were given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import models

from duikou.base.json_parts import parts
from duikou.base.registry import sealed_inside
from duikou.base.sealed import PREFIX, start_of

Row = tuple[type[models.Model], str, Any, Any]  # the model, its column, the row's key and what stands there


def inside_anew(start: str, anew: Callable[[str], str]) -> Iterator[int]:
    """Seal each anew that does not begin with `start`, unless its row changes meanwhile; the numbers of rows, as they
    are done. What `anew` gives nothing for is left."""
    for model, field, pk, value in _rows():
        new = _mapped(value, lambda text: text if text.startswith(start) else anew(text) or text)
        if new != value:
            yield model._default_manager.filter(pk=pk, **{field: value}).update(**{field: new})


def rows_inside_under(name: str) -> int:
    """How many rows hold a text inside that is sealed with the field key of this name."""
    start = start_of(name)
    return sum(
        any(isinstance(one, str) and one.startswith(start) for one in parts(value))
        for _model, _field, _pk, value in _rows()
    )


def _rows() -> Iterator[Row]:
    for label, field in sealed_inside:
        model = apps.get_model(label)
        for pk, value in model._default_manager.order_by("pk").values_list("pk", field).iterator():
            yield model, field, pk, value


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value) if value.startswith(f"{PREFIX}:") else value
    if isinstance(value, list):
        return [_mapped(one, change) for one in value]
    if isinstance(value, dict):
        return {key: _mapped(one, change) for key, one in value.items()}
    return value
