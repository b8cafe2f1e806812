"""What is asked for about a centre, its windows and its services."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.base.choosing import SomeOf
from duikou.base.free_text import FreeText
from duikou.base.texts import Text, TextsForm
from duikou.base.translated import Translated
from duikou.desk.languages import LANGUAGES
from duikou.desk.models import Centre, Service, Topic, Window
from duikou.directory.models import Organisation

PHONE = re.compile(r"\+?[0-9][0-9 \-()/,;]{3,38}")
NUMBER = re.compile(r"[0-9A-Z]{1,4}")


class CentreForm(TextsForm):
    """The facts of a centre and of its place."""

    TEXTS = {
        "place_name": Text(_("Name of the place"), needed=True),
        "place_address": Text(_("Street address"), needed=True),
        "about": Text(_("About the centre"), long=True),
        "access_note": Text(_("How to get in without steps"), long=True),
    }

    organisation = forms.ModelChoiceField(
        label=_("Body that runs it"),
        queryset=Organisation.objects.none(),
        help_text=_("The centre is called what this body is called."),
    )
    slug = forms.SlugField(
        label=_("Web address"),
        max_length=60,
        help_text=_("Letters, digits and hyphens, like qilian; it cannot be changed later."),
        error_messages={"invalid": _("Use only Latin letters, digits and hyphens, like qilian.")},
    )
    phone = FreeText(
        label=_("Telephone of the office"),
        required=False,
        max_length=40,
        help_text=_("One that any colleague answers, never that of a person."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "dir": "ltr"}),
    )
    latitude = forms.DecimalField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90, max_digits=9, decimal_places=6
    )
    longitude = forms.DecimalField(
        label=_("Longitude"),
        required=False,
        min_value=-180,
        max_value=180,
        max_digits=9,
        decimal_places=6,
        help_text=_("In degrees of WGS 84, as GPS gives them, like 39.772931 and 98.289021."),
    )
    access = forms.ChoiceField(label=_("Way in"), choices=Centre.Access.choices)

    def __init__(self, *args: Any, bodies: QuerySet[Organisation], centre: Centre | None = None, **kwargs: Any) -> None:
        texts = None
        if centre is not None:
            place = centre.place
            texts = {
                "place_name": place.name,
                "place_address": place.address,
                "about": centre.about,
                "access_note": centre.access_note,
            }
            known = {"phone": centre.phone, "access": centre.access}
            kwargs["initial"] = known | {"latitude": place.latitude, "longitude": place.longitude}
        super().__init__(*args, texts=texts, **kwargs)
        if centre is not None:
            del self.fields["organisation"], self.fields["slug"]
        else:
            body = self.fields["organisation"]
            assert isinstance(body, forms.ModelChoiceField)
            body.queryset = bodies
        self.in_order(
            *("organisation", "slug", "place_name", "place_address", "phone", "about", "access", "access_note"),
            *("latitude", "longitude"),
        )

    def clean_slug(self) -> str:
        """The address, unless another centre has it."""
        slug = str(self.cleaned_data["slug"]).lower()
        if Centre.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another centre has this address. Choose a different one."), code="taken")
        return slug

    def clean_phone(self) -> str:
        """A telephone number in plain digits."""
        phone = unicodedata.normalize("NFKC", str(self.cleaned_data["phone"])).strip()
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError(_("Write a telephone number with its area code, like 0937-6200000."))
        return phone

    def clean(self) -> dict[str, Any]:
        """Both parts of the point, or none."""
        data = super().clean() or {}
        if (data.get("latitude") is None) != (data.get("longitude") is None) and not self.errors:
            self.add_error("longitude", _("Write both latitude and longitude, or neither."))
        return data

    def facts(self) -> dict[str, Any]:
        """The centre's own facts by the names of its fields."""
        said = self.texts()
        return {
            "about": said["about"],
            "access_note": said["access_note"],
            "phone": self.cleaned_data["phone"],
            "access": self.cleaned_data["access"],
        }

    def place(self) -> tuple[Translated, Translated, tuple[Decimal, Decimal] | None]:
        """Name, address and point of its place."""
        said, data = self.texts(), self.cleaned_data
        point = (data["latitude"], data["longitude"]) if data["latitude"] is not None else None
        return said["place_name"], said["place_address"], point


