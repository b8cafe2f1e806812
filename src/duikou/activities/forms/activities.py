"""What is asked for about an activity, and how many came."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.activities.actions.changes import slot_of
from duikou.activities.models import Activity, Campaign, Channel, Kind, Series
from duikou.activities.queries.keeping import campaigns, channels_to_choose, kinds_to_choose, series_of
from duikou.activities.rules import MOST_HEADS
from duikou.base.moment_fields import MomentField
from duikou.base.texts import Text, TextsForm
from duikou.base.translated import Translated, translated
from duikou.directory.models import Organisation, Place

MOST_PLACES, MOST_TOGETHER = 100_000, 20
FACTS = ("kind", "channel", "campaign", "series", "place", "starts_at", "ends_at", "check_in")


class ActivityForm(TextsForm):
    """Everything about an activity: texts in every language, when and where, and how one joins."""

    TEXTS = {
        "title": Text(_("Title"), needed=True),
        "about": Text(_("What it is about"), long=True),
        "for_whom": Text(_("For whom"), long=True),
        "what_to_bring": Text(_("What to bring"), long=True),
        "place_name": Text(_("New place, if it is not in the list")),
        "place_address": Text(_("Address of the new place")),
    }

    organiser = forms.ModelChoiceField(label=_("Organised by"), queryset=Organisation.objects.none())
    kind = forms.ModelChoiceField(label=_("Kind of activity"), queryset=Kind.objects.all())
    channel = forms.ModelChoiceField(
        label=_("Channel"),
        queryset=Channel.objects.all(),
        help_text=_(
            "By which way it reaches people. At places of religion nobody signs up and nobody is checked in: heads are"
            " counted, nothing else."
        ),
    )
    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.order_by("id"), required=False)
    campaign = forms.ModelChoiceField(label=_("Campaign"), queryset=Campaign.objects.none(), required=False)
    series = forms.ModelChoiceField(label=_("Series"), queryset=Series.objects.none(), required=False)
    new_series = forms.BooleanField(label=_("It comes again and again: begin a series with this title"), required=False)
    places = forms.IntegerField(
        label=_("Places to sign up for"),
        min_value=0,
        max_value=MOST_PLACES,
        required=False,
        help_text=_("Empty or 0: everybody just comes, and nobody is asked for a name."),
    )
    seats_max = forms.IntegerField(
        label=_("How many may sign up together"),
        min_value=1,
        max_value=MOST_TOGETHER,
        initial=6,
        required=False,
        help_text=_("A family is a number, never names."),
    )
    kept = forms.IntegerField(
        label=_("Of these, kept for who just comes"), min_value=0, max_value=MOST_PLACES, initial=0, required=False
    )
    check_in = forms.BooleanField(
        label=_("Check people in at the door"),
        required=False,
        help_text=_("Whoever has signed up gets a ticket with a QR code. Without it, heads are counted."),
    )

    def __init__(
        self, *args: Any, bodies: QuerySet[Organisation], activity: Activity | None = None, **kwargs: Any
    ) -> None:
        self.activity = activity
        texts: dict[str, Translated] | None = None
        if activity is not None:
            texts = {name: translated(getattr(activity, name, {})) for name in self.TEXTS}
            kwargs["initial"] = {**facts_of(activity), **(kwargs.get("initial") or {})}
        super().__init__(*args, texts=texts, **kwargs)
        self._choose("organiser", bodies)
        self._choose("kind", kinds_to_choose(activity.kind if activity else None))
        self._choose("channel", channels_to_choose(activity.channel if activity else None))
        self._choose("campaign", campaigns())
        self._choose("series", series_of(bodies))
        if activity is not None and activity.pk:
            del self.fields["organiser"]
        elif bodies.count() == 1:
            self.fields["organiser"].initial = bodies[0].pk
        self.in_order(
            *("organiser", "title", "kind", "channel", "starts_at", "ends_at", "place", "place_name", "place_address"),
            *("about", "for_whom", "what_to_bring", "places", "seats_max", "kept", "check_in"),
            *("campaign", "series", "new_series"),
        )

    def _choose(self, name: str, queryset: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queryset

    def clean(self) -> dict[str, Any]:
        """Times in order, a place or a new one, places that hold together."""
        data = super().clean() or {}
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and starts_at >= ends_at:
            self.add_error("ends_at", _("It must end after it begins. Look at both times again."))
        places, kept = data.get("places") or 0, data.get("kept") or 0
        if kept > places:
            self.add_error("kept", _("Not more can be kept than there are places."))
        channel = data.get("channel")
        if channel is not None and channel.counts_heads_only and (places or data.get("check_in")):
            self.add_error(
                "places",
                _(
                    "By this channel nobody signs up: who comes there is nobody’s business. Leave it empty; heads are"
                    " counted."
                ),
            )
        if data.get("check_in") and not places:
            self.add_error("check_in", _("Nobody can be checked in who has not signed up: write the places first."))
        return data

    def facts(self) -> dict[str, Any]:
        """What was written, as actions take it: facts by name; a new place by its name and address."""
        data, said = self.cleaned_data, self.texts()
        name, address = said.pop("place_name"), said.pop("place_address")
        place = {"name": name, "address": address} if name else data["place"]
        return {**said, **{key: data[key] for key in FACTS}, "place": place}

    def numbers(self) -> dict[str, int]:
        """Places, how many together and how many kept."""
        data = self.cleaned_data
        return {"places": data["places"] or 0, "seats_max": data["seats_max"] or 1, "kept": data["kept"] or 0}


def facts_of(activity: Activity) -> dict[str, Any]:
    """The facts of an activity as a form begins with them."""
    known = {name: getattr(activity, name) for name in (*FACTS, "organiser")}
    if activity.offer:
        slot = slot_of(activity)
        known |= {"places": slot.capacity, "seats_max": activity.offer.seats_max, "kept": slot.kept}
    return known


class HeadsForm(forms.Form):
    """How many came."""

    heads = forms.IntegerField(
        label=_("How many people came"), min_value=0, max_value=MOST_HEADS, help_text=_("A count, no names.")
    )


class WalkInsForm(forms.Form):
    """How many came together without having signed up; below zero takes a mistake back."""

    heads = forms.IntegerField(label=_("How many"), min_value=-50, max_value=50, initial=1)


class CallOffForm(TextsForm):
    """Why an activity is called off, for whoever has signed up and for everybody."""

    TEXTS = {"why": Text(_("Why"), long=True, needed=True)}


class ReportForm(TextsForm):
    """What an activity was like."""

    TEXTS = {
        "text": Text(
            _("What it was like"), long=True, needed=True, help_text=_("What was done and shown. Name no person.")
        )
    }
