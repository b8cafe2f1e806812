"""What the screens of invitations ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.directory.contacts import is_mail, normal_contact
from duikou.directory.forms.roles import RoleFields
from duikou.directory.inviting import Held, may_invite
from duikou.directory.models import Grant, Organisation


class Invite(RoleFields):
    """Whom somebody invites, and to what. Offers only what the inviter (by `held`) may give."""

    use_required_attribute = False

    email = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)

    def __init__(
        self, *args: Any, held: Sequence[Held], organisations: QuerySet[Organisation], by_mail: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.held = held
        body = self.fields["organisation"]
        assert isinstance(body, forms.ModelChoiceField)
        body.queryset = organisations
        if not any(one.role == Grant.Role.ADMINISTRATOR for one in held):
            del self.fields["role"]
            self.fields.pop("area", None)
            body.required, body.empty_label = True, None
        if by_mail:
            self.fields["email"].help_text = _("Left empty, you get a link to hand over.")
        else:
            del self.fields["email"]

    def clean_email(self) -> str:
        """The address in its comparable form; empty when none was given."""
        typed = str(self.cleaned_data["email"]).strip()
        address = normal_contact(typed) if typed else ""
        if address is None or (address and not is_mail(address)):
            raise ValidationError(_("Write an e-mail address, like hr@example.org, or leave it empty."))
        return address

    def clean(self) -> dict[str, Any] | None:
        """Refuse what cannot be given, and more than the inviter may give."""
        if "role" not in self.fields:
            self.cleaned_data["role"] = Grant.Role.EMPLOYER.value
        data = super().clean()
        if not self.errors and not may_invite(self.held, **self.grant()):
            self.add_error("organisation", _("You cannot invite anybody for this organisation. Choose another."))
        return data

    def invitation(self) -> dict[str, Any]:
        """What is to be made: the grant, the address and the language."""
        said = self.cleaned_data
        return {**self.grant(), "email": said.get("email", ""), "language": said["language"]}
