"""Employers met by the thousand, as an imported table names them."""

from __future__ import annotations

from collections.abc import Sequence

from duikou.base import clock
from duikou.base.translated import translated
from duikou.directory.models import Organisation
from duikou.directory.names import organisation_key


def keep_employers(*, names: Sequence[str]) -> dict[str, int]:
    """The id of an organisation for every name; those not known yet are made, approved, as employers.

    Names that differ only in spaces, width or brackets are one organisation. Runs in the caller's transaction, whose
    journal entry tells how many there were. Three queries for up to a thousand names.
    """
    keys = {name: organisation_key(name) for name in names}
    known: dict[str, int] = {}
    wanted = sorted(set(keys.values()))
    for start in range(0, len(wanted), 900):
        rows = Organisation.objects.filter(name_key__in=wanted[start : start + 900]).values_list(
            "name_key", "id", "kind"
        )
        for key, found, kind in rows.order_by("-id"):
            if key not in known or kind == Organisation.Kind.EMPLOYER:
                known[key] = found
    first_names = {key: name for name, key in reversed(keys.items()) if key not in known}
    now = clock.now()
    made = [
        Organisation(name=translated(name), name_key=key, kind=Organisation.Kind.EMPLOYER, created_at=now)
        for key, name in first_names.items()
    ]
    Organisation.objects.bulk_create(made)
    known.update({one.name_key: one.pk for one in made})
    return {name: known[key] for name, key in keys.items()}
