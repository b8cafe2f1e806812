"""Scratch fairs for measurements."""

from __future__ import annotations

from datetime import timedelta

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.directory.models import Organisation
from duikou.fairs.actions.fairs import create_fair
from duikou.fairs.models import Fair


def bench_fair() -> Fair:
    """A published fair with the slug `bench`, without stands."""
    now = clock.now()
    office = Organisation.objects.create(
        name={"en": "Bench"}, name_key="bench", kind=Organisation.Kind.OFFICE, created_at=now
    )
    starts_at, ends_at = now + timedelta(days=3), now + timedelta(days=4)
    fair = create_fair(slug="bench", title="Bench", organiser=office, starts_at=starts_at, ends_at=ends_at, by=COMMAND)
    Fair.objects.filter(pk=fair.pk).update(state=Fair.State.PUBLISHED)
    return fair
