"""Proposing bodies for a title, taking a proposal back, and looking again at a body that has one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from duikou.activities import title_rules as rules
from duikou.activities.models import Candidacy, Edition, Programme, Review
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.directory.models import Organisation
from duikou.journal import actions as journal

State = Candidacy.State


@transaction.atomic
def propose(
    *,
    programme: Programme,
    body: Organisation,
    proposed_by: Organisation,
    why: Mapping[str, str] | str,
    by: Actor,
    on: date | None = None,
) -> Candidacy:
    """Propose a body for a title, on a day of the city (today, when none is said); it assesses itself by the edition
    that is published last. Raises rules.Refused without an edition, and for a body that is proposed or has the
    title."""
    now = clock.now()
    edition = _last(programme)
    try:
        with transaction.atomic():
            candidacy = Candidacy.objects.create(
                programme=programme,
                body=body,
                proposed_by=proposed_by,
                proposed_on=on or timezone.localdate(now),
                why=translated(why),
                created_at=now,
            )
    except IntegrityError:
        raise rules.Refused(rules.Refusal.ALREADY) from None
    journal.record(what="candidacy.proposed", which=f"candidacy:{candidacy.public_id}", by=by)
    _open(candidacy, edition, by)
    return candidacy


@transaction.atomic
def take_proposal_back(*, candidacy: Candidacy, by: Actor) -> None:
    """Take a proposal back before anything is ruled. Raises rules.Refused when something is, or is about to be."""
    if no := rules.may_become(rules.CANDIDACIES, candidacy.state, State.TAKEN_BACK):
        raise rules.Refused(no)
    going_on = Review.objects.select_for_update().filter(candidacy=candidacy).exclude(state=Review.State.SETTLED)
    if going_on.filter(rulings__state__in=("hearing", "proposed")).exists():
        raise rules.Refused(rules.Refusal.RULED_ON_ALREADY)
    if not Candidacy.objects.filter(pk=candidacy.pk, state=State.CANDIDATE).update(state=State.TAKEN_BACK):
        raise rules.Refused(rules.Refusal.CHANGED)
    going_on.update(state=Review.State.SETTLED, settled_at=clock.now())
    candidacy.refresh_from_db()
    journal.record(what="candidacy.taken_back", which=f"candidacy:{candidacy.public_id}", by=by)


@transaction.atomic
def open_review(*, candidacy: Candidacy, by: Actor, year: int | None = None) -> Review:
    """Look again at a body that has a title, in this year of the city when none is said, by the edition that is
    published last. Raises rules.Refused while it is looked at, and when it was in that year."""
    present = Candidacy.objects.select_for_update().get(pk=candidacy.pk)
    year = year or timezone.localdate(clock.now()).year
    known = list(present.reviews.values_list("year", "state"))
    going_on = any(state != Review.State.SETTLED for _year, state in known)
    if no := rules.may_open_review(present, year=year, years=[one for one, _state in known], going_on=going_on):
        raise rules.Refused(no)
    return _open(present, _last(present.programme), by, year=year)


def _last(programme: Programme) -> Edition:
    edition = programme.editions.exclude(published_at=None).order_by("-number").first()
    if edition is None:
        raise rules.Refused(rules.Refusal.NO_CRITERIA)
    return edition


def _open(candidacy: Candidacy, edition: Edition, by: Actor, *, year: int = 0) -> Review:
    now = clock.now()
    try:
        with transaction.atomic():
            review = Review.objects.create(
                candidacy=candidacy, edition=edition, year=year or timezone.localdate(now).year, opened_at=now
            )
    except IntegrityError:
        raise rules.Refused(rules.Refusal.CHANGED) from None
    journal.record(what="review.opened", which=f"review:{review.public_id}", by=by)
    return review
