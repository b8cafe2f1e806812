"""What is asked for when an organisation or an area is added or renamed."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from duikou.base.free_text import FreeText, FreeTextForm
from duikou.directory.divisions import is_division
from duikou.directory.models import Area, Organisation
from duikou.directory.names import organisation_key
from duikou.directory.queries import areas_in_order

Kind = Organisation.Kind


class Names(FreeTextForm):
    """A name in Chinese, and in English if there is one."""

    name_zh = FreeText(label=_("Name in Chinese"), max_length=80)
    name_en = FreeText(label=_("Name in English"), max_length=120, required=False)

    def names(self) -> dict[str, str]:
        """The names by language."""
        said = {"zh-hans": self.cleaned_data["name_zh"], "en": self.cleaned_data["name_en"]}
        return {code: name for code, name in said.items() if name}


class BodyForm(Names):
    """An office, another body or a centre, and where it lies."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=((Kind.OFFICE, _("office or other body, also of a partner county")), (Kind.CENTRE, _("centre"))),
    )
    area = forms.ModelChoiceField(
        label=_("Area"), queryset=Area.objects.none(), required=False, empty_label=_("not said")
    )

    def __init__(self, *args: Any, known: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        assert isinstance(area, forms.ModelChoiceField)
        area.queryset = areas_in_order()
        if known is not None:
            del self.fields["kind"]

    def clean_name_zh(self) -> str:
        """A name in which something is left when marks are taken away."""
        name = str(self.cleaned_data["name_zh"])
        if not organisation_key(name):
            raise ValidationError(_("Write a name."))
        return name


class AreaForm(Names):
    """An area with its code, which cannot be changed later."""

    code = FreeText(
        label=_("Division code"),
        max_length=12,
        help_text=_("Six digits of GB/T 2260, such as 620200; nine or twelve for a township or village."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
    )
    field_order = ("code", "name_zh", "name_en")

    def __init__(self, *args: Any, known: Area | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known is not None:
            del self.fields["code"]

    def clean_code(self) -> str:
        """The code of a division, in plain digits."""
        code = unicodedata.normalize("NFKC", self.cleaned_data["code"]).replace(" ", "")
        if not is_division(code):
            raise ValidationError(
                _("This is no code of a division. Look it up in GB/T 2260: six digits, such as 620200."), code="code"
            )
        return code
