"""Whatever is kept about people is declared: what for, who sees it, how long, how it goes."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from duikou.base.keeping import not_personal
from duikou.base.promises import Findings, told
from duikou.base.proofs.reading import has_rows, ours
from duikou.base.registry import PersonalField, personal_fields
from duikou.base.sealed import SealedText

FAULT = "{}: {}"
DO = "Declare it in its room's privacy.py, or take it out"
ACTORS = frozenset({"by", "who", "recipient", "whose"})
WORDS = ("label", "purpose", "legal_basis", "seen_by", "kept_for", "erased_by")


def fields() -> Findings:
    """Personal fields that are not declared, and declarations of what is not there or without an end. A library's model
    counts once anything is stored in it."""
    known = {f"{one.model}.{one.field}" for one in personal_fields}
    found, looked_at = list[tuple[str, str]](), 0
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            looked_at += 1
            label = f"{model._meta.label}.{field.name}"
            if label in known or not (ours(model) or has_rows(model)):
                continue
            if is_personal(field) and not not_personal.get(label):
                found.append((label, "is about a person and not declared"))
            if _is_of_an_account(field) and not any(one.model == model._meta.label for one in personal_fields):
                found.append((label, "leads to an account, and nothing of its table is declared"))
    found += [(f"{one.model}.{one.field}", fault) for one in personal_fields for fault in _wrong(one)]
    return Findings({"columns": looked_at, "declared fields": len(personal_fields)}, told(FAULT, DO, found))


def is_personal(field: models.Field[object, object]) -> bool:
    """Whether a column is about a person, as far as it can tell: it is sealed or an e-mail address, it leads to one of
    those who are served, or it says who did something or who gets it."""
    if isinstance(field, SealedText | models.EmailField):
        return True
    if field.is_relation and field.related_model is not None:
        return _label(field) in _served()
    return isinstance(field, models.CharField) and (field.name in ACTORS or field.name.endswith("_by"))


def _served() -> set[str]:
    """Models of the people who are served: those of which something sealed is declared, with a key of their own."""
    return {one.model for one in personal_fields if one.whose == "person" and _is_sealed(one)}


def _is_sealed(one: PersonalField) -> bool:
    try:
        return isinstance(apps.get_model(one.model)._meta.get_field(one.field), SealedText)
    except (LookupError, FieldDoesNotExist):
        return False


def _is_of_an_account(field: models.Field[object, object]) -> bool:
    return field.is_relation and field.related_model is not None and _label(field) == settings.AUTH_USER_MODEL


def _label(field: models.Field[object, object]) -> str:
    related = field.related_model
    return related._meta.label if isinstance(related, type) else str(related)


def _wrong(one: PersonalField) -> Iterator[str]:
    try:
        apps.get_model(one.model)._meta.get_field(one.field)
    except (LookupError, FieldDoesNotExist):
        yield "is declared and is not there"
    for word in WORDS:
        if not getattr(one, word):
            yield f"is declared without its {word}"
    if one.whose == "person" and one.overdue is None:
        yield "is declared without an end that can be looked up (overdue)"
