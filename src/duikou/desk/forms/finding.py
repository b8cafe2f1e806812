"""What visitors look for among services: words, a topic, a language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.desk.finding import LONGEST, Wanted
from duikou.desk.languages import NAMES
from duikou.desk.models import Topic


class FindForm(forms.Form):
    """A search that is never kept; what makes no sense in an address is any."""

    q = forms.CharField(
        label=_("Search words"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search", "enterkeyhint": "search", "autocomplete": "off"}),
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    language = forms.ChoiceField(label=_("In which language"), required=False)

    def __init__(self, *args: Any, topics: Iterable[Topic], languages: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "topic": [(topic.key, str(topic)) for topic in topics],
            "language": [(code, str(NAMES.get(code, code))) for code in languages],
        }
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("any")), *found]

    def wanted(self) -> Wanted:
        """What is looked for, without what made no sense."""
        self.is_valid()
        said = {name: str(self.cleaned_data.get(name) or "") for name in ("q", "topic", "language")}
        return Wanted(**said)
