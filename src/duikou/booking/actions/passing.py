"""Giving out passes: who may book is settled before the opening."""

from __future__ import annotations

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.sealed import look_up_hash
from duikou.booking import passes, proofs
from duikou.booking.actions.ledger import Ledger
from duikou.booking.models import Offer, Standing, WaitingEntry
from duikou.booking.queries.holdings import standings_of
from duikou.booking.refusals import Refusal
from duikou.booking.rules import may_get_pass
from duikou.directory.actions import keep_person, write_in
from duikou.directory.contacts import normal_contact
from duikou.directory.erasure import erase_people
from duikou.directory.models import Person
from duikou.journal.actions import record


@transaction.atomic
def issue_pass(offer: Offer, *, name: str, contact: str, language: str, by: Actor, proof: str = "") -> str | Refusal:
    """A pass for the person with this name at this contact, who is kept together with a standing of no bookings: it
    ties them to the offer, so that they are let go with it. The same person gets the same pass again. Where the offer
    asks for it, `proof` must show that the contact is theirs (CONTACT_UNPROVEN). Raises directory's BadName and
    BadContact."""
    now = clock.now()
    shown = proofs.proven_offer(proof, contact_hash=look_up_hash(normal_contact(contact) or ""), now=now)
    proven = shown == offer.pk
    no = may_get_pass(offer, now=now, proven=proven)
    if no:
        return no
    person = keep_person(name=name, contact=contact, language=language)
    Ledger({}, [person.pk])
    write_in(person=person, language=language)
    if not standings_of([person.pk], [offer.pk]):
        Standing.objects.create(person=person, offer=offer, live=0, limit=offer.limit_per_person)
        record(what="pass.issued", which=f"offer:{offer.public_id}", by=by)
    return passes.issue(offer, person, proven=proven)


@transaction.atomic
def give_back_pass(shown: passes.Pass, *, by: Actor) -> bool:
    """Give up a pass that was never used, and erase its person when nothing else is tied to them. False when they have
    bookings, wait somewhere or hold a pass elsewhere, for which name and contact are still needed. Giving it back twice
    changes nothing."""
    person = Person.objects.filter(pk=shown.person_id).first()
    if person is None:
        return True
    Ledger({}, [person.pk])
    if person.bookings.exists() or person.waiting.filter(state=WaitingEntry.State.WAITING).exists():
        return False
    Standing.objects.filter(person=person, offer=shown.offer_id, live=0).delete()
    record(what="pass.given_back", which=f"offer:{shown.offer_id}", by=by)
    if person.standings.exists():
        return False
    erase_people([person.pk])
    return True
