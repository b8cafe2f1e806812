"""The form of one post: what a lawful posting states, and what helps people find it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.base import clock
from duikou.base.free_text import FreeText, FreeTextForm
from duikou.base.ids import new_id
from duikou.fairs import rules
from duikou.fairs.models import Post
from duikou.fairs.postings.cells import clean
from duikou.fairs.postings.headcount import parse as parse_headcount

LABELS = {
    "title": _("Title"),
    "headcount": _("Headcount"),
    "conditions": _("Conditions"),
    "duties": _("Work content"),
    "workplace": _("Place of work"),
    "pay": _("Pay"),
    "pay_text": _("Pay"),
    "valid_until": _("Valid until"),
    rules.NOT_APPROVED: _("the office's approval of the employer"),
    rules.OPEN_CONDITIONS: _("a decision on a marked condition"),
    rules.EXPIRED: _("a date that is not past"),
}
KINDS = {
    Post.Kind.FULL_TIME: _("Full time"),
    Post.Kind.PART_TIME: _("Part time"),
    Post.Kind.TEMPORARY: _("Temporary"),
    Post.Kind.INTERNSHIP: _("Internship"),
}
EDUCATIONS = {
    Post.Education.ANY: _("Any education"),
    Post.Education.JUNIOR: _("Junior secondary"),
    Post.Education.SENIOR: _("Senior secondary"),
    Post.Education.COLLEGE: _("College"),
    Post.Education.BACHELOR: _("Bachelor"),
    Post.Education.MASTER: _("Master"),
    Post.Education.DOCTOR: _("Doctor"),
}
TEXTS = ("title", "kind", "majors_text", "experience", "conditions", "duties", "workplace", "pay_text", "benefits")


LAWFUL = ("headcount", "workplace", "pay_text", "valid_until", "duties", "conditions")


class PostForm(FreeTextForm):
    """A post as an employer writes it. Only the title is needed to keep a draft; publishing asks for the rest."""

    title = FreeText(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind of work"), choices=list(KINDS.items()))
    headcount = FreeText(
        label=_("Headcount"), max_length=60, required=False, help_text=_("A number, or words such as 'several'.")
    )
    workplace = FreeText(label=_("Place of work"), max_length=200, required=False)
    pay_text = FreeText(
        label=_("Pay"), max_length=200, required=False, help_text=_("For example 5000-8000 a month, or negotiable.")
    )
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    duties = FreeText(label=_("Work content"), max_length=5000, required=False, widget=forms.Textarea)
    conditions = FreeText(
        label=_("Conditions"),
        max_length=5000,
        required=False,
        widget=forms.Textarea,
        help_text=_("No conditions on sex, ethnicity, religion or household registration: these are marked."),
    )
    education = forms.TypedChoiceField(
        label=_("Education, at least"),
        choices=[("", _("Not stated")), *EDUCATIONS.items()],
        required=False,
        coerce=int,
        empty_value=None,
    )
    majors_text = FreeText(
        label=_("Majors"), max_length=2000, required=False, help_text=_("Separate several with commas; or 'any'.")
    )
    experience = FreeText(label=_("Experience"), max_length=200, required=False)
    benefits = FreeText(label=_("Benefits"), max_length=400, required=False)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=new_id)

    def __init__(self, data: Any = None, *, post: Post | None = None, start: dict[str, Any] | None = None) -> None:
        initial: dict[str, Any] = start or {}
        if post:
            initial = {name: getattr(post, name) for name in (*TEXTS, "education", "valid_until")}
            initial["headcount"] = post.headcount_text or post.headcount or ""
        super().__init__(data, initial=initial)
        self._ask_for_lawful(not self.is_bound)

    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        """Everything as typed, without marks that show nothing or turn text round; a draft may lack what publishing
        asks for."""
        self._ask_for_lawful(True)
        found = super().clean() or {}
        found |= {name: clean(found[name]) for name in (*TEXTS, "headcount") if name in found}
        if not found.get("title") and "title" not in self.errors:
            self.add_error("title", self.fields["title"].error_messages["required"])
        return found

    def _ask_for_lawful(self, required: bool) -> None:
        # Shown as required, yet not refused when missing: a draft is kept with what there is.
        for name in LAWFUL:
            self.fields[name].required = required

    def clean_valid_until(self) -> Any:
        """The last day, not past."""
        day = self.cleaned_data["valid_until"]
        if day and day < clock.now().date():
            raise forms.ValidationError(_("This day is past. Choose a later one."), code="past")
        return day

    def values(self) -> dict[str, Any]:
        """What the form says, by field name of Post."""
        kept = {name: self.cleaned_data[name] for name in (*TEXTS, "education", "valid_until")}
        read = parse_headcount(self.cleaned_data["headcount"])
        return {
            **kept,
            "headcount": read.number,
            "headcount_text": "" if read.number else self.cleaned_data["headcount"],
        }

    def say_missing(self, missing: tuple[str, ...]) -> None:
        """Put an error at each field that publishing still needs."""
        for name in missing:
            field = {"pay": "pay_text", rules.EXPIRED: "valid_until", rules.OPEN_CONDITIONS: "conditions"}.get(
                name, name
            )
            text = {
                rules.OPEN_CONDITIONS: _(
                    "This states a condition on sex, ethnicity, religion or household registration. Take it out, or "
                    "wait until the office has decided on it."
                ),
                rules.NOT_APPROVED: _("The office must approve your organisation first. The draft is kept."),
                rules.EXPIRED: _("This day is past. Choose a later one."),
            }.get(name, _("The law asks for this in every posting."))
            self.add_error(field if field in self.fields else None, text)
