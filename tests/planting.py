"""Planting what must not be there: classes of the house that ask for something refused, for one test."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.apps import apps
from django.db import models
from ninja import Schema


@contextmanager
def planted_form(**fields: forms.Field) -> Iterator[None]:
    """A form of the house with these fields."""
    form: Any = type("PlantedForm", (forms.Form,), {"__module__": "duikou.planted", **fields})
    yield
    del form
    gc.collect()


@contextmanager
def planted_shape(**fields: Any) -> Iterator[None]:
    """A shape of the API with these fields, by their types."""
    shape: Any = type(
        "PlantedOut",
        (Schema,),
        {"__module__": "duikou.planted", "__annotations__": fields, **dict.fromkeys(fields, "")},
    )
    yield
    del shape
    gc.collect()


@contextmanager
def planted_model(module: str = "duikou.planted", **fields: Any) -> Iterator[type[models.Model]]:
    """A model of the directory with these fields; it has no table."""
    meta = type("Meta", (), {"app_label": "directory"})
    model: Any = type("Planted", (models.Model,), {"__module__": module, "Meta": meta, **fields})
    try:
        yield model
    finally:
        del apps.all_models["directory"]["planted"]
        apps.clear_cache()
