"""What is asked for about a contest: its call, and why it is called off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.activities.models import Activity, Campaign, Contest
from duikou.activities.queries.keeping import campaigns
from duikou.base.moment_fields import MomentField
from duikou.base.texts import Text, TextsForm
from duikou.directory.models import Organisation

MOST_LETTERS, MOST_PICTURES, MOST_EACH = 8_000, 6, 10
FACTS = (
    "activity", "campaign", "opens_at", "closes_at", "by_persons", "by_bodies", "most_each", "most_letters",
    "most_pictures", "drop_extremes",
)  # fmt: skip
TO_BEGIN_WITH = {"by_persons": True, "by_bodies": True, "most_each": 1, "most_letters": 0, "most_pictures": 3}


class ContestForm(TextsForm):
    """The call of a contest."""

    TEXTS = {
        "title": Text(_("Title"), needed=True),
        "about": Text(_("What it is about"), long=True),
        "conditions": Text(_("Conditions of the contest"), long=True),
    }

    organiser = forms.ModelChoiceField(label=_("Organised by"), queryset=Organisation.objects.none())
    activity = forms.ModelChoiceField(label=_("Part of the activity"), queryset=Activity.objects.none(), required=False)
    campaign = forms.ModelChoiceField(label=_("Campaign"), queryset=Campaign.objects.none(), required=False)
    opens_at = MomentField(label=_("Works come in from"))
    closes_at = MomentField(label=_("Works come in until"), help_text=_("At this minute nothing is taken any more."))
    most_letters = forms.IntegerField(
        label=_("Longest text of a work, in characters"),
        min_value=0,
        max_value=MOST_LETTERS,
        help_text=_("0: no text is asked for."),
    )
    most_pictures = forms.IntegerField(label=_("Most pictures of a work"), min_value=0, max_value=MOST_PICTURES)
    by_persons = forms.BooleanField(label=_("People can enter"), required=False)
    by_bodies = forms.BooleanField(
        label=_("Schools, groups and offices can enter"),
        required=False,
        help_text=_("Of those who made it only a number is kept. Who is under 14 takes part this way."),
    )
    most_each = forms.IntegerField(label=_("Most works of one person"), min_value=1, max_value=MOST_EACH)
    drop_extremes = forms.BooleanField(
        label=_("With five jurors or more, leave out the highest and the lowest"), required=False
    )

    def __init__(
        self, *args: Any, bodies: QuerySet[Organisation], contest: Contest | None = None, **kwargs: Any
    ) -> None:
        texts, kwargs["initial"] = None, dict(TO_BEGIN_WITH)
        if contest is not None:
            texts = {name: getattr(contest, name) for name in self.TEXTS}
            kwargs["initial"] = {name: getattr(contest, name) for name in FACTS}
        super().__init__(*args, texts=texts, **kwargs)
        self._choose("organiser", bodies)
        activities = Activity.objects.filter(organiser__in=bodies).order_by("-starts_at")
        self._choose("activity", activities)
        self._choose("campaign", campaigns())
        if contest is not None:
            del self.fields["organiser"]
        elif bodies.count() == 1:
            self.fields["organiser"].initial = bodies[0].pk
        self.in_order("organiser", "title", "opens_at", "closes_at", "about", "conditions", *FACTS[4:], *FACTS[:2])

    def _choose(self, name: str, queryset: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queryset

    def clean(self) -> dict[str, Any]:
        """Times in order, something that is called for, somebody who can enter."""
        data = super().clean() or {}
        first, last = data.get("opens_at"), data.get("closes_at")
        if first and last and first >= last:
            self.add_error("closes_at", _("It must close after it opens. Look at both times again."))
        if data.get("most_letters") == 0 and data.get("most_pictures") == 0:
            self.add_error("most_pictures", _("A work is a text, pictures, or both: allow one of them."))
        if not data.get("by_persons") and not data.get("by_bodies"):
            self.add_error("by_persons", _("Tick who can enter: people, schools and groups, or both."))
        return data

    def facts(self) -> dict[str, Any]:
        """What was written, as actions take it."""
        return {**self.texts(), **{name: self.cleaned_data[name] for name in FACTS}}


class CancelForm(TextsForm):
    """Why a contest is called off."""

    TEXTS = {"why": Text(_("Why"), long=True, needed=True)}
