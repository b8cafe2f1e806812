"""What is asked for about kinds, channels and campaigns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.activities.models import Campaign, Channel, Kind
from duikou.base.texts import Text, TextsForm
from duikou.directory.models import Organisation

LATIN = _("Use only Latin letters, digits and hyphens, like spring-2027.")


class KindForm(TextsForm):
    """A kind: its name, its place in lists, and whether it is used for new activities."""

    TEXTS = {"name": Text(_("What it is called"), needed=True)}
    MODEL: type[Kind] | type[Channel] = Kind

    key = forms.SlugField(
        label=_("Key"),
        max_length=40,
        help_text=_("Part of addresses; it cannot be changed later."),
        error_messages={"invalid": LATIN},
    )
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=999, initial=0)
    retired = forms.BooleanField(label=_("Not used for new activities"), required=False)

    def __init__(self, *args: Any, thing: Kind | Channel | None = None, **kwargs: Any) -> None:
        self.thing = thing
        if thing is not None:
            kwargs["initial"] = {"order": thing.order, "retired": thing.retired}
        super().__init__(*args, texts={"name": thing.name} if thing else None, **kwargs)
        if thing is not None:
            del self.fields["key"]
            self.fields.pop("counts_heads_only", None)
        self.in_order("name", "key", "order", "counts_heads_only", "retired")

    def clean_key(self) -> str:
        """The key, unless another one has it."""
        key = str(self.cleaned_data["key"])
        if self.MODEL.objects.filter(key=key).exists():
            raise forms.ValidationError(_("This key is taken. Choose another one."), code="taken")
        return key

    def values(self) -> dict[str, Any]:
        """What was written, as actions take it."""
        data = {name: value for name, value in self.cleaned_data.items() if not name.startswith(("name_", "keep_"))}
        return {"key": self.thing.key if self.thing else "", **data, "name": self.texts()["name"]}


class ChannelForm(KindForm):
    """A channel, and whether heads alone are counted there."""

    MODEL = Channel

    counts_heads_only = forms.BooleanField(
        label=_("Only heads are counted: nobody signs up, nobody is checked in"),
        required=False,
        help_text=_("For places of religion. It is said now and never changes."),
    )


class CampaignForm(TextsForm):
    """A campaign: title, days, organiser."""

    TEXTS = {"title": Text(_("Title"), needed=True), "about": Text(_("What it is about"), long=True)}

    slug = forms.SlugField(
        label=_("Address"),
        max_length=60,
        help_text=_("Part of the web address; it cannot be changed later."),
        error_messages={"invalid": LATIN},
    )
    organiser = forms.ModelChoiceField(label=_("Organised by"), queryset=Organisation.objects.none())
    begins_on = forms.DateField(label=_("Begins on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Ends on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    again_after = forms.ModelChoiceField(
        label=_("Comes again after"),
        queryset=Campaign.objects.none(),
        required=False,
        help_text=_("The one of the year before, where it comes every year: both pages lead to each other."),
    )

    def __init__(
        self,
        *args: Any,
        bodies: QuerySet[Organisation],
        before: QuerySet[Campaign],
        campaign: Campaign | None = None,
        **kwargs: Any,
    ) -> None:
        texts = None
        if campaign is not None:
            names = ("begins_on", "ends_on", "again_after")
            kwargs["initial"] = {name: getattr(campaign, name) for name in names}
            texts = {"title": campaign.title, "about": campaign.about}
        super().__init__(*args, texts=texts, **kwargs)
        if campaign is not None:
            del self.fields["slug"], self.fields["organiser"]
        else:
            field = self.fields["organiser"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = bodies
        earlier = self.fields["again_after"]
        assert isinstance(earlier, forms.ModelChoiceField)
        earlier.queryset = before
        self.in_order("title", "slug", "organiser", "begins_on", "ends_on", "again_after", "about")

    def clean_slug(self) -> str:
        """The address, unless another campaign has it."""
        slug = str(self.cleaned_data["slug"])
        if Campaign.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another campaign has this address. Choose a different one."), code="taken")
        return slug

    def clean(self) -> dict[str, Any]:
        """The days in order."""
        data = super().clean() or {}
        first, last = data.get("begins_on"), data.get("ends_on")
        if first and last and first > last:
            self.add_error("ends_on", _("The last day must not be before the first."))
        earlier = data.get("again_after")
        if first and earlier and earlier.begins_on >= first:
            self.add_error("again_after", _("This one begins later. Choose one that was before."))
        return data

    def values(self) -> dict[str, Any]:
        """What was written, as actions take it."""
        names = ("slug", "organiser", "begins_on", "ends_on", "again_after")
        return {**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data}, **self.texts()}


class SeriesForm(TextsForm):
    """A series: what it is called and what it is about."""

    TEXTS = {"title": Text(_("Title"), needed=True), "about": Text(_("What it is about"), long=True)}
