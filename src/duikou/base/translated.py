"""Written content in several languages, kept in one field."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language


class Translated(dict[str, str]):
    """Texts by language code (`zh-hans`, `en`). As a string it is the reader's language, else the city's, else any."""

    def text(self, language: str | None = None) -> str:
        """The text in `language` (the reader's by default), falling back to the default language, then to any."""
        for code in (language or get_language() or "", settings.LANGUAGE_CODE):
            if self.get(code):
                return self[code]
        return next((text for text in self.values() if text), "")

    def __str__(self) -> str:
        return self.text()

    def __bool__(self) -> bool:
        return any(self.values())


def translated(value: object) -> Translated:
    """`value` as Translated: a plain string becomes a text in the default language."""
    if isinstance(value, dict):
        return Translated({str(code): str(text) for code, text in value.items()})
    return Translated({settings.LANGUAGE_CODE: str(value)} if value else {})


class TranslatedText(models.JSONField):
    """A field that holds Translated; stored as a JSON object of texts by language code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Translated)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return translated(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value: Any) -> Any:
        return translated(value or {})
