"""What somebody looking for a class may choose by, and what they write on and read from certificates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.activities.certificates import LONGEST, LONGEST_NAME
from duikou.activities.course_words import LEVELS
from duikou.activities.models import Kind
from duikou.activities.queries.listed_courses import kinds_in_use, places_in_use
from duikou.base.free_text import FreeText, FreeTextForm
from duikou.directory.models import Place

FIELDS = ("kind", "level", "place", "free")


class FindCoursesForm(forms.Form):
    """Words, kind, level and place, each for any when empty; all of it stands in the address."""

    q = forms.CharField(label=_("Words to look for"), max_length=100, required=False)
    kind = forms.ModelChoiceField(
        label=_("Kind of activity"),
        queryset=Kind.objects.none(),
        to_field_name="key",
        required=False,
        empty_label=_("All kinds"),
    )
    level = forms.ChoiceField(label=_("Level"), choices=[("", _("Any level")), *LEVELS.items()], required=False)
    place = forms.ModelChoiceField(
        label=_("Place"), queryset=Place.objects.none(), required=False, empty_label=_("All places")
    )
    free = forms.BooleanField(label=_("Only classes with free seats"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, queryset in (("kind", kinds_in_use()), ("place", places_in_use())):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset

    def wanted(self) -> dict[str, Any]:
        """What was chosen, by field of a class; what does not exist counts as not chosen."""
        self.is_valid()
        return {name: found for name in FIELDS if (found := self.cleaned_data.get(name))}

    def words(self) -> str:
        """The words that were typed."""
        self.is_valid()
        return str(self.cleaned_data.get("q") or "")


class NameForm(FreeTextForm):
    """The name that a certificate is made out to."""

    name = FreeText(
        label=_("Name on the certificate"),
        max_length=LONGEST_NAME,
        help_text=_("As it is to be printed. It goes into the certificate alone and is not kept."),
    )


class CheckForm(forms.Form):
    """The code of a certificate, to be checked."""

    code = forms.CharField(
        label=_("Code of the certificate"),
        max_length=LONGEST + 200,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false", "data-code": ""}),
        error_messages={"required": _("Paste the code that stands under the QR code of the certificate.")},
    )
