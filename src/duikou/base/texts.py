"""Forms with texts in every language of the city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.conf import settings

from duikou.base.free_text import FreeText, FreeTextForm
from duikou.base.translated import Translated


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is asked for in every language: what it is called, and whether it is long, or needed in the city's
    own language."""

    label: Any
    long: bool = False
    needed: bool = False
    help_text: Any = ""


class TextsForm(FreeTextForm):
    """A form with a field for each of TEXTS in each language, beside its own fields."""

    TEXTS: ClassVar[Mapping[str, Text]] = {}

    def __init__(self, *args: Any, texts: Mapping[str, Translated] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text in self.TEXTS.items():
            for code, language in settings.LANGUAGES:
                self.fields[f"{name}_{code}"] = FreeText(
                    label=f"{text.label} ({language})",
                    required=text.needed and code == settings.LANGUAGE_CODE,
                    max_length=2000 if text.long else 200,
                    widget=forms.Textarea(attrs={"rows": 3}) if text.long else forms.TextInput(),
                    initial=texts[name].get(code, "") if texts else "",
                    help_text=text.help_text if code == settings.LANGUAGE_CODE else "",
                )

    def texts(self) -> dict[str, Translated]:
        """What was written, by name and language."""
        return {
            name: Translated(
                {
                    code: said
                    for code, _language in settings.LANGUAGES
                    if (said := self.cleaned_data.get(f"{name}_{code}"))
                }
            )
            for name in self.TEXTS
        }

    def in_order(self, *names: str) -> None:
        """Put the fields into this order; a text stands for its fields in all languages."""
        every: list[str] = []
        for name in names:
            every += [f"{name}_{code}" for code, _language in settings.LANGUAGES] if name in self.TEXTS else [name]
        self.order_fields(every)
