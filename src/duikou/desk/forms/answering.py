"""What staff write: replies, referrals, answers for everybody, and who answers a topic."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.base.free_text import FreeText, FreeTextForm
from duikou.desk.models import Answer, Topic
from duikou.directory.models import Organisation
from duikou.plans.models import Clause, Policy
from duikou.plans.queries import clauses_named

LONGEST = 4000
DAY = {"type": "date"}
POLICIES = ("first", "second")


class ReplyForm(FreeTextForm):
    """The answer to one question."""

    text = FreeText(
        label=_("Answer"),
        max_length=LONGEST,
        error_messages={"required": _("Write the answer.")},
        help_text=_("Only whoever asked reads it. What helps others, too, belongs into an answer for everybody."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ReferForm(forms.Form):
    """Which other body could answer, and whether whoever asked has agreed here."""

    use_required_attribute = False

    to = forms.ModelChoiceField(label=_("Body that knows more"), queryset=Organisation.objects.none())
    consented = forms.BooleanField(
        label=_("Whoever asked is here and agrees"),
        required=False,
        help_text=_("Without it they are asked on their page; until they agree nothing is handed on."),
    )

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ModelChoiceField)
        to.queryset = bodies


class DutyForm(forms.Form):
    """Which body answers a topic, and within how many working days."""

    use_required_attribute = False

    body = forms.ModelChoiceField(label=_("Body that answers"), queryset=Organisation.objects.none())
    days = forms.IntegerField(label=_("Working days until an answer"), min_value=1, max_value=60, initial=5)

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body = self.fields["body"]
        assert isinstance(body, forms.ModelChoiceField)
        body.queryset = bodies


class AnswerForm(FreeTextForm):
    """An answer for everybody: a question in general words, its answer, and the clauses it rests on. It starts empty
    but for the topic, so that nothing of somebody's own question is copied."""

    body = forms.ModelChoiceField(label=_("Body that answers"), queryset=Organisation.objects.none())
    topic = forms.ModelChoiceField(label=_("Topic"), queryset=Topic.objects.all(), empty_label=_("Choose"))
    question_zh = FreeText(
        label=_("Question in Chinese"),
        max_length=160,
        help_text=_("In general words, as many could ask it. No names, numbers or places of a single person."),
    )
    question_en = FreeText(label=_("Question in English"), max_length=240, required=False)
    text_zh = FreeText(label=_("Answer in Chinese"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))
    text_en = FreeText(
        label=_("Answer in English"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    first = forms.ModelChoiceField(label=_("Policy that it rests on"), queryset=Policy.objects.none(), required=False)
    first_clauses = FreeText(
        label=_("Clauses"), max_length=200, required=False, help_text=_("By their numbers: 第三条、第五条, or 3, 5.")
    )
    second = forms.ModelChoiceField(label=_("Another policy"), queryset=Policy.objects.none(), required=False)
    second_clauses = FreeText(label=_("Clauses of it"), max_length=200, required=False)
    valid_from = forms.DateField(
        label=_("Holds from"),
        required=False,
        help_text=_("Empty: from the day on which it is published."),
        error_messages={"invalid": _("Write a day, like 2026-11-28.")},
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
    )
    colleague = forms.BooleanField(
        label=_("A colleague publishes it"),
        required=False,
        help_text=_("A second pair of eyes: whoever wrote it cannot publish it alone."),
    )

    def __init__(self, *args: Any, bodies: Any, policies: Any, known: Answer | None = None, **kwargs: Any) -> None:
        if known is not None:
            kwargs["initial"] = _said(known)
        super().__init__(*args, **kwargs)
        for name, rows in (("body", bodies), ("first", policies), ("second", policies)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        if known is not None:
            del self.fields["body"]
        elif len(bodies) == 1:
            self.fields["body"].initial = bodies[0]
        self.clauses: list[Clause] = []

    def clean(self) -> dict[str, Any]:
        """With the clauses that were named looked up."""
        said = super().clean() or {}
        for name in POLICIES:
            policy, typed = said.get(name), said.get(f"{name}_clauses") or ""
            if policy is None:
                if typed and name not in self.errors:
                    self.add_error(name, _("Choose the policy that these clauses are of."))
                continue
            found, unknown = clauses_named(policy, typed)
            if unknown:
                words = _("This policy has no clause %(names)s. Look at its numbers again.")
                self.add_error(f"{name}_clauses", words % {"names": "、".join(unknown)[:60]})
            elif not found:
                self.add_error(f"{name}_clauses", _("Name the clause, like 第三条."))
            self.clauses += found
        return said

    def values(self, known: Answer | None = None) -> dict[str, Any]:
        """The texts by language, further languages as they were, and the rest by field of the model."""
        said = self.cleaned_data
        found: dict[str, Any] = {"valid_from": said["valid_from"], "second": said["colleague"]}
        for name in ("question", "text"):
            texts = dict(getattr(known, name) if known else {}) | {
                "zh-hans": said[f"{name}_zh"],
                "en": said[f"{name}_en"],
            }
            found[name] = {code: text for code, text in texts.items() if text}
        return found


def _said(known: Answer) -> dict[str, Any]:
    first: dict[str, Any] = {"topic": known.topic_id, "valid_from": known.valid_from, "colleague": known.second}
    for name in ("question", "text"):
        texts = getattr(known, name)
        first |= {f"{name}_zh": texts.get("zh-hans", ""), f"{name}_en": texts.get("en", "")}
    by_policy: dict[int, list[str]] = {}
    for clause in known.clauses.order_by("policy", "order"):
        by_policy.setdefault(clause.policy_id, []).append(clause.number)
    for name, (policy, numbers) in zip(POLICIES, by_policy.items(), strict=False):
        first |= {name: policy, f"{name}_clauses": "、".join(numbers)}
    return first
