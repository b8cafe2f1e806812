"""Nothing that the program is made of is named for what is never kept about a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.forms import BaseForm
from django.utils import translation

from duikou.base.json_parts import keys_in
from duikou.base.keeping import not_about_people
from duikou.base.promises import Findings, told
from duikou.base.proofs.reading import has_rows, ours, rows
from duikou.base.refused import refused, refused_label

DO = "Take it out; what is never kept about a person stands in base/refused_words.py"
FAULT = "{} would keep {}"
SCREENS = ("forms", "api", "views")
LANGUAGES = ("zh-hans", "en")
T = TypeVar("T")


def columns() -> Findings:
    """Columns that are named so. A library's model counts once anything is stored in it."""
    found, looked_at = [], 0
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            looked_at += 1
            names = {field.name, str(getattr(field, "column", None) or field.name)}
            what = next(filter(None, (refused(name, of=model.__name__) for name in sorted(names))), "")
            what = what or refused_label(str(getattr(field, "verbose_name", "")), of=model.__name__)
            if what and (ours(model) or has_rows(model)):
                found.append((f"{model._meta.label}.{field.name}", what))
    return Findings({"columns": looked_at}, told(FAULT, DO, found))


def forms() -> Findings:
    """Fields of forms that are named so, or called so on a screen, in any of the languages."""
    load_screens()
    found, looked_at = [], 0
    for form in subclasses(BaseForm):
        for name, field in getattr(form, "base_fields", {}).items():
            looked_at += 1
            what = refused(name, of=form.__name__) or _called(field.label, of=form.__name__)
            if what:
                found.append((f"{form.__module__}.{form.__name__}.{name}", what))
    return Findings({"fields of forms": looked_at}, told(FAULT, DO, sorted(found)))


def shapes() -> Findings:
    """Fields of what the API takes and gives that are named so."""
    from pydantic import BaseModel  # needed by few of those who start

    load_screens()
    found, looked_at = [], 0
    for shape in subclasses(BaseModel):
        for name, field in shape.model_fields.items():
            looked_at += 1
            alias = str(field.alias or name)
            what = refused(name, of=shape.__name__) or refused(alias, of=shape.__name__)
            if what:
                found.append((f"{shape.__module__}.{shape.__name__}.{alias}", what))
    return Findings({"fields of the API": looked_at}, told(FAULT, DO, sorted(found)))


def keys() -> Findings:
    """Keys of stored JSON that are named so, in every row there is."""
    found, looked_at = list[tuple[str, str]](), 0
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            label = f"{model._meta.label}.{field.name}"
            if isinstance(field, models.JSONField) and ours(model) and not not_about_people.get(label):
                for number, value in rows(model, field.name):
                    looked_at += 1
                    for key in set(keys_in(json.loads(value) if isinstance(value, str | bytes) else value)):
                        if what := refused(key, of=model.__name__):
                            found.append((f"{label} of row {number}, under a name of its own,", what))
    return Findings({"rows with JSON": looked_at}, told(FAULT, DO, found))


def load_screens() -> None:
    """Load every module of the house that may hold forms or shapes of the API, whatever is served from here."""
    import_module(settings.ROOT_URLCONF)
    for app in apps.get_app_configs():
        if app.module is not None and app.name.startswith("duikou."):
            for part in SCREENS:
                for name in _modules(f"{app.name}.{part}"):
                    import_module(name)


def subclasses(base: type[T]) -> Iterator[type[T]]:
    """Every class of the house that is a `base`, each once."""
    waiting, seen = [base], set[type[T]]()
    while waiting:
        for one in waiting.pop().__subclasses__():
            if one not in seen:
                seen.add(one)
                waiting.append(one)
                if ours(one):
                    yield one


def _modules(name: str) -> Iterator[str]:
    try:
        module = import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return
    yield name
    for found in walk_packages(getattr(module, "__path__", []), f"{name}."):
        yield found.name


def _called(label: Any, *, of: str) -> str:
    """What a label asks for in either language, if it is refused."""
    for language in LANGUAGES:
        with translation.override(language):
            if what := refused_label(str(label or ""), of=of):
                return what
    return ""
