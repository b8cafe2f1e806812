"""Writing, sharing and erasing a résumé for one fair."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking.models import Booking
from duikou.fairs import rules
from duikou.fairs.models import Resume, ResumeShare, Stand
from duikou.fairs.queries.resumes import READ_AS, resume_of, resumes_over, stands_to_share_with
from duikou.journal.actions import record, record_reading

PIECE = 200


@transaction.atomic
def keep_resume(*, booking: Booking, texts: Mapping[str, str], known: Collection[UUID], by: Actor) -> Resume:
    """Keep these texts, by field name, as the résumé of the booking's person for its fair; anew or in place of what was
    there. Raises rules.Refused when the fair is over or the person was erased meanwhile."""
    _refuse_unless_open(booking)
    now = clock.now()
    resume = resume_of(booking, known=known) or Resume(booking=booking, created_at=now)
    for name in Resume.TEXTS:
        setattr(resume, name, texts.get(name, ""))
    resume.changed_at = now
    resume.save()
    record(what="resume.kept", which=f"resume:{resume.public_id}", by=by)
    return resume


@transaction.atomic
def share_resume(*, booking: Booking, stands: Collection[int], known: Collection[UUID], by: Actor) -> set[int]:
    """Share the résumé with these stands, by primary key, and with no others, from this moment on; stands that cannot
    be chosen are left out. Gives those it is shared with now. Raises rules.Refused."""
    _refuse_unless_open(booking)
    resume = resume_of(booking, known=known)
    if resume is None:
        raise rules.Refused(rules.Refusal.FAIR_OVER)
    open_to = {stand.pk for stand in stands_to_share_with(booking, known=known)}
    had = set(resume.shares.values_list("stand", flat=True))
    wanted = open_to.intersection(stands)
    resume.shares.exclude(stand__in=wanted).delete()
    now = clock.now()
    ResumeShare.objects.bulk_create(
        [ResumeShare(resume=resume, stand_id=pk, shared_at=now) for pk in sorted(wanted - had)], ignore_conflicts=True
    )
    which = f"resume:{resume.public_id}"
    for what, changed in (("resume.shared", wanted - had), ("resume.taken_back", had - wanted)):
        for pk in sorted(changed):
            record(what=what, which=which, by=by, stand=pk)
    return wanted


@transaction.atomic
def erase_resume(*, booking: Booking, known: Collection[UUID], by: Actor) -> bool:
    """Erase the résumé with all its shares now; whether there was one."""
    resume = resume_of(booking, known=known)
    if resume is None:
        return False
    which = f"resume:{resume.public_id}"
    resume.delete()
    record(what="resume.erased", which=which, by=by)
    return True


@transaction.atomic
def read_resume(*, stand: Stand, booking: Booking, by: Actor) -> None:
    """Keep that the employer of the stand was shown the résumé of whoever made this booking."""
    record_reading(which=[f"booking:{booking.public_id}"], by=by, where=READ_AS)


def drop_resumes() -> int:
    """Erase the résumés whose time is over; gives their number. For retention."""
    dropped = 0
    while ids := list(resumes_over(clock.now()).order_by("pk").values_list("pk", flat=True)[:PIECE]):
        with transaction.atomic():
            Resume.objects.filter(pk__in=ids).delete()
        dropped += len(ids)
    return dropped


def forget_resumes(person_ids: Sequence[int]) -> None:
    """Erase the résumés of these people, who are being erased: no key leads there from a person. Their bookings are
    locked first, so that none is written in between."""
    bookings = Booking.objects.select_for_update().filter(person__in=person_ids).order_by("pk")
    Resume.objects.filter(booking__in=list(bookings.values_list("pk", flat=True))).delete()


def _refuse_unless_open(booking: Booking) -> None:
    """Locks the booking too, so that of two who write at once the second sees what the first has written."""
    still = Booking.objects.select_for_update().filter(pk=booking.pk, person=booking.person_id)
    if not still or not rules.may_keep_resume(booking.interview.fair, now=clock.now()):
        raise rules.Refused(rules.Refusal.FAIR_OVER)
