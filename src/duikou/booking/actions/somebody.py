"""Who books, as they wrote it in a form."""

from __future__ import annotations

from dataclasses import dataclass

from duikou.base import clock
from duikou.booking.proofs import proven_offer
from duikou.directory.actions import Newcomer, keep_person, newcomer
from duikou.directory.models import Person


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who books, as they wrote it: a name, one contact, the language for messages."""

    name: str
    contact: str
    language: str
    proof: str = ""  # that the contact is theirs, where an offer asks for it

    def keep(self) -> Person:
        """The person, made if new. Raises directory's BadName and BadContact."""
        return keep_person(name=self.name, contact=self.contact, language=self.language)

    def newcomer(self) -> Newcomer:
        """The person as the engine keeps it together with a place. Raises directory's BadName and BadContact."""
        return newcomer(name=self.name, contact=self.contact, language=self.language)

    def proven_for(self, known: Newcomer) -> int:
        """The offer for which the proof shows that their contact is theirs; 0 for none."""
        return proven_offer(self.proof, contact_hash=known.contact_hash, now=clock.now()) if self.proof else 0
