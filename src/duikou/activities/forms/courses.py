"""What is asked for about a class: its facts, and when its sessions are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from duikou.activities import patterns
from duikou.activities.actions.course_slots import slot_of
from duikou.activities.course_rules import MOST_SEATS, MOST_SESSIONS
from duikou.activities.course_words import LEVELS
from duikou.activities.models import Channel, Course, Kind
from duikou.activities.queries.keeping import channels_to_choose, kinds_to_choose
from duikou.base.texts import Text, TextsForm
from duikou.base.translated import Translated, translated
from duikou.directory.models import Organisation, Place

FACTS = ("kind", "channel", "level", "place", "joins_until", "certificate_from")
WEEKDAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
WHEN = ("first_on", "weekdays", "begins", "ends", "number", "not_on", "typed")


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput(attrs={"type": "time", "step": "300"}, format="%H:%M")
    )


class CourseForm(TextsForm):
    """Everything about a class. A new one says when its sessions are: by the week, or one by one."""

    TEXTS = {
        "title": Text(_("Title"), needed=True),
        "about": Text(_("What is learned"), long=True),
        "for_whom": Text(_("For whom"), long=True),
        "known_before": Text(_("What one should know or be able to do before"), long=True),
        "what_to_bring": Text(_("What to bring"), long=True),
        "taught_by": Text(_("Taught by, as it stands on the programme")),
        "taught_in": Text(_("Language in which it is taught")),
        "place_name": Text(_("New place, if it is not in the list")),
        "place_address": Text(_("Address of the new place")),
    }

    organiser = forms.ModelChoiceField(label=_("Organised by"), queryset=Organisation.objects.none())
    kind = forms.ModelChoiceField(label=_("Kind of activity"), queryset=Kind.objects.all())
    channel = forms.ModelChoiceField(
        label=_("Channel"), queryset=Channel.objects.all(), help_text=_("By which way it reaches people.")
    )
    level = forms.ChoiceField(label=_("Level"), choices=list(LEVELS.items()))
    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.order_by("id"), required=False)
    first_on = forms.DateField(label=_("First session on or after"), widget=DAY, required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these days of the week"),
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    begins, ends = _hour(_("A session begins at")), _hour(_("A session ends at"))
    number = forms.IntegerField(
        label=_("How many sessions"), min_value=1, max_value=MOST_SESSIONS, required=False, initial=8
    )
    not_on = forms.CharField(
        label=_("But not on these days"),
        max_length=600,
        required=False,
        help_text=_("Holidays, for instance: 2027-01-01, 2027-02-06. The number of sessions stays the same."),
    )
    typed = forms.CharField(
        label=_("Or each session by itself, one a line"),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Like 2026-12-01 19:00-20:30. If something stands here, the pattern above does not count."),
    )
    seats = forms.IntegerField(
        label=pgettext_lazy("class", "Seats"), min_value=1, max_value=MOST_SEATS, help_text=_("Each for all sessions.")
    )
    seats_max = forms.IntegerField(
        label=_("Seats that one may take"),
        min_value=1,
        max_value=6,
        initial=1,
        help_text=_("Normally one: each person signs up. More lets somebody bring companions, who get no certificate."),
    )
    joins_until = forms.IntegerField(
        label=_("One can join until session number"),
        min_value=1,
        max_value=MOST_SESSIONS,
        initial=1,
        help_text=_("1: until the class begins. 3: whoever missed two can still join."),
    )
    certificate_from = forms.IntegerField(
        label=_("Sessions for a certificate"),
        min_value=1,
        max_value=MOST_SESSIONS,
        required=False,
        help_text=_(
            "Whoever was at so many or more gets one; everybody reads this before signing up. Empty: no certificate,"
            " and heads are counted without names."
        ),
    )

    def __init__(self, *args: Any, bodies: QuerySet[Organisation], course: Course | None = None, **kwargs: Any) -> None:
        self.course = course
        texts: dict[str, Translated] | None = None
        if course is not None:
            texts = {name: translated(getattr(course, name, {})) for name in self.TEXTS}
            slot = slot_of(course)
            facts = {name: getattr(course, name) for name in FACTS}
            kwargs["initial"] = {**facts, "seats": slot.capacity, "seats_max": course.offer.seats_max}
        super().__init__(*args, texts=texts, **kwargs)
        self._choose("organiser", bodies)
        self._choose("kind", kinds_to_choose(course.kind if course else None))
        found = channels_to_choose(course.channel if course else None)
        self._choose("channel", found.filter(counts_heads_only=False))
        if course is not None:
            for name in ("organiser", *WHEN):
                del self.fields[name]
        elif bodies.count() == 1:
            self.fields["organiser"].initial = bodies[0].pk
        self.in_order(
            *("organiser", "title", "kind", "channel", "level", "place", "place_name", "place_address", *WHEN),
            *("seats", "seats_max", "joins_until", "certificate_from", "about", "known_before", "for_whom"),
            *("what_to_bring", "taught_by", "taught_in"),
        )

    def _choose(self, name: str, queryset: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queryset

    def clean(self) -> dict[str, Any]:
        """When the sessions are, of a new class."""
        data = super().clean() or {}
        if self.course is None:
            data["times"] = self._typed(data) if data.get("typed") else self._by_the_week(data)
        return data

    def _typed(self, data: dict[str, Any]) -> list[patterns.Span]:
        try:
            return patterns.typed(data["typed"])
        except patterns.Unreadable as error:
            said = gettext("“%(line)s” cannot be read. Write each session like 2026-12-01 19:00-20:30.")
            self.add_error("typed", said % {"line": error.line})
        return []

    def _by_the_week(self, data: dict[str, Any]) -> list[patterns.Span]:
        missing = [name for name in ("first_on", "weekdays", "begins", "ends", "number") if not data.get(name)]
        for name in missing:
            if name not in self.errors:
                self.add_error(name, _("Say this too, or write each session by itself."))
        if missing:
            return []
        if data["begins"] >= data["ends"]:
            self.add_error("ends", _("It must end after it begins. Look at both times again."))
            return []
        try:
            but = patterns.days(data.get("not_on") or "")
            return patterns.weekly(
                data["first_on"],
                weekdays=data["weekdays"],
                begins=data["begins"],
                ends=data["ends"],
                number=data["number"],
                but=but,
            )
        except patterns.Unreadable as error:
            self.add_error("not_on", gettext("“%(day)s” is no day. Write days like 2027-01-01.") % {"day": error.line})
        except ValueError:
            self.add_error("number", _("So many sessions do not fit into three years. Write fewer, or more weekdays."))
        return []

    def facts(self) -> dict[str, Any]:
        """What was written, as actions take it: facts by name; a new place by its name and address."""
        data, said = self.cleaned_data, self.texts()
        name, address = said.pop("place_name"), said.pop("place_address")
        place = {"name": name, "address": address} if name else data["place"]
        return {**said, **{key: data[key] for key in FACTS}, "place": place}

    def numbers(self) -> dict[str, Any]:
        """How many seats, and how many somebody may take."""
        return {"seats": self.cleaned_data["seats"], "seats_max": self.cleaned_data["seats_max"]}
