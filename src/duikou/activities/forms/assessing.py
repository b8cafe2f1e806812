"""What a body says of itself: for each criterion what it has done, where that can be seen, how much is reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.activities.models import Activity, Criterion, Review
from duikou.activities.queries.titles import Line, lines_of, own_activities
from duikou.base.free_text import FreeText, FreeTextForm

PARTS = ("done", "activity", "link", "reached")


class OwnWordsForm(FreeTextForm):
    """All criteria of a review in one form. A draft may be empty in any place; `version` is where the writer began."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines_of(review)
        self.fields["version"].initial = review.version
        mine = own_activities(review.candidacy.body)
        choices = mine.exists()
        for line in self.lines:
            self._add(line, mine if choices else None)

    def _add(self, line: Line, mine: Any) -> None:
        one, own = line.criterion, line.own
        self.fields[f"c{one.pk}_done"] = FreeText(
            label=_("What we did"),
            required=False,
            max_length=3000,
            initial=own.done if own else "",
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        if mine is not None:
            self.fields[f"c{one.pk}_activity"] = forms.ModelChoiceField(
                label=_("One of our activities that shows it"),
                queryset=mine,
                required=False,
                initial=own.activity_id if own else None,
            )
        self.fields[f"c{one.pk}_link"] = forms.URLField(
            label=_("A page that shows it"),
            required=False,
            assume_scheme="https",
            initial=own.link if own else "",
            error_messages={"invalid": _("Write a whole web address, like https://example.org/page.")},
        )
        self.fields[f"c{one.pk}_reached"] = forms.IntegerField(
            label=_("Reached, of %(maximum)s") % {"maximum": one.maximum},
            required=False,
            min_value=0,
            max_value=one.maximum,
            initial=own.reached if own else None,
        )

    def rows(self) -> Iterator[tuple[Criterion, list[Any], bool]]:
        """Each criterion with its fields, and whether something of it is still open."""
        for line in self.lines:
            names = [f"c{line.criterion.pk}_{part}" for part in PARTS]
            fields = [self[name] for name in names if name in self.fields]
            done, reached = (self[f"c{line.criterion.pk}_{part}"].value() for part in ("done", "reached"))
            yield line.criterion, fields, not done or reached in (None, "")

    def words(self) -> dict[int, dict[str, Any]]:
        """What was written, by the keys of criteria, as actions take it."""
        said: dict[int, dict[str, Any]] = {}
        for line in self.lines:
            key = line.criterion.pk
            said[key] = {part: self.cleaned_data.get(f"c{key}_{part}") for part in PARTS}
            said[key] |= {"done": said[key]["done"] or "", "link": said[key]["link"] or ""}
            activity = said[key]["activity"]
            assert activity is None or isinstance(activity, Activity)
        return said


class ReasonForm(FreeTextForm):
    """Why something is returned."""

    why = FreeText(label=_("Why it is returned"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