class WindowForm(TextsForm):
    """A window: the letter or number over it, and what it is for."""

    TEXTS = {
        "label": Text(_("What the window is called"), needed=True),
        "about": Text(_("What it is for"), long=True),
    }
    OWN = ("number", "takes_appointments", "appointment_minutes", "walk_ins_every", "order")

    number = FreeText(
        label=_("Letter or number over it"),
        max_length=4,
        help_text=_("As people are called to it: 3, or B2."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    order = forms.IntegerField(
        label=_("Place in the list"), min_value=0, max_value=999, initial=0, help_text=_("The smallest comes first.")
    )
    takes_appointments = forms.BooleanField(label=_("People can book a time here"), required=False)
    appointment_minutes = forms.IntegerField(
        label=_("Minutes for each appointment"),
        required=False,
        min_value=5,
        max_value=240,
        initial=20,
        help_text=_("Times are cut from the opening hours."),
    )
    walk_ins_every = forms.TypedChoiceField(
        label=_("Times left free for people without an appointment"),
        choices=(
            (0, _("no time")),
            (2, _("every second")),
            (3, _("every third")),
            (4, _("every fourth")),
            (5, _("every fifth")),
        ),
        coerce=int,
        required=False,
        empty_value="3",
        initial=3,
    )

    def __init__(self, *args: Any, window: Window | None = None, **kwargs: Any) -> None:
        texts = {"label": window.label, "about": window.about} if window else None
        if window is not None:
            kwargs["initial"] = {name: getattr(window, name) for name in self.OWN}
        super().__init__(*args, texts=texts, **kwargs)
        self.in_order("number", "label", "about", *self.OWN[1:])

    def clean_number(self) -> str:
        """Up to four capital letters and digits."""
        number = unicodedata.normalize("NFKC", str(self.cleaned_data["number"])).strip().upper()
        if not NUMBER.fullmatch(number):
            raise forms.ValidationError(_("Write up to four letters or digits, like 3 or B2."), code="number")
        return number

    def facts(self) -> dict[str, Any]:
        """The window's facts by the names of its fields."""
        facts = {name: self.cleaned_data[name] for name in self.OWN}
        facts["appointment_minutes"] = facts["appointment_minutes"] or 20
        return {**facts, "walk_ins_every": int(facts["walk_ins_every"]), **self.texts()}


class WindowsField(SomeOf):
    """Windows, each named with its centre."""

    def label_from_instance(self, obj: Any) -> str:
        """`Qilian service centre · 3 Consultation`."""
        return f"{obj.centre} · {obj.number} {obj}"


class ServiceForm(TextsForm):
    """What somebody has to know of a service before they come."""

    TEXTS = {
        "title": Text(_("Title"), needed=True),
        "summary": Text(_("In short"), long=True),
        "for_whom": Text(_("For whom"), long=True),
        "what_to_bring": Text(
            _("What to bring"), long=True, help_text=_("One thing on each line. Ask for nothing that is not needed.")
        ),
        "how_long": Text(_("How long it takes")),
        "cost_terms": Text(_("About the cost")),
    }

    organisation = forms.ModelChoiceField(label=_("Offered by"), queryset=Organisation.objects.none())
    cost = forms.DecimalField(
        label=_("Cost in yuan"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=_("0 when it is free; empty when it depends."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages the service is given in"),
        choices=LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    topics = SomeOf(
        label=_("Topics"), queryset=Topic.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    windows = WindowsField(
        label=_("At these windows"), queryset=Window.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    website = forms.URLField(label=_("Web page with more"), required=False, max_length=200, assume_scheme="https")

    def __init__(
        self,
        *args: Any,
        bodies: QuerySet[Organisation],
        windows: QuerySet[Window],
        service: Service | None = None,
        **kwargs: Any,
    ) -> None:
        texts = {name: getattr(service, name) for name in self.TEXTS} if service else None
        if service is not None:
            kwargs["initial"] = {
                "cost": service.cost,
                "languages": service.languages,
                "topics": service.topics.all(),
                "windows": [one.window_id for one in service.at.all()],
                "website": service.website,
            }
        super().__init__(*args, texts=texts, **kwargs)
        body, at = self.fields["organisation"], self.fields["windows"]
        assert isinstance(body, forms.ModelChoiceField)
        assert isinstance(at, forms.ModelMultipleChoiceField)
        at.queryset = windows.filter(closed_at=None).select_related("centre__organisation")
        if service is not None:
            del self.fields["organisation"]
        else:
            body.queryset = bodies
        self.in_order(
            *("organisation", "title", "summary", "for_whom", "what_to_bring", "how_long", "cost", "cost_terms"),
            *("languages", "topics", "windows", "website"),
        )

    def facts(self) -> dict[str, Any]:
        """The service's facts by the names of its fields."""
        data = self.cleaned_data
        return {name: data[name] for name in ("cost", "languages", "website")} | self.texts()
