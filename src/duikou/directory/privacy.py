"""The personal fields of the directory: what each is for, and how it goes."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from duikou.base.keeping import not_personal
from duikou.base.registry import LookUp, PersonalField, look_ups, personal_fields, who_did
from duikou.directory.contacts import person_hashes
from duikou.directory.erasure import named_for_nothing, strays
from duikou.directory.models import Person

LONGER = _("30 days after the event; without the name for longer, where the person agreed to be asked something then")
FIELDS = (
    [
        PersonalField(
            model="directory.Person",
            field=field,
            label=label,
            whose="person",
            purpose=purpose,
            legal_basis=_("asked for by the person"),
            seen_by=_("nobody") if field.endswith("_hash") else _("the door of the event, the employer booked with"),
            kept_for=LONGER if field in ("contact", "contact_language") else _("30 days after the event"),
            erased_by=_("deletion of the row"),
            overdue=named_for_nothing if field == "name" else strays,
        )
        for field, label, purpose in (
            ("name", _("name of whoever books"), _("to call the person and to find the booking at the door")),
            ("contact", _("mobile number or e-mail address"), _("to send messages about the booking")),
            ("contact_language", _("language of messages"), _("to write messages in a language the person reads")),
            (
                "person_hash",
                _("check number of name and contact, from which neither can be read"),
                _("to hold a person to the limits of an offer"),
            ),
            (
                "contact_hash",
                _("check number of the contact, from which it cannot be read"),
                _("to find a person's own bookings by the contact"),
            ),
        )
    ]
    + [
        PersonalField(
            model=model,
            field=field,
            label=label,
            whose="account",
            purpose=purpose,
            legal_basis=_("work for the city or for an employer"),
            seen_by=_("nobody"),
            kept_for=kept_for,
            erased_by=erased_by,
        )
        for model, field, label, purpose, kept_for, erased_by in (
            (
                "directory.Session",
                "session_data",
                _("that a browser is signed in, since when and how"),
                _("to stay signed in, and to see and end it from elsewhere"),
                _("12 hours after it was last used, at most 7 days"),
                _("deletion of the row"),
            ),
            (
                "mfa.Authenticator",
                "data",
                _("secrets and public keys of second factors"),
                _("to check a second time who signs in"),
                _("until it is removed, at the latest as long as the account"),
                _("deletion of the row"),
            ),
        )
    ]
    + [
        PersonalField(
            model="directory.Account",
            field=field,
            label=label,
            whose="account",
            purpose=purpose,
            legal_basis=_("work for the city or for an employer"),
            seen_by=_("administrators"),
            kept_for=_("as long as the account"),
            erased_by=_("deletion of the account"),
        )
        for field, label, purpose in (
            ("username", _("user name"), _("to sign in")),
            ("display_name", _("name that colleagues see"), _("to show colleagues who acts")),
            ("email", _("e-mail address"), _("to reach the account's holder")),
            ("language", _("language"), _("to write messages in a language the person reads")),
            ("password", _("check number of the password, from which it cannot be read"), _("to sign in")),
            ("last_login", _("when somebody last signed in"), _("to find accounts that nobody uses")),
        )
    ]
)
ROLES = PersonalField(
    model="directory.Grant",
    field="account",
    label=_("which roles an account has"),
    whose="account",
    purpose=_("to let everybody do their work and nothing else"),
    legal_basis=_("work for the city or for an employer"),
    seen_by=_("administrators"),
    kept_for=_("as long as the account"),
    erased_by=_("deletion of the account"),
)
PHOTOS = who_did(
    "directory.PlacePhoto",
    "confirmed_by",
    _("who said that nobody can be recognised in a picture, or that all have agreed"),
    _("as long as the picture; it is a reference, never a name"),
)
THINGS = {
    "directory.City.mail": "the address of the city's own mail server",
    "directory.Webhook.secret": "the key that another system checks its messages with",
}


def declare() -> None:
    """Put the fields into the registry that privacy pages and tests walk, and the check numbers people are found by
    into the one that a change of their key walks."""
    look_ups.add("directory.Person", LookUp("directory.Person", _hashes))
    for field in (*FIELDS, ROLES, PHOTOS):
        personal_fields.add(f"{field.model}.{field.field}", field)
    for name, why in THINGS.items():
        not_personal.add(name, why)


def _hashes(person: Person) -> dict[str, bytes]:
    if not (person.name and person.contact):  # with a printed slip, or only to be asked something: random, of no key
        return {"person_hash": bytes(person.person_hash), "contact_hash": bytes(person.contact_hash)}
    person_hash, contact_hash = person_hashes(person.name, person.contact)
    return {"person_hash": person_hash, "contact_hash": contact_hash}
