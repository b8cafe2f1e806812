"""What is asked for about a page of the guide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.base.free_text import FreeText, FreeTextForm
from duikou.desk.guide_text import bad_links
from duikou.desk.models import GuidePage, Topic

TAKEN_NAMES = ("print", "worker")
HELP = _(
    "## Heading · - item · - [ ] something to tick off · [words](https://… or /centres/). An empty line begins a new "
    "paragraph."
)


class PlaceForm(forms.Form):
    """Where a page stands in the guide."""

    slug = forms.SlugField(
        label=_("Address"), max_length=60, help_text=_("Small letters and hyphens, such as first-week. It stays.")
    )
    parent = forms.ModelChoiceField(
        label=_("Belongs to"), queryset=GuidePage.objects.none(), required=False, empty_label=_("the guide itself")
    )
    order = forms.IntegerField(label=_("Place among its neighbours"), min_value=0, max_value=9999, initial=10)
    topic = forms.ModelChoiceField(
        label=_("“Help me with this” asks about"),
        queryset=Topic.objects.none(),
        required=False,
        empty_label=_("nothing"),
    )

    def __init__(self, *args: Any, pages: QuerySet[GuidePage], page: GuidePage | None = None, **kwargs: Any) -> None:
        if page is not None:
            kwargs["initial"] = {"parent": page.parent_id, "order": page.order, "topic": page.topic_id}
        super().__init__(*args, **kwargs)
        for name, rows in (("parent", pages), ("topic", Topic.objects.all())):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        if page is not None:
            del self.fields["slug"]

    def clean_slug(self) -> str:
        """An address that no page has."""
        slug = str(self.cleaned_data["slug"]).lower()
        if slug in TAKEN_NAMES or GuidePage.objects.filter(slug=slug).exists():
            raise ValidationError(_("Another page has this address. Choose a different one."))
        return slug


class TextsForm(FreeTextForm):
    """Title and text of a page in every language, side by side; a language left empty is not published."""

    slight = forms.BooleanField(
        label=_("Only words are corrected: translations are not outdated by it"), required=False
    )

    def __init__(self, *args: Any, page: GuidePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, language in settings.LANGUAGES:
            self.fields[f"title_{code}"] = FreeText(
                label=_("Title (%(language)s)") % {"language": language},
                max_length=120,
                required=False,
                initial=page.title.get(code, ""),
            )
            self.fields[f"body_{code}"] = FreeText(
                label=_("Text (%(language)s)") % {"language": language},
                max_length=20_000,
                required=False,
                strip=False,
                initial=page.body.get(code, ""),
                help_text=HELP,
                widget=forms.Textarea(attrs={"rows": 18, "lang": code}),
            )

    def clean(self) -> dict[str, Any]:
        """Texts that have a title, and links that lead somewhere."""
        said = super().clean() or {}
        for code, _language in settings.LANGUAGES:
            title, body = said.get(f"title_{code}", ""), said.get(f"body_{code}", "")
            if body and body.strip() and not title and f"title_{code}" not in self.errors:
                self.add_error(f"title_{code}", _("Write a title, too."))
            for address in bad_links(body or "")[:3]:
                self.add_error(
                    f"body_{code}",
                    _("A link leads to “%(address)s”. Begin it with https:// or with / for a page of this city.")
                    % {"address": address[:80]},
                )
        return said

    def columns(self) -> list[tuple[str, str, forms.BoundField, forms.BoundField]]:
        """For each language its code, its name and its two fields."""
        return [(code, name, self[f"title_{code}"], self[f"body_{code}"]) for code, name in settings.LANGUAGES]

    def texts(self) -> dict[str, tuple[str, str]]:
        """Title and text by language, of those that have a title."""
        data = self.cleaned_data
        found = {code: (data[f"title_{code}"], data[f"body_{code}"].strip()) for code, _name in settings.LANGUAGES}
        return {code: text for code, text in found.items() if text[0]}
