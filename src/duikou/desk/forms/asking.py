"""What is asked of whoever has a question: the topic, the question, and nothing about themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from duikou.base.free_text import FreeText, FreeTextForm
from duikou.base.personal_numbers import holds_identity_number
from duikou.desk.models import Enquiry, Topic
from duikou.directory.contacts import normal_contact
from duikou.directory.models import Area

LONGEST = 2000


class ContactForm(forms.Form):
    """A contact for messages, which may be left empty, and their language."""

    use_required_attribute = False

    contact = forms.CharField(
        label=_("Mobile number or e-mail"),
        max_length=254,
        required=False,
        help_text=_("Only to tell you that there is an answer. Empty: come back with your code."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "email", "dir": "ltr"}),
    )
    language = forms.ChoiceField(label=_("Language of messages to you"), choices=settings.LANGUAGES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()

    def clean_contact(self) -> str:
        """The contact in its comparable form; empty when none was written."""
        typed = str(self.cleaned_data["contact"]).strip()
        if not typed:
            return ""
        kept = None if holds_identity_number(typed) else normal_contact(typed)
        if kept is None:
            self.data = {**{name: self.data.get(name) for name in self.data}, self.add_prefix("contact"): ""}
            raise ValidationError(
                _("This is neither a telephone number nor an e-mail address. Write one like 139 1234 5678, or none."),
                code="bad_contact",
            )
        return kept


class AskForm(ContactForm, FreeTextForm):
    """A question with its topic; area, confidence and contact if wanted."""

    topic = forms.ModelChoiceField(label=_("What is it about?"), queryset=Topic.objects.none(), empty_label=_("Choose"))
    text = FreeText(
        label=_("Your question"),
        max_length=LONGEST,
        help_text=_("No names and no identity numbers: they are not needed. What you write is kept encrypted."),
        error_messages={"required": _("Write your question.")},
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": LONGEST}),
    )
    area = forms.ModelChoiceField(
        label=_("Part of the city"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=_("not said"),
        help_text=_("If the answer depends on where. No address is needed."),
    )
    confidential = forms.BooleanField(
        label=_("Ask in confidence"),
        required=False,
        help_text=_("Then only the few people there who answer such questions can open it."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order: Sequence[str] = ("topic", "text", "area", "confidential", "contact", "language", "key")

    def __init__(self, *args: Any, topics: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("topic", topics), ("area", areas)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        if not areas:
            del self.fields["area"]
        self.fields["key"].initial = uuid4()

    def clean_key(self) -> UUID:
        """The form's own key: a new one where it came without."""
        return self.cleaned_data["key"] or uuid4()


class TypedForm(AskForm):
    """A question that staff type in for somebody who is here or on the telephone."""

    way = forms.ChoiceField(
        label=_("How it was asked"),
        choices=((Enquiry.Way.WINDOW, _("at the window")), (Enquiry.Way.PHONE, _("on the telephone"))),
        widget=forms.RadioSelect,
        initial=Enquiry.Way.WINDOW,
    )
    field_order = ("way", *AskForm.field_order)


class AgainForm(FreeTextForm):
    """Something more about one's question."""

    text = FreeText(
        label=_("Ask back, or add something"),
        max_length=LONGEST,
        error_messages={"required": _("Write what you want to add.")},
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST}),
    )


class CodeForm(forms.Form):
    """The code that one comes back with."""

    use_required_attribute = False

    code = forms.CharField(
        label=_("Your code"),
        max_length=60,
        help_text=_("Twelve letters and digits, like K7H4-PXMQ-3RTA."),
        error_messages={"required": _("Write the code from your page or your slip.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}),
    )
