"""What the screens of tokens and webhooks ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from duikou.base.free_text import FreeText, FreeTextForm
from duikou.base.registry import events
from duikou.directory.models import ApiToken, Organisation
from duikou.directory.outward import NotAllowed, parts_of

ALL = "all"


class _OfAnOrganisation(forms.Form):
    """Asks whose it is, when there is a choice."""

    organisation = forms.ChoiceField(label=_("Whose events"))

    def __init__(self, *args: Any, organisations: Sequence[Organisation], everything: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {str(one.public_id): one for one in organisations}
        choices: list[tuple[str, Any]] = [(key, str(one)) for key, one in self._known.items()]
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(ALL, _("All of the city")), *choices] if everything else choices

    def clean_organisation(self) -> Organisation | None:
        """The organisation; None for all of the city."""
        return self._known.get(str(self.cleaned_data["organisation"]))


class NewToken(FreeTextForm, _OfAnOrganisation):
    """A token for another system."""

    field_order = ("name", "organisation", "scopes", "per_minute")
    name = FreeText(label=_("Which system is it for?"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"), choices=ApiToken.Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    per_minute = forms.IntegerField(
        label=_("Requests a minute at most"), min_value=1, max_value=1_000_000, initial=6_000
    )


class NewWebhook(_OfAnOrganisation):
    """An address of another system that is told what happens."""

    field_order = ("url", "organisation", "events")
    url = forms.CharField(
        label=_("Web address"),
        max_length=400,
        help_text=_("It begins with https:// and takes POST requests."),
        widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    events = forms.MultipleChoiceField(label=_("What is it told of?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["events"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.name, one.says) for one in events]

    def clean_url(self) -> str:
        """Refuse what nothing can be sent to."""
        url: str = self.cleaned_data["url"].strip()
        try:
            parts_of(url)
        except NotAllowed:
            raise ValidationError(
                _("Write an address that begins with https:// and a host name, without a password in it.")
            ) from None
        return url
