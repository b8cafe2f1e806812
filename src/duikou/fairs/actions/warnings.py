"""Warning employers before a fair whose stand stayed empty at the last one, or where people waited in vain."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from duikou.base import clock
from duikou.directory.models import Grant
from duikou.fairs.models import Fair, Stand
from duikou.fairs.queries.last_times import last_times
from duikou.journal.actions import queue

AHEAD = timedelta(days=3)


def warn_before_fairs() -> int:
    """Queue a message for the people of each such employer with an approved stand at a fair that begins within three
    days; once for each stand and account, whoever is approved late included. Gives the number of employers."""
    now = clock.now()
    coming = Fair.objects.filter(
        state__in=(Fair.State.PUBLISHED, Fair.State.RUNNING), starts_at__gt=now, starts_at__lte=now + AHEAD
    )
    return sum(_warn(fair) for fair in coming.order_by("pk"))


@transaction.atomic
def _warn(fair: Fair) -> int:
    stands = dict(
        Stand.objects.filter(fair=fair, state=Stand.State.APPROVED).order_by("pk").values_list("employer_id", "pk")
    )
    warned = last_times(fair, list(stands), now=clock.now())
    grants = Grant.objects.filter(organisation__in=list(warned), role=Grant.Role.EMPLOYER)
    for employer, account, public_id in grants.values_list("organisation_id", "account_id", "account__public_id"):
        stand = stands[employer or 0]
        queue(
            template="stand_warned",
            recipient=f"account:{public_id}",
            about=f"stand:{stand}",
            dedupe_key=f"stand_warned:{stand}:{account}",
            expires_at=fair.starts_at,
        )
    return len(warned)
