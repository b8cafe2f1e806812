"""People with neither telephone nor mail: what they need to know they have on a printed slip."""

from __future__ import annotations

import secrets

from duikou.base.sealed import seal
from duikou.directory.actions.people import BadName, Newcomer
from duikou.directory.contacts import normal_name


def newcomer_on_paper(*, name: str, language: str) -> Newcomer:
    """Somebody with this name and no contact, typed in with them present. The values that a person is known again by
    are random, used once: nobody can be found by a slip, and the limits of an offer hold for one slip, not for whoever
    takes a second. Raises BadName."""
    kept_name = normal_name(name)
    if not kept_name or len(kept_name) > 80:
        raise BadName
    return Newcomer(
        person_hash=secrets.token_bytes(32),
        contact_hash=secrets.token_bytes(32),
        name=seal(kept_name),
        contact="",
        language=language,
    )
