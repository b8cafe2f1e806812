"""What the page of one's own e-mail address asks for."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from duikou.directory.contacts import is_mail, normal_contact


class NewAddress(forms.Form):
    """Another e-mail address."""

    use_required_attribute = False
    email = forms.CharField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def clean_email(self) -> str:
        """The address in its comparable form."""
        address = normal_contact(str(self.cleaned_data["email"]))
        if address is None or not is_mail(address):
            raise ValidationError(_("Write an e-mail address, like hr@example.org."))
        return address


class Code(forms.Form):
    """The six digits that were sent."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("The six digits from the message"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": "8"}),
    )
