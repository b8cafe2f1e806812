"""What a body says of itself by the criteria: kept as a draft, handed in, returned with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from duikou.activities import title_rules as rules
from duikou.activities.models import OwnWord, Review
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.journal import actions as journal

Words = Mapping[int, Mapping[str, Any]]


@transaction.atomic
def keep_own_words(*, review: Review, words: Words, version: int, by: Actor) -> Review:
    """Keep what a body says of itself, by the keys of criteria: `done`, `activity`, `link`, `reached` of each. The
    writer began with `version`. Raises rules.Refused when somebody kept or handed in meanwhile, or a body has reached
    more than there is."""
    if no := rules.may_write_own_words(review, version=version):
        raise rules.Refused(no)
    criteria = {one.pk: one for one in review.edition.criteria.all()}
    if any((said.get("reached") or 0) > criteria[key].maximum for key, said in words.items()):
        raise rules.Refused(rules.Refusal.TOO_MUCH)
    # The database judges: of two who write at once the second finds another version.
    mine = Review.objects.filter(pk=review.pk, version=version, state__in=rules.BEING_WRITTEN)
    if not mine.update(version=F("version") + 1):
        raise rules.Refused(rules.Refusal.CHANGED)
    for key, said in words.items():
        OwnWord.objects.update_or_create(review=review, criterion=criteria[key], defaults=dict(said))
    review.refresh_from_db()
    journal.record(what="assessment.kept", which=f"review:{review.public_id}", by=by)
    return review


@transaction.atomic
def hand_in(*, review: Review, by: Actor) -> Review:
    """Hand the self-assessment in; it stays as it is from now on. Raises rules.Refused while something is said to no
    criterion, and the second time."""
    said = review.own_words.exclude(done="").exclude(reached=None).values_list("criterion", flat=True)
    criteria = review.edition.criteria.values_list("pk", flat=True)
    if no := rules.may_hand_in(review, said=list(said), criteria=list(criteria)):
        raise rules.Refused(no)
    mine = Review.objects.filter(pk=review.pk, state__in=rules.BEING_WRITTEN, version=review.version)
    if not mine.update(state=Review.State.HANDED_IN, handed_in_at=clock.now(), why_returned=""):
        raise rules.Refused(rules.Refusal.CHANGED)
    review.refresh_from_db()
    journal.record(what="assessment.handed_in", which=f"review:{review.public_id}", by=by)
    return review


@transaction.atomic
def return_assessment(*, review: Review, why: str, by: Actor) -> Review:
    """Give a self-assessment back with a reason, so that the body goes on writing. Raises rules.Refused once it is
    visited."""
    if no := rules.may_become(rules.REVIEWS, review.state, Review.State.RETURNED):
        raise rules.Refused(no)
    if not why:
        raise rules.Refused(rules.Refusal.NO_REASON)
    mine = Review.objects.filter(pk=review.pk, state=Review.State.HANDED_IN)
    if not mine.update(state=Review.State.RETURNED, why_returned=why, version=F("version") + 1):
        raise rules.Refused(rules.Refusal.CHANGED)
    review.refresh_from_db()
    journal.record(what="assessment.returned", which=f"review:{review.public_id}", by=by)
    return review
