"""What is asked for about teams of volunteers and their shifts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.activities.actions.shifts import slot_of
from duikou.activities.models import Shift, VolunteerTeam
from duikou.base.moment_fields import MomentField
from duikou.base.refused import refused_label
from duikou.base.texts import Text, TextsForm
from duikou.base.translated import Translated
from duikou.directory.models import Organisation, Place

MOST_HELPERS = 500
TYPED = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "dir": "ltr"}


class TeamForm(TextsForm):
    """A team: its name, what it does, what helpers need, and where it usually meets."""

    TEXTS = {
        "name": Text(_("What the team is called"), needed=True),
        "about": Text(_("What it does"), long=True),
        "what_helpers_need": Text(
            _("What helpers need"), long=True, help_text=_("Time, clothes, what is shown to newcomers. No conditions.")
        ),
    }

    body = forms.ModelChoiceField(label=_("Team of"), queryset=Organisation.objects.none())
    place = forms.ModelChoiceField(
        label=_("Where it usually meets"), queryset=Place.objects.order_by("id"), required=False
    )

    def __init__(
        self, *args: Any, bodies: QuerySet[Organisation], team: VolunteerTeam | None = None, **kwargs: Any
    ) -> None:
        texts = None
        if team is not None:
            texts = {name: getattr(team, name) for name in self.TEXTS}
            kwargs["initial"] = {"place": team.place}
        super().__init__(*args, texts=texts, **kwargs)
        field = self.fields["body"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = bodies
        if team is not None:
            del self.fields["body"]
        elif bodies.count() == 1:
            field.initial = bodies[0].pk
        self.in_order("body", "name", "about", "what_helpers_need", "place")

    def values(self) -> dict[str, Any]:
        """What was written, as actions take it."""
        names = ("body", "place")
        return {**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data}, **self.texts()}


class ShiftForm(TextsForm):
    """A shift: when and where, how many helpers, and what they do."""

    TEXTS = {
        "title": Text(_("What is done, in a few words"), needed=True),
        "what_to_do": Text(_("What helpers do there"), long=True),
        "what_to_bring": Text(_("What to bring")),
        "place_name": Text(_("New place, if it is not in the list")),
        "place_address": Text(_("Address of the new place")),
    }

    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.order_by("id"), required=False)
    helpers = forms.IntegerField(label=_("How many helpers"), min_value=1, max_value=MOST_HELPERS, initial=4)

    def __init__(self, *args: Any, team: VolunteerTeam, shift: Shift | None = None, **kwargs: Any) -> None:
        texts: dict[str, Translated] | None = None
        known: dict[str, Any] = {"place": team.place}
        if shift is not None:
            texts = {name: getattr(shift, name) for name in ("title", "what_to_do", "what_to_bring")}
            texts |= {"place_name": Translated(), "place_address": Translated()}
            known = {name: getattr(shift, name) for name in ("starts_at", "ends_at", "place")}
            known["helpers"] = slot_of(shift).capacity
        kwargs["initial"] = {**known, **(kwargs.get("initial") or {})}
        super().__init__(*args, texts=texts, **kwargs)
        self.in_order(
            *("title", "starts_at", "ends_at", "place", "place_name", "place_address"),
            *("helpers", "what_to_do", "what_to_bring"),
        )

    def clean(self) -> dict[str, Any]:
        """Times in order, and a place or a new one."""
        data = super().clean() or {}
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and starts_at >= ends_at:
            self.add_error("ends_at", _("It must end after it begins. Look at both times again."))
        if starts_at and ends_at and (ends_at - starts_at).total_seconds() > 24 * 3600:
            self.add_error("ends_at", _("A shift is a day long at most. Make several."))
        if not data.get("place") and not any(data.get(name) for name in self.fields if name.startswith("place_name")):
            self.add_error("place", _("Say where helpers meet: choose a place, or write a new one."))
        return data

    def facts(self) -> dict[str, Any]:
        """What was written, as actions take it: facts by name; a new place by its name and address."""
        data, said = self.cleaned_data, self.texts()
        name, address = said.pop("place_name"), said.pop("place_address")
        place = {"name": name, "address": address} if name else data["place"]
        return {**said, "starts_at": data["starts_at"], "ends_at": data["ends_at"], "place": place}


class RestrictForm(TextsForm):
    """For whom a shift is from now on, who confirms it, until when, and what becomes of who has joined and is not
    confirmed by then."""

    TEXTS = {
        "restricted_to": Text(
            _("For whom it is from now on"),
            needed=True,
            help_text=_("What somebody has learned or agreed to, like first-aid training. Never who somebody is."),
        )
    }

    body = forms.ModelChoiceField(
        label=_("Who confirms it"),
        queryset=Organisation.objects.none(),
        help_text=_("It hands an invitation to each person of whom it knows this. Nobody is marked here."),
    )
    confirm_until = MomentField(label=_("Whoever has joined confirms until"))
    unconfirmed = forms.ChoiceField(
        label=_("Whoever has joined and does not confirm"),
        choices=(
            (Shift.Unconfirmed.KEEP, _("keeps the place")),
            (Shift.Unconfirmed.END, _("gives the place back then")),
        ),
        widget=forms.RadioSelect,
        initial=Shift.Unconfirmed.KEEP,
        help_text=_("Everybody is told this now, and again when a place is given back."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["body"]
        assert isinstance(field, forms.ModelChoiceField)
        known = Organisation.objects.exclude(kind=Organisation.Kind.EMPLOYER)
        field.queryset = known.filter(state=Organisation.State.APPROVED).order_by("name_key", "pk")
        self.in_order("restricted_to", "body", "confirm_until", "unconfirmed")

    def clean(self) -> dict[str, Any]:
        """No condition on who somebody is."""
        data = super().clean() or {}
        for name in [one for one in self.fields if one.startswith("restricted_to_")]:
            if refused_label(str(data.get(name) or ""), of="volunteer"):
                self.add_error(
                    name,
                    _("A shift is never restricted by who somebody is. Write what they have learned or agreed to."),
                )
        return data

    def values(self) -> dict[str, Any]:
        """What was written, as actions take it."""
        names = ("body", "confirm_until", "unconfirmed")
        return {**{name: self.cleaned_data[name] for name in names}, **self.texts()}


class SlipsForm(forms.Form):
    """How many invitations are printed."""

    count = forms.IntegerField(label=_("How many slips"), min_value=1, max_value=50, initial=4)


class InvitationForm(forms.Form):
    """The code of an invitation, put in by a script from behind the `#` of its link, or typed."""

    secret = forms.CharField(
        label=_("Code of your invitation"),
        max_length=400,
        widget=forms.TextInput(attrs={**TYPED, "data-from-fragment": True}),
        error_messages={"required": _("Open the link again, scan its QR code, or type the code printed on the slip.")},
    )


class CallShiftOffForm(TextsForm):
    """Why a shift is called off, for whoever has joined and for everybody."""

    TEXTS = {"why": Text(_("Why"), long=True, needed=True)}
