"""What is asked for about programmes, their criteria, and bodies that are proposed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.activities.criteria_words import about_people
from duikou.activities.forms.keeping import LATIN
from duikou.activities.models import Criterion, Programme
from duikou.activities.models.programmes import MOST_FOR_ONE
from duikou.activities.queries.titles import bodies_to_choose
from duikou.activities.title_rules import Refusal
from duikou.activities.title_words import TITLE_REFUSALS
from duikou.base.texts import Text, TextsForm
from duikou.directory.models import Organisation

FACTS = ("level", "examined_every")


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A field for a day of the city."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class ProgrammeForm(TextsForm):
    """A programme: its title, what it is about, which level gives it, how often it is looked at again."""

    TEXTS = {
        "title": Text(_("Title that bodies earn"), needed=True),
        "about": Text(_("What it is about"), long=True),
    }

    slug = forms.SlugField(
        label=_("Address"),
        max_length=60,
        help_text=_("Part of the web address; it cannot be changed later."),
        error_messages={"invalid": LATIN},
    )
    organiser = forms.ModelChoiceField(label=_("Run by"), queryset=Organisation.objects.none())
    level = forms.ChoiceField(label=_("Who gives the title"), choices=Programme.Level.choices)
    examined_every = forms.IntegerField(
        label=_("Looked at again after how many years"),
        min_value=0,
        max_value=20,
        initial=3,
        help_text=_("0: never again."),
    )

    def __init__(
        self, *args: Any, bodies: QuerySet[Organisation], programme: Programme | None = None, **kwargs: Any
    ) -> None:
        texts = None
        if programme is not None:
            kwargs["initial"] = {name: getattr(programme, name) for name in FACTS}
            texts = {name: getattr(programme, name) for name in self.TEXTS}
        super().__init__(*args, texts=texts, **kwargs)
        if programme is not None:
            del self.fields["slug"], self.fields["organiser"]
        else:
            field = self.fields["organiser"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = bodies
            if bodies.count() == 1:
                field.initial = bodies[0].pk
        self.in_order("title", "slug", "organiser", "level", "examined_every", "about")

    def clean_slug(self) -> str:
        """The address, unless another programme has it."""
        slug = str(self.cleaned_data["slug"])
        if Programme.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another programme has this address. Choose a different one."), code="taken")
        return slug

    def values(self) -> dict[str, Any]:
        """What was written, as actions take it."""
        names = ("slug", "organiser", *FACTS)
        return {**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data}, **self.texts()}


class CriterionForm(TextsForm):
    """A criterion: what a body does or offers, and what is looked at."""

    TEXTS = {
        "section": Text(_("Section"), needed=True),
        "text": Text(
            _("Criterion"),
            long=True,
            needed=True,
            help_text=_(
                "What the body does and offers: services, activities, rooms. Never who lives there, of which group or"
                " how many: that is refused."
            ),
        ),
        "looked_at": Text(_("What is looked at"), long=True),
    }

    maximum = forms.IntegerField(label=_("Counts for at most"), min_value=1, max_value=MOST_FOR_ONE, initial=10)
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=9999, required=False)

    def __init__(self, *args: Any, criterion: Criterion | None = None, **kwargs: Any) -> None:
        texts = None
        if criterion is not None:
            kwargs["initial"] = {"maximum": criterion.maximum, "order": criterion.order}
            texts = {name: getattr(criterion, name) for name in self.TEXTS}
        super().__init__(*args, texts=texts, **kwargs)
        self.in_order("section", "text", "looked_at", "maximum", "order")

    def clean(self) -> dict[str, Any]:
        """The texts, unless they would count or list people."""
        data = super().clean() or {}
        for name, said in list(data.items()):
            if isinstance(said, str) and name.partition("_")[0] in ("section", "text", "looked") and about_people(said):
                self.add_error(name, str(TITLE_REFUSALS[Refusal.ABOUT_PEOPLE]))
        return data

    def values(self) -> dict[str, Any]:
        """What was written, as actions take it."""
        return {**self.texts(), "maximum": self.cleaned_data["maximum"], "order": self.cleaned_data["order"]}


class ProposeForm(TextsForm):
    """A body that is proposed: by whom, when and why."""

    TEXTS = {
        "why": Text(
            _("Why it is proposed"), long=True, needed=True, help_text=_("What it does and offers. Name no person.")
        )
    }

    body = forms.ModelChoiceField(label=_("Body"), queryset=Organisation.objects.none())
    proposed_by = forms.ModelChoiceField(label=_("Proposed by"), queryset=Organisation.objects.none())
    on = day_field(_("Proposed on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("body", "proposed_by"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = bodies_to_choose()
        self.in_order("body", "proposed_by", "on", "why")

    def values(self) -> dict[str, Any]:
        """What was written, as actions take it."""
        return {**{name: self.cleaned_data[name] for name in ("body", "proposed_by", "on")}, **self.texts()}
