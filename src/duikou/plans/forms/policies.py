"""What is asked for when a policy is written, split into clauses and ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from duikou.base.free_text import FreeText, FreeTextForm
from duikou.directory.models import Organisation
from duikou.plans import clauses
from duikou.plans.models import Policy

YEARS = range(1949, 2100)
DAYS = ("issued_on", "valid_from", "valid_until")
TOO_LONG = _("This is too much for one policy. Paste it in parts, as several.")


class DayField(forms.DateField):
    """A day of the calendar, of a year that can be meant."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"invalid": _("Write a day, like 2026-11-28.")})
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def to_python(self, value: Any) -> date | None:
        """The day; refuses years that are mistyped."""
        day = super().to_python(value)
        if day is not None and day.year not in YEARS:
            raise ValidationError(_("Look at the year again: write one from 1949 to 2099."), code="year")
        return day


class PolicyForm(FreeTextForm):
    """The facts of a policy."""

    title_zh = FreeText(label=_("Title in Chinese"), max_length=120)
    title_en = FreeText(label=_("Title in English"), max_length=200, required=False)
    keeper = forms.ModelChoiceField(label=_("Body that keeps it"), queryset=Organisation.objects.none())
    issuer = FreeText(
        label=_("Issued by"),
        max_length=200,
        required=False,
        help_text=_("As it is printed. Empty: the body that keeps it."),
    )
    number = FreeText(
        label=_("Document number"), max_length=60, required=False, help_text=_("As it is printed: 嘉政发〔2016〕12号.")
    )
    issued_on = DayField(label=_("Issued on"), required=False)
    valid_from = DayField(label=_("Holds from"), required=False, help_text=_("Needed before it can be published."))
    valid_until = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: it holds until something takes its place.")
    )

    def __init__(self, *args: Any, bodies: Any, known: Policy | None = None, **kwargs: Any) -> None:
        if known is not None:
            first = {name: getattr(known, name) for name in ("issuer", "number", *DAYS)}
            first |= {"title_zh": known.title.get("zh-hans", ""), "title_en": known.title.get("en", "")}
            kwargs["initial"] = first
        super().__init__(*args, **kwargs)
        keeper = self.fields["keeper"]
        assert isinstance(keeper, forms.ModelChoiceField)
        keeper.queryset = bodies
        if known is not None:
            del self.fields["keeper"]
        elif len(bodies) == 1:
            keeper.initial = bodies[0]

    def clean(self) -> dict[str, Any]:
        """Days in an order in which they can be."""
        said = super().clean() or {}
        begins, ends = said.get("valid_from"), said.get("valid_until")
        if begins and ends and ends < begins:
            self.add_error("valid_until", _("The last day lies before the first. Look at both again."))
        return said

    def values(self, known: Policy | None = None) -> dict[str, Any]:
        """The facts by field of the model; titles in further languages stay."""
        said = self.cleaned_data
        title = dict(known.title if known else {}) | {"zh-hans": said["title_zh"], "en": said["title_en"]}
        facts = {name: said[name] for name in ("issuer", "number", *DAYS)}
        return {"title": {code: text for code, text in title.items() if text}, **facts}


class ClausesForm(FreeTextForm):
    """The text of a policy, pasted, to be split into clauses."""

    text = FreeText(
        label=_("Text of the policy"),
        max_length=clauses.LONGEST,
        help_text=_("Paste the plain text. It is split where a line begins with 第…条, or 一、 where there is none."),
        widget=forms.Textarea(attrs={"rows": 16}),
    )

    def clean_text(self) -> str:
        """The text, if it can be split."""
        text = str(self.cleaned_data["text"])
        try:
            self.found = clauses.split(text)
        except clauses.TooLong:
            raise ValidationError(TOO_LONG, code="long") from None
        return text


class SupersedeForm(forms.Form):
    """What takes the place of a policy, and when."""

    use_required_attribute = False

    newer = forms.ModelChoiceField(label=_("What takes its place"), queryset=Policy.objects.none())
    day = DayField(label=_("From which day"))

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newer = self.fields["newer"]
        assert isinstance(newer, forms.ModelChoiceField)
        newer.queryset = others


class RenewForm(forms.Form):
    """Until when a lapsed policy holds on."""

    use_required_attribute = False

    until = DayField(label=_("New last day"), required=False, help_text=_("Empty: without an end."))
