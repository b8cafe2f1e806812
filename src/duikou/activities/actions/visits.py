"""Visits: planned, called off, what was found, what is put right, photos of the place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from duikou.activities import title_rules as rules
from duikou.activities.models import Criterion, Finding, Review, SitePhoto, Visit
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.directory.actions import photos
from duikou.directory.models import Organisation
from duikou.directory.pictures import Picture
from duikou.journal import actions as journal

State = Finding.State


@transaction.atomic
def plan_visit(*, review: Review, day: date, bodies: Collection[Organisation], by: Actor) -> Visit:
    """Plan a visit by members of `bodies` on a day of the city. Raises rules.Refused before the self-assessment is
    handed in, and when the body would visit itself."""
    if no := rules.may_plan_visit(review, bodies=[one.pk for one in bodies]):
        raise rules.Refused(no)
    visit = Visit.objects.create(review=review, day=day, created_at=clock.now())
    visit.bodies.set(bodies)
    journal.record(what="visit.planned", which=f"visit:{visit.public_id}", by=by)
    return visit


@transaction.atomic
def call_off_visit(*, visit: Visit, by: Actor) -> None:
    """Call a visit off. Raises rules.Refused once something was found."""
    present = Visit.objects.select_for_update().get(pk=visit.pk)
    if no := rules.may_call_off_visit(present, findings=present.findings.count()):
        raise rules.Refused(no)
    Visit.objects.filter(pk=visit.pk).update(state=Visit.State.CALLED_OFF)
    visit.refresh_from_db()
    journal.record(what="visit.called_off", which=f"visit:{visit.public_id}", by=by)


@transaction.atomic
def note_finding(
    *,
    visit: Visit,
    criterion: Criterion,
    judged: str,
    by: Actor,
    severity: str = "",
    text: str = "",
    mend_by: date | None = None,
) -> Finding:
    """Write down what a visit found about a criterion, new or instead of what was written before; with `mend_by` (a day
    of the city) it is to be put right until then. The visit counts as held from the first on. Raises rules.Refused
    before the day of the visit, for a deadline before it, for something serious without one, and once the body has put
    it right."""
    present = Visit.objects.select_for_update().select_related("review").get(pk=visit.pk)
    before = present.findings.filter(criterion=criterion).first()
    today = timezone.localdate(clock.now())
    if judged == Finding.Judged.MET:
        severity, mend_by = "", None
    if no := rules.may_find(present, severity=severity, mend_by=mend_by, before=before, today=today):
        raise rules.Refused(no)
    values = {
        "judged": judged,
        "severity": severity,
        "text": text,
        "found_on": present.day,
        "mend_by": mend_by,
        "state": State.OPEN if mend_by else State.NOTED,
        "why_returned": "",
    }
    finding, _new = Finding.objects.update_or_create(visit=present, criterion=criterion, defaults=values)
    journal.record(what="finding.noted", which=f"finding:{finding.public_id}", by=by)
    if Visit.objects.filter(pk=visit.pk, state=Visit.State.PLANNED).update(state=Visit.State.HELD):
        Review.objects.filter(pk=visit.review_id, state=Review.State.HANDED_IN).update(state=Review.State.VISITED)
        journal.record(what="visit.held", which=f"visit:{visit.public_id}", by=by)
    visit.refresh_from_db()
    return finding


@transaction.atomic
def mend_finding(*, finding: Finding, proof: str, by: Actor) -> Finding:
    """Say that something is put right, and how that can be seen. Raises rules.Refused when it is not to be, or was
    already."""
    if no := rules.may_become(rules.FINDINGS, finding.state, State.MENDED):
        raise rules.Refused(no)
    mine = Finding.objects.filter(pk=finding.pk, state=State.OPEN)
    if not mine.update(state=State.MENDED, proof=proof, mended_at=clock.now()):
        raise rules.Refused(rules.Refusal.CHANGED)
    finding.refresh_from_db()
    journal.record(what="finding.mended", which=f"finding:{finding.public_id}", by=by)
    return finding


@transaction.atomic
def settle_finding(*, finding: Finding, enough: bool, by: Actor, why: str = "", mend_by: date | None = None) -> Finding:
    """Say that what was put right is enough, or return it with a reason, and another day if one is said. Raises
    rules.Refused without a reason, and when there is nothing to look at."""
    to = State.SETTLED if enough else State.OPEN
    if no := rules.may_become(rules.FINDINGS, finding.state, to):
        raise rules.Refused(no)
    if not enough and not why:
        raise rules.Refused(rules.Refusal.NO_REASON)
    if mend_by and mend_by < finding.found_on:
        raise rules.Refused(rules.Refusal.DEADLINE)
    values: dict[str, object] = {
        "state": to,
        "settled_at": clock.now() if enough else None,
        "why_returned": "" if enough else why,
    }
    values |= {"mend_by": mend_by} if mend_by and not enough else {}
    if not Finding.objects.filter(pk=finding.pk, state=State.MENDED).update(**values):
        raise rules.Refused(rules.Refusal.CHANGED)
    finding.refresh_from_db()
    what = "finding.settled" if enough else "finding.returned"
    journal.record(what=what, which=f"finding:{finding.public_id}", by=by)
    return finding


@transaction.atomic
def add_visit_photo(
    *,
    visit: Visit,
    picture: Picture,
    recognisable: str,
    caption: Mapping[str, str],
    by: Actor,
    finding: Finding | None = None,
    proof: bool = False,
) -> SitePhoto:
    """Add a photo of the place, which the public does not see until it is shown: of the visit, or of the body as
    `proof` that something of a finding is put right."""
    candidacy = visit.review.candidacy
    body = candidacy.body if proof else candidacy.programme.organiser
    kept = photos.add_photo(picture=picture, body=body, recognisable=recognisable, caption=caption, by=by)
    return SitePhoto.objects.create(visit=visit, finding=finding, photo=kept, proof=proof)
