"""What is kept of those who ask, and of the staff who answer."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from duikou.base.registry import PersonalField, personal_fields, who_did
from duikou.desk.queries.enquiries import contacts_to_erase, referrals_to_erase, texts_to_erase

KEPT_FOR = _("90 days after the question is closed, or until the person erases it; a year when nobody answers")
SEEN_BY = _("those who answer for the body that is asked; in confidence, those few who answer such questions there")
FIELDS = [
    PersonalField(
        model="desk.EnquiryText",
        field="text",
        label=_("what somebody asked, and what was answered"),
        whose="person",
        purpose=_("to answer the question"),
        legal_basis=_("asked for by the person"),
        seen_by=SEEN_BY,
        kept_for=KEPT_FOR,
        erased_by=_("deletion of the row"),
        overdue=texts_to_erase,
    ),
    *(
        PersonalField(
            model=model,
            field="enquiry",
            label=label,
            whose="person",
            purpose=_("to answer the question"),
            legal_basis=_("asked for by the person"),
            seen_by=SEEN_BY,
            kept_for=KEPT_FOR,
            erased_by=_("deletion of the row"),
            overdue=overdue,
        )
        for model, label, overdue in (
            ("desk.EnquiryText", _("which question something was written about"), texts_to_erase),
            ("desk.Referral", _("to which body a question was handed on"), referrals_to_erase),
        )
    ),
    *(
        PersonalField(
            model="desk.Enquiry",
            field=field,
            label=label,
            whose="person",
            purpose=purpose,
            legal_basis=_("left by the person, who need not"),
            seen_by=_("nobody"),
            kept_for=KEPT_FOR,
            erased_by=_("the column is emptied"),
            overdue=contacts_to_erase,
        )
        for field, label, purpose in (
            (
                "contact",
                _("mobile number or e-mail address beside a question"),
                _("to say that there is an answer"),
            ),
            (
                "contact_language",
                _("language of messages about a question"),
                _("to write messages in a language the person reads"),
            ),
        )
    ),
    who_did("desk.Enquiry", "taken_by", _("who answers a question"), _("until the question is erased")),
    who_did("desk.Answer", "writer", _("who wrote an answer for everybody"), _("as long as the answer")),
]


def declare() -> None:
    """Put them into the registry that privacy pages and proofs walk."""
    for field in FIELDS:
        personal_fields.add(f"{field.model}.{field.field}", field)
