"""Keeping the people who book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from duikou.base import clock
from duikou.base.columns import Each, insert
from duikou.base.ids import new_ids
from duikou.base.personal_numbers import OLD_LENGTH, holds_identity_number
from duikou.base.sealed import look_up_hash, seal
from duikou.directory.contacts import normal_contact, normal_name, person_hashes
from duikou.directory.models import Person


class BadContact(ValueError):
    """The contact is neither a telephone number nor an e-mail address."""


class BadName(ValueError):
    """The name is empty, longer than 80 letters, or holds an identity number."""


class PeopleKnown(IntegrityError):
    """Somebody was kept by another at the same moment: whoever asked looks again."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody as they gave themselves, checked, hashed and sealed, to be kept with many others at once. The language
    is plain, to be compared."""

    person_hash: bytes
    contact_hash: bytes
    name: str
    contact: str
    language: str


def newcomer(*, name: str, contact: str, language: str) -> Newcomer:
    """Somebody with this name at this contact. A family can share one telephone: the name tells them apart. Raises
    BadName or BadContact."""
    kept_name, kept_contact = normal_name(name), normal_contact(contact)
    if not kept_name or len(kept_name) > 80 or (len(kept_name) >= OLD_LENGTH and holds_identity_number(kept_name)):
        raise BadName
    if kept_contact is None:
        raise BadContact
    person_hash, contact_hash = person_hashes(kept_name, kept_contact)
    return Newcomer(
        person_hash=person_hash,
        contact_hash=contact_hash,
        name=seal(kept_name),
        contact=seal(kept_contact),
        language=language,
    )


def insert_people(newcomers: Sequence[Newcomer]) -> Sequence[int]:
    """Keep these people, none of whom was known; gives their ids in order. Raises PeopleKnown when one of them is
    known after all."""
    count = len(newcomers)
    ids = insert(
        Person,
        count,
        skip_known=True,
        public_id=Each(new_ids(count)),
        name=Each(one.name for one in newcomers),
        contact=Each(one.contact for one in newcomers),
        contact_language=Each(seal(one.language) for one in newcomers),
        person_hash=Each(one.person_hash for one in newcomers),
        contact_hash=Each(one.contact_hash for one in newcomers),
        created_at=clock.now(),
    )
    if len(ids) < count:
        raise PeopleKnown
    return ids


@transaction.atomic
def keep_person(*, name: str, contact: str, language: str) -> Person:
    """The person with this name at this contact, made if new. Raises BadName or BadContact."""
    wanted = newcomer(name=name, contact=contact, language=language)
    person = Person.objects.filter(person_hash=wanted.person_hash).first()
    if person is None:
        with suppress(PeopleKnown), transaction.atomic():
            insert_people([wanted])
        person = Person.objects.get(person_hash=wanted.person_hash)
    return person


def write_in(*, person: Person, language: str) -> None:
    """Write to `person` in `language` from now on: the one chosen last. Callers hold the person's row already, so that
    locks are taken in the engine's order."""
    if person.contact_language != language:
        person.contact_language = language
        person.save(update_fields=["contact_language"])


def write_in_many(languages: Mapping[int, str]) -> None:
    """Write to these people, by id, in these languages from now on, as `write_in` does for one."""
    for person in Person.objects.filter(pk__in=languages).only("contact_language"):
        write_in(person=person, language=languages[person.pk])


@transaction.atomic
def correct_person(*, person: Person, name: str, contact: str, language: str) -> list[str]:
    """Write the person with this name, contact and language; what was changed. Their check numbers follow. Where
    somebody else is kept under the new name and contact, two rows are kept beside each other: they are never made one,
    and nobody learns that there is another. Raises BadName or BadContact."""
    if not contact and not person.contact:
        return _correct_on_paper(person, name, language)
    if not name and not person.name:
        return _correct_nameless(person, contact, language)
    new = newcomer(name=name, contact=contact, language=language)
    kept = {"name": normal_name(name), "contact": normal_contact(contact), "contact_language": language}
    changed = [field for field, value in kept.items() if getattr(person, field) != value]
    if not changed:
        return []
    hashes = {"person_hash": new.person_hash, "contact_hash": new.contact_hash}
    rows = Person.objects.filter(pk=person.pk)
    if changed == ["contact_language"]:
        hashes = {}
    elif Person.objects.filter(person_hash=new.person_hash).exclude(pk=person.pk).exists():
        hashes["person_hash"] = look_up_hash(str(kept["contact"]), str(kept["name"]), str(person.public_id))
    rows.update(**kept, **hashes)
    person.refresh_from_db()
    return changed


def _correct_on_paper(person: Person, name: str, language: str) -> list[str]:
    """The same for somebody without a contact, who is found by nothing."""
    kept = {"name": normal_name(name), "contact_language": language}
    if not kept["name"] or len(kept["name"]) > 80 or holds_identity_number(kept["name"]):
        raise BadName
    changed = [field for field, value in kept.items() if getattr(person, field) != value]
    if changed:
        Person.objects.filter(pk=person.pk).update(**kept)
        person.refresh_from_db()
    return changed


def _correct_nameless(person: Person, contact: str, language: str) -> list[str]:
    """The same for somebody whose name has gone, and who is found by nothing."""
    kept = {"contact": normal_contact(contact), "contact_language": language}
    if kept["contact"] is None:
        raise BadContact
    changed = [field for field, value in kept.items() if getattr(person, field) != value]
    if changed:
        Person.objects.filter(pk=person.pk).update(**kept)
        person.refresh_from_db()
    return changed
