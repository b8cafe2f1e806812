"""What is asked for about the areas that centres serve."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.base.free_text import FreeText, FreeTextForm
from duikou.desk.area_words import line_words
from duikou.desk.areas.geojson import MOST_BYTES
from duikou.desk.areas.streets import read_lines
from duikou.desk.models import Centre, ServiceArea

LONGEST_LIST = 200_000


class DrawingForm(forms.Form):
    """A file with areas, and the coordinates it is in."""

    file = forms.FileField(
        label=_("GeoJSON file with the areas"),
        help_text=_("Polygons, each with a property “name”. An area of the same name gets the new border."),
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json,application/geo+json,application/json"}),
    )
    given_in = forms.ChoiceField(
        label=_("Which kind of map it was drawn on"),
        choices=(
            ("wgs84", _("WGS 84: GPS, GeoJSON as it should be, most tools for maps")),
            ("gcj02", _("GCJ-02: Amap (高德) and Tencent maps; moved to WGS 84 here")),
        ),
        initial="wgs84",
        widget=forms.RadioSelect,
        help_text=_("Coordinates of Baidu maps (BD-09) are a third kind: turn them into one of these first."),
    )

    def clean_file(self) -> Any:
        """A file of a size that is read."""
        found = self.cleaned_data["file"]
        if found.size > MOST_BYTES:
            raise ValidationError(_("This file is larger than 8 MB. Let the map tool simplify the borders."))
        return found


class AreaForm(FreeTextForm):
    """The name of an area and its list of streets."""

    name_zh = FreeText(label=_("Name in Chinese"), max_length=80)
    name_en = FreeText(label=_("Name in English"), max_length=120, required=False)
    streets = FreeText(
        label=_("Streets and compounds, a line each"),
        required=False,
        max_length=LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_(
            "人民路 1-99 单 · 解放街 2-100 双 · 团结路 51以上 · 幸福小区|Xingfu Garden 3栋 · 除 人民路 17. "
            "Write streets and numbers, never who lives there."
        ),
    )
    drop_drawing = forms.BooleanField(label=_("Take the drawn border away"), required=False)

    def __init__(self, *args: Any, area: ServiceArea | None = None, **kwargs: Any) -> None:
        if area is not None:
            first = {
                "name_zh": area.name.get("zh-hans", ""),
                "name_en": area.name.get("en", ""),
                "streets": area.streets,
            }
            kwargs["initial"] = first
        super().__init__(*args, **kwargs)
        if area is None or not area.drawing:
            del self.fields["drop_drawing"]

    def clean_streets(self) -> str:
        """Lines that can all be read."""
        text = str(self.cleaned_data["streets"])
        _parts, troubles = read_lines(text)
        if troubles:
            shown = [line_words(one) for one in troubles[:20]]
            raise ValidationError(shown)
        return text

    def names(self) -> dict[str, str]:
        """The names by language."""
        said = {"zh-hans": self.cleaned_data["name_zh"], "en": self.cleaned_data["name_en"]}
        return {code: name for code, name in said.items() if name}


class ExceptionForm(FreeTextForm):
    """What is otherwise in an area, from when until when."""

    words_zh = FreeText(label=_("What is otherwise, in Chinese"), max_length=200)
    words_en = FreeText(label=_("What is otherwise, in English"), max_length=200, required=False)
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("Empty: for good."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    instead = forms.ModelChoiceField(
        label=_("Another centre serves meanwhile"),
        queryset=Centre.objects.none(),
        required=False,
        empty_label=_("none"),
    )

    def __init__(self, *args: Any, centres: QuerySet[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["instead"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = centres

    def clean(self) -> dict[str, Any]:
        """Days in their order."""
        said = super().clean() or {}
        starts, ends = said.get("starts_on"), said.get("ends_on")
        if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
            self.add_error("ends_on", _("The last day is before the first. Write a later one."))
        return said

    def words(self) -> dict[str, str]:
        """The words by language."""
        said = {"zh-hans": self.cleaned_data["words_zh"], "en": self.cleaned_data["words_en"]}
        return {code: text for code, text in said.items() if text}


class PublishForm(forms.Form):
    """Where addresses go that no centre serves, and that overlaps are meant."""

    general = forms.ModelChoiceField(
        label=_("Addresses that no centre serves go to"),
        queryset=Centre.objects.none(),
        required=False,
        empty_label=_("any centre"),
    )
    meant = forms.BooleanField(
        label=_("What two centres serve is meant: show both"),
        error_messages={"required": _("Look at the overlaps first. Tick this if two centres are to be shown there.")},
    )

    def __init__(self, *args: Any, centres: QuerySet[Centre], overlaps: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["general"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = centres
        if not overlaps:
            del self.fields["meant"]
