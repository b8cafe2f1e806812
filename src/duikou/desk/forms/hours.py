"""The week as a grid of times, and days on which it is otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from duikou.base.free_text import KEEP
from duikou.base.texts import Text, TextsForm
from duikou.desk import rules
from duikou.desk.models import SpecialDays, Window
from duikou.desk.opening_hours import WEEKDAYS, Span, Spans, Week
from duikou.desk.words import REFUSALS, WEEKDAY_NAMES

ROWS = 3
WORKDAYS = range(2, 6)
YEARS = range(2000, 2100)


class TimeOfDay(forms.TimeField):
    """A time of day in the city's zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time", "step": "300"}, format="%H:%M")
        errors = {"invalid": _("Write a time of day, like 10:30.")}
        super().__init__(widget=widget, error_messages=errors, required=False, **kwargs)


class SpansForm(forms.Form):
    """Rows of two times each, for one or several days; a row left empty is none."""

    def add_rows(self, key: str, spans: Spans, name: Any) -> None:
        """Fields for the rows of a day that is called `name`, with these spans in them."""
        for row in range(ROWS):
            known = spans[row] if row < len(spans) else None
            for part, label in (("opens", _("from")), ("closes", _("until"))):
                field = TimeOfDay(label=format_lazy("{} {}", name, label), initial=getattr(known, part, None))
                self.fields[f"{key}_{row}_{part}"] = field

    def rows(self, key: str) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of a day's rows, two by two."""
        return [(self[f"{key}_{row}_opens"], self[f"{key}_{row}_closes"]) for row in range(ROWS)]

    def read(self, key: str) -> Spans:
        """The spans that were written for a day; marks what is wrong with them."""
        found: list[Span] = []
        for row in range(ROWS):
            opens_name, closes_name = f"{key}_{row}_opens", f"{key}_{row}_closes"
            opens: time | None = self.cleaned_data.get(opens_name)
            closes: time | None = self.cleaned_data.get(closes_name)
            if opens is None and closes is None:
                continue
            if opens is None or closes is None:
                name = opens_name if opens is None else closes_name
                if name not in self.errors:
                    self.add_error(name, _("Write both times, or neither."))
            elif opens >= closes:
                self.add_error(closes_name, _("Hours end on the same day, after they begin. Write a later time."))
            else:
                found.append(Span(opens, closes))
        fault = rules.spans_fault(tuple(sorted(found)))
        if fault is not None:
            self.add_error(f"{key}_0_opens", REFUSALS[fault])
        return tuple(sorted(found))


class WeekForm(SpansForm):
    """The hours of each weekday."""

    same = forms.BooleanField(
        label=_("Tuesday to Friday are like Monday"),
        required=False,
        help_text=_("What is written for those days is then not read."),
    )

    def __init__(self, *args: Any, week: Week, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday in WEEKDAYS:
            self.add_rows(f"d{weekday}", week.get(weekday, ()), WEEKDAY_NAMES[weekday])

    def days(self) -> Iterator[tuple[Any, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """Each weekday's name with its rows of fields."""
        for weekday in WEEKDAYS:
            yield WEEKDAY_NAMES[weekday], self.rows(f"d{weekday}")

    def clean(self) -> dict[str, Any]:
        """The week, under `week`."""
        data = super().clean() or {}
        same = bool(data.get("same"))
        read = [weekday for weekday in WEEKDAYS if not (same and weekday in WORKDAYS)]
        week = {weekday: self.read(f"d{weekday}") for weekday in read}
        if same:
            for weekday in WORKDAYS:
                week[weekday] = week[1]
                for name in [name for name in self.errors if name.startswith(f"d{weekday}_")]:
                    del self.errors[name]
        data["week"] = {weekday: spans for weekday, spans in week.items() if spans}
        return data

    def week(self) -> Mapping[int, Spans]:
        """What was written."""
        found: Mapping[int, Spans] = self.cleaned_data["week"]
        return found


class DayField(forms.DateField):
    """A day; refuses years that are mistyped."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        kwargs["error_messages"] = {"invalid": _("Write a day, like 2026-10-01.")} | kwargs.get("error_messages", {})
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> date | None:
        """The day."""
        day = super().to_python(value)
        if day is not None and day.year not in YEARS:
            raise forms.ValidationError(_("Look at the year again: write one from 2000 to 2099."), code="year")
        return day


class SpecialDaysForm(SpansForm, TextsForm):
    """Days on which it is otherwise, of a centre, one of its windows, or of the city (`windows` is None)."""

    TEXTS = {"reason": Text(_("Why, as everybody will read it"), needed=True)}

    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last of the days"), required=False, help_text=_("Empty: the same day."))
    window = forms.ModelChoiceField(
        label=_("Where"), queryset=Window.objects.none(), required=False, empty_label=_("the whole centre")
    )
    kind = forms.ChoiceField(label=_("How it is"), choices=SpecialDays.Kind.choices, widget=forms.RadioSelect)
    like = forms.TypedChoiceField(
        label=_("Like on which weekday"),
        choices=[("", "–"), *WEEKDAY_NAMES.items()],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("For days that make up for a holiday."),
    )

    def __init__(
        self, *args: Any, windows: QuerySet[Window] | None, days: SpecialDays | None = None, **kwargs: Any
    ) -> None:
        if days is not None:
            kwargs["initial"] = {name: getattr(days, name) for name in ("starts_on", "ends_on", "kind", "like")}
        super().__init__(*args, texts={"reason": days.reason} if days else None, **kwargs)
        if windows is None or days is not None:  # where it holds does not change: enter new days instead
            del self.fields["window"]
        else:
            where = self.fields["window"]
            assert isinstance(where, forms.ModelChoiceField)
            where.queryset = windows
        known = [Span(time.fromisoformat(a), time.fromisoformat(b)) for a, b in days.spans] if days else []
        self.add_rows("day", tuple(known), "")
        self.in_order("reason", "starts_on", "ends_on", "window", "kind", "like")

    def plain_fields(self) -> list[forms.BoundField]:
        """Every field but the times of day and the tick that a contact is meant."""
        return [one for one in self if not one.name.startswith("day_") and one.name != KEEP]

    def day_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The rows of times."""
        return self.rows("day")

    def clean(self) -> dict[str, Any]:
        """The days together with their spans, under `spans`."""
        data = super().clean() or {}
        data["ends_on"] = data.get("ends_on") or data.get("starts_on")
        data["spans"] = self.read("day") if data.get("kind") == SpecialDays.Kind.HOURS else ()
        if self.errors or "kind" not in data:
            return data
        fault = rules.special_fault(data["kind"], data["spans"], data.get("like"), data["starts_on"], data["ends_on"])
        if fault is not None:
            names = {rules.Refusal.NO_WEEKDAY: "like", rules.Refusal.NO_SPANS: "day_0_opens"}
            self.add_error(names.get(fault, "ends_on"), REFUSALS[fault])
        return data

    def said(self) -> dict[str, Any]:
        """The days, by the names that the actions take."""
        data = self.cleaned_data
        like = data["like"] if data["kind"] == SpecialDays.Kind.LIKE else None
        return {name: data[name] for name in ("starts_on", "ends_on", "kind", "spans")} | {
            "like": like,
            "reason": self.texts()["reason"],
        }
