"""Free text in forms: identity numbers are never kept, and contacts of persons only when they are meant."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duikou.base.personal_numbers import holds_contact_of_person, holds_identity_number, without_identity_numbers

KEEP = "keep_contacts"


class FreeText(forms.CharField):
    """Text that somebody writes in their own words. Its form is a FreeTextForm."""


class FreeTextForm(forms.Form):
    """A form with FreeText fields. An identity number in one is refused, taken out of what is shown again, and never
    kept. A mobile number or mail address of a person is asked about: one tick keeps it, for it may be an office's. Text
    that was there before is not asked about again."""

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]  # between the fields and clean(); the stubs leave it out
        asked = False
        for name, field in list(self.fields.items()):
            if not isinstance(field, FreeText):
                continue
            # What was refused for another reason is shown again, too, and may be named in the reason.
            refused = name in self.errors
            text = self.data.get(self.add_prefix(name)) if refused else self.cleaned_data.get(name)
            if not isinstance(text, str) or not text:
                continue
            if holds_identity_number(text):
                self.errors.pop(name, None)
                self._throw_away(name)
            elif refused:
                continue
            elif not self._meant() and name in self.changed_data and holds_contact_of_person(text):
                self.add_error(name, forms.ValidationError(CONTACT, code="contact_of_person"))
                asked = True
        if asked or self._meant():
            self.fields[KEEP] = forms.BooleanField(label=KEEP_LABEL, required=False)

    def _throw_away(self, name: str) -> None:
        key = self.add_prefix(name)
        said: dict[str, Any] = {one: self.data.get(one) for one in self.data}
        for one in self.data:
            if hasattr(self.data, "getlist") and len(self.data.getlist(one)) > 1:
                said[one] = self.data.getlist(one)
        said[key] = without_identity_numbers(str(said.get(key) or ""))
        self.data = said
        self.add_error(name, forms.ValidationError(IDENTITY, code="identity_number"))

    def _meant(self) -> bool:
        return bool(self.data.get(self.add_prefix(KEEP)))


IDENTITY = _(
    "This looks like an identity number. It is never kept and was taken out. Read the text again, then send it."
)
CONTACT = _(
    "This looks like the mobile number or e-mail address of a person. Take it out, or tick below that it belongs to an "
    "office."
)
KEEP_LABEL = _("These numbers and addresses belong to an office, not to a person: keep them")
