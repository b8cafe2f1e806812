"""What is asked of whoever enters a work: the work, and who they are; of a body only how many made it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.activities.forms.works import WorkForm
from duikou.booking.forms.people import PersonForm
from duikou.directory.models import Organisation

MOST_HEADS = 10_000


class _Keyed(forms.Form):
    may_show = forms.BooleanField(
        label=_("The work may be exhibited: on this portal, and where the contest says"),
        required=False,
        initial=True,
        help_text=_("With its number and title, without your name. You can change your mind at any time."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4()

    def clean_key(self) -> UUID:
        """The form's own key: a new one where it came without."""
        return self.cleaned_data["key"] or uuid4()


class EnterForm(WorkForm, PersonForm, _Keyed):
    """A work and whose it is."""

    own = forms.BooleanField(
        label=_("I made it myself, I am 14 or older, and I agree to the conditions"),
        help_text=_("Younger people take part through their school or group, as a number."),
        error_messages={"required": _("Tick this to enter. If you are younger, ask your school or group.")},
    )
    field_order = (
        "category", "title", "about", "text", "name", "contact", "language", "own", "may_show", "key",
    )  # fmt: skip

    def who(self) -> tuple[str, str, str]:
        """Name, contact and language of whoever enters."""
        data = self.cleaned_data
        return data["name"], data["contact"], data["language"]


class HeadsMixin(forms.Form):
    """How many people made a body's work."""

    heads = forms.IntegerField(
        label=_("How many people made it or take part"),
        min_value=1,
        max_value=MOST_HEADS,
        help_text=_("A number, no names: nothing about any of them is kept."),
    )


class BodyEnterForm(WorkForm, _Keyed, HeadsMixin):
    """A work of a body: which body, and how many people made it."""

    body = forms.ModelChoiceField(
        label=_("School, group or office that enters"),
        queryset=Organisation.objects.none(),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose who enters.")},
    )
    field_order = ("body", "category", "title", "about", "text", "heads", "may_show", "key")

    def __init__(self, *args: Any, bodies: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["body"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = bodies
        if bodies.count() == 1:
            field.initial = bodies[0].pk


class BodyWorkForm(WorkForm, HeadsMixin):
    """A body's work, changed."""

    field_order = ("category", "title", "about", "text", "heads")
