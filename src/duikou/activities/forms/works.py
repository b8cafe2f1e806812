"""What is asked for about a work: its words, its pictures, whether it is shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from duikou.activities.models import Contest, ContestCategory, ContestEntry
from duikou.base.free_text import FreeText, FreeTextForm
from duikou.directory.forms.photos import PlacePhotoForm


class WorkForm(FreeTextForm):
    """A work: its category, title, a few words on it, and its text where the contest calls for one."""

    category = forms.ModelChoiceField(
        label=_("Category"),
        queryset=ContestCategory.objects.none(),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose a category."), "invalid_choice": _("Choose one of the categories.")},
    )
    title = FreeText(
        label=_("Title of the work"), max_length=80, error_messages={"required": _("Give the work a title.")}
    )
    about = FreeText(
        label=_("A few words on the work"),
        required=False,
        max_length=300,
        help_text=_("How and of what it is made, what it shows. The jury reads it: do not say who you are."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
    )
    text = FreeText(label=_("Text of the work"), required=False, widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, *args: Any, contest: Contest, entry: ContestEntry | None = None, **kwargs: Any) -> None:
        if entry is not None:
            names = ("category", "title", "about", "text", "heads")
            kwargs["initial"] = {name: getattr(entry, name) for name in names}
        super().__init__(*args, **kwargs)
        categories = contest.categories.all()
        category, text = self.fields["category"], self.fields["text"]
        assert isinstance(category, forms.ModelChoiceField)
        assert isinstance(text, forms.CharField)
        category.queryset = categories
        if len(categories) == 1:
            category.initial = categories[0].pk
            category.empty_label = None
        if contest.most_letters:
            text.max_length = contest.most_letters
            text.validators.append(forms.CharField(max_length=contest.most_letters).validators[0])
            text.widget.attrs["maxlength"] = contest.most_letters
            text.help_text = ngettext(
                "Up to %(n)s character. Name no person.",
                "Up to %(n)s characters. Name no person.",
                contest.most_letters,
            ) % {"n": contest.most_letters}
            text.required = not contest.most_pictures
        else:
            del self.fields["text"]

    def work(self) -> dict[str, Any]:
        """The work, as actions take it."""
        data = self.cleaned_data
        return {
            "category": data["category"],
            "title": data["title"],
            "about": data["about"],
            "text": data.get("text") or "",
        }


class WorkPictureForm(PlacePhotoForm):
    """A picture of a work, with what is seen in it in whatever language its maker writes."""

    caption_text = FreeText(
        label=_("What is seen"),
        max_length=120,
        help_text=_("A few words, which are read out to who cannot see it."),
        error_messages={"required": _("Say in a few words what is seen: it is read out to who cannot see it.")},
    )
    field_order = ("file", "caption_text", "recognisable")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in [one for one in self.fields if one.startswith("caption_") and one != "caption_text"]:
            del self.fields[name]
        self.fields["file"].label = _("Picture of the work")
        self.fields["file"].help_text = _("JPEG, PNG or WebP. Where, when and with what it was made is taken out.")


class AgreeForm(forms.Form):
    """Whether a work may be shown, and whether under its maker's name."""

    may_show = forms.BooleanField(label=_("The work may be exhibited, with its number and title"), required=False)
    name_shown = forms.BooleanField(
        label=_("The name may stand beside it, here and in the results"),
        required=False,
        help_text=_("Without it, everybody reads the number and the title alone."),
    )
