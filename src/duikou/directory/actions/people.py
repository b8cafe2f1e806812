"""Keeping the people who book."""

from __future__ import annotations

from django.db import transaction

from duikou.base import clock
from duikou.base.sealed import look_up_hash
from duikou.directory.contacts import normal_contact, normal_name
from duikou.directory.models import Person


class BadContact(ValueError):
    """The contact is neither a telephone number nor an e-mail address."""


class BadName(ValueError):
    """The name is empty or longer than 80 letters."""


@transaction.atomic
def keep_person(*, name: str, contact: str, language: str) -> Person:
    """The person with this name at this contact, made if new. A family can share one telephone: the name tells them
    apart. Raises BadName or BadContact."""
    kept_name, kept_contact = normal_name(name), normal_contact(contact)
    if not kept_name or len(kept_name) > 80:
        raise BadName
    if kept_contact is None:
        raise BadContact
    person, _made = Person.objects.get_or_create(
        person_hash=look_up_hash(kept_contact, kept_name.casefold().replace(" ", "")),
        defaults={
            "name": kept_name,
            "contact": kept_contact,
            "contact_language": language,
            "contact_hash": look_up_hash(kept_contact),
            "created_at": clock.now(),
        },
    )
    return person


def write_in(*, person: Person, language: str) -> None:
    """Write to `person` in `language` from now on: the one chosen last. Callers hold the person's row already, so that
    locks are taken in the engine's order."""
    if person.contact_language != language:
        person.contact_language = language
        person.save(update_fields=["contact_language"])
