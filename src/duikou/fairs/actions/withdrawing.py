"""An employer does not come after all: its stand is withdrawn, and everybody who counted on it is told."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from duikou.base.actor import Actor
from duikou.booking import actions as engine
from duikou.fairs import rules
from duikou.fairs.actions.posts import withdraw_post
from duikou.fairs.actions.stands import locked, tell_employer
from duikou.fairs.models import Post, Stand
from duikou.journal import actions as journal


def withdraw_stand(*, stand: Stand, by: Actor, why: Mapping[str, str] | None = None) -> int:
    """Withdraw an approved stand: its posts are shown no more, its times to come are gone, those who booked or won
    there are told, with `why` (texts by language), and so is the employer. A draw's result stays as it is. Gives how
    many talks were called off; interrupted, the same call or the worker does the rest. Raises rules.Refused."""
    with transaction.atomic():
        present = locked(stand)
        if not rules.may_change(present.fair):
            raise rules.Refused(rules.Refusal.FAIR_OVER)
        if present.state not in (Stand.State.APPROVED, Stand.State.WITHDRAWN):
            raise rules.Refused(rules.Refusal.NOT_APPROVED)
        if present.state == Stand.State.APPROVED:
            present.state = Stand.State.WITHDRAWN
            present.save(update_fields=["state"])
            for post in Post.objects.filter(stand=present, state=Post.State.PUBLISHED).order_by("pk"):
                withdraw_post(post=post, by=by)
            if present.resource:
                engine.withdraw_resource(present.resource, by=by)
            journal.record(what="stand.withdrawn", which=f"stand:{present.pk}", by=by)
            tell_employer(present, "stand_withdrawn")
    return engine.end_withdrawn(present.resource, by=by, why=why) if present.resource else 0
