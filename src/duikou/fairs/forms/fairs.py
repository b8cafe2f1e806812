"""The office's form of a fair, and of calling one off."""

from __future__ import annotations

from datetime import datetime
from itertools import chain, count
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duikou.base import clock
from duikou.base.free_text import FreeText, FreeTextForm
from duikou.base.moment_fields import MomentField
from duikou.base.translated import Translated
from duikou.booking.models import Offer
from duikou.directory.models import Area, Place
from duikou.fairs.models import Fair

TRANSLATED = ("title", "summary", "what_to_bring")
NEW_PLACE = ("place_name", "place_address")


class FairForm(FreeTextForm):
    """The facts of a fair: its texts in every language, when, where and how."""

    slug = forms.SlugField(
        label=_("Address"),
        max_length=60,
        required=False,
        help_text=_(
            "Letters, digits and hyphens; it becomes part of the web address and cannot be changed later. Empty: the"
            " day the fair begins."
        ),
        error_messages={"invalid": _("Use only Latin letters, digits and hyphens, like autumn-2026.")},
    )
    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    zone_opens_at = MomentField(
        label=_("Zone opens"),
        required=False,
        help_text=_("From then on posts are shown and can be booked. Empty: now."),
    )
    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.order_by("id"), required=False)
    on_site = forms.BooleanField(label=_("On site"), required=False, initial=True)
    online = forms.BooleanField(label=_("Online"), required=False)
    by_invitation = forms.BooleanField(
        label=_("Only with an invitation"),
        required=False,
        help_text=_("Places are for people whom a school or another body hands an invitation; you give out how many."),
    )
    verified_contact = forms.BooleanField(
        label=_("Ask for a code before booking"),
        required=False,
        help_text=_(
            "Whoever books types in a code that is sent to their telephone or e-mail. It costs a message each."
        ),
    )

    standby_minutes = forms.IntegerField(
        label=_("Give a place on after so many minutes"),
        min_value=0,
        max_value=60,
        initial=5,
        required=False,
        help_text=_(
            "When nobody has come by then, the place is held out to people who are at the fair and wished for it. 0:"
            " never."
        ),
    )

    def __init__(self, *args: Any, fair: Fair | None = None, **kwargs: Any) -> None:
        self.fair = fair
        super().__init__(*args, **kwargs)
        if fair:
            del self.fields["slug"]
        labels = {
            "title": _("Title"),
            "summary": _("In short"),
            "what_to_bring": _("What to bring"),
            "place_name": _("New place, if it is not in the list"),
            "place_address": _("Address of the new place"),
        }
        for name in (*TRANSLATED, *NEW_PLACE):
            for code, language in settings.LANGUAGES:
                long = name in ("summary", "what_to_bring")
                self.fields[f"{name}_{code}"] = FreeText(
                    label=f"{labels[name]} ({language})",
                    required=name == "title" and code == settings.LANGUAGE_CODE,
                    max_length=2000 if long else 200,
                    widget=forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput,
                    initial=getattr(fair, name).get(code, "") if fair and name in TRANSLATED else "",
                )
        texts, new_place = (
            [f"{name}_{code}" for name in names for code, _language in settings.LANGUAGES]
            for names in (TRANSLATED, NEW_PLACE)
        )
        times = ("starts_at", "ends_at", "zone_opens_at", "on_site", "online")
        rules = ("by_invitation", "verified_contact", "standby_minutes")
        self.order_fields([*texts, *times, "place", *new_place, *rules, "slug"])
        if fair:
            for name in ("starts_at", "ends_at", "zone_opens_at", "place", "on_site", "online"):
                self.fields[name].initial = getattr(fair, name)
            self.fields["standby_minutes"].initial = fair.offer.standby_minutes
            self.fields["verified_contact"].initial = fair.offer.verified_contact
            self.fields["by_invitation"].initial = fair.offer.mode == Offer.Mode.NOMINATION

    def clean_slug(self) -> str:
        """The slug, unless another fair has it."""
        slug = str(self.cleaned_data["slug"]).lower()
        if Fair.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another fair has this address. Choose a different one."), code="taken")
        return slug

    def clean(self) -> dict[str, Any]:
        """The facts together: they must follow each other in time, and happen somewhere."""
        data = super().clean() or {}
        begin, end, opens = data.get("starts_at"), data.get("ends_at"), data.get("zone_opens_at")
        if begin and end:
            self._check_times(begin, end, opens)
        if not data.get("on_site") and not data.get("online"):
            self.add_error("on_site", _("Choose on site, online, or both."))
        for name in (*TRANSLATED, *NEW_PLACE):
            data[name] = Translated(
                {
                    code: data.pop(f"{name}_{code}", "")
                    for code, _language in settings.LANGUAGES
                    if data.get(f"{name}_{code}")
                }
            )
        if begin and not self.fair and not data.get("slug") and "slug" not in self.errors:
            data["slug"] = _free_slug(begin)
        if data["place_address"] and not data["place_name"]:
            self.add_error(f"place_name_{settings.LANGUAGE_CODE}", _("Write the new place's name beside its address."))
        return data

    def _check_times(self, begin: datetime, end: datetime, opens: datetime | None) -> None:
        if end <= begin:
            self.add_error("ends_at", _("The end must be after the beginning."))
        elif end <= clock.now():
            self.add_error("ends_at", _("This is in the past. Choose a day to come."))
        if opens and opens >= end:
            self.add_error("zone_opens_at", _("The zone must open before the fair ends."))

    def values(self, *, area_of_new: Area | None = None) -> dict[str, Any]:
        """The fair's facts by field name; an empty opening of the zone is now. `place` is the one chosen, or the `name`
        and `address` of a new one, which lies in `area_of_new`."""
        kept = {
            name: self.cleaned_data[name]
            for name in (*TRANSLATED, "starts_at", "ends_at", "place", "on_site", "online", "verified_contact")
        }
        if self.cleaned_data["standby_minutes"] is not None:
            kept["standby_minutes"] = self.cleaned_data["standby_minutes"]
        invited = self.cleaned_data["by_invitation"]
        kept["mode"] = Offer.Mode.NOMINATION if invited else Offer.Mode.FIRST_COME
        if self.fair and self.fair.offer.mode == Offer.Mode.DRAW:
            kept["mode"] = Offer.Mode.DRAW  # which its draw alone ends
        if self.cleaned_data["place_name"]:
            kept["place"] = {
                "name": self.cleaned_data["place_name"],
                "address": self.cleaned_data["place_address"],
                "area": area_of_new,
            }
        opens = self.cleaned_data["zone_opens_at"] or (self.fair.zone_opens_at if self.fair else clock.now())
        return {**kept, "zone_opens_at": min(opens, clock.now()) if opens >= kept["ends_at"] else opens}


def _free_slug(begin: datetime) -> str:
    """The day of `begin` in the city's zone as an address that no fair has: fair-2026-11-28, fair-2026-11-28-2 …"""
    day = f"fair-{timezone.localtime(begin):%Y-%m-%d}"
    taken = set(Fair.objects.filter(slug__startswith=day).values_list("slug", flat=True))
    return next(slug for slug in chain([day], (f"{day}-{number}" for number in count(2))) if slug not in taken)


class CancelForm(FreeTextForm):
    """Why a fair is called off; everyone who booked reads it."""

    why = FreeText(
        label=_("Reason, as everyone will read it"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: everyone who booked will read it.")},
    )
