"""The journal's declaration: it keeps references, never a name, a contact or an address."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from duikou.base.registry import PersonalField, personal_fields

FIELDS = [
    PersonalField(
        model="journal.Message",
        field="recipient",
        label=_("whom a message is for"),
        whose="person",
        purpose=_("to find the address when the message is sent"),
        legal_basis=_("asked for by the person"),
        seen_by=_("nobody"),
        kept_for=_("as long as the message; it leads nowhere once the person is erased"),
        erased_by=_("erasure of the person it points at"),
    ),
    PersonalField(
        model="journal.Entry",
        field="who",
        label=_("who did something"),
        whose="account",
        purpose=_("to answer who did what"),
        legal_basis=_("accountability of the office"),
        seen_by=_("administrators"),
        kept_for=_("as long as the journal; it is a reference, never a name"),
        erased_by=_("erasure of the account it points at"),
    ),
]


def declare() -> None:
    """Put the fields into the registry that privacy pages and tests walk."""
    for field in FIELDS:
        personal_fields.add(f"{field.model}.{field.field}", field)
