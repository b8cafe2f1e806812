"""Writing, sharing and erasing a résumé for one fair."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import actions as engine
from duikou.booking.models import Booking, DrawEntry, Wish
from duikou.fairs import rules
from duikou.fairs.models import Resume, ResumeShare, Stand
from duikou.fairs.queries.resumes import (
    READ_AS,
    READ_FOR_ORDER,
    Holder,
    fair_of,
    offer_id_of,
    reading_for_order,
    resume_of,
    resumes_over,
    stands_to_share_with,
)
from duikou.journal.actions import record, record_reading

PIECE = 200


@transaction.atomic
def keep_resume(*, holder: Holder, texts: Mapping[str, str], known: Collection[UUID], by: Actor) -> Resume:
    """Keep these texts, by field name, as the résumé of the holder's person for its fair; anew or in place of what was
    there. Raises rules.Refused when the fair is over or the person was erased meanwhile."""
    _refuse_unless_open(holder, known)
    now = clock.now()
    written_by = "entry" if isinstance(holder, DrawEntry) else "booking"
    resume = resume_of(holder, known=known) or Resume(created_at=now, **{written_by: holder})
    for name in Resume.TEXTS:
        setattr(resume, name, texts.get(name, ""))
    resume.changed_at = now
    resume.save()
    record(what="resume.kept", which=f"resume:{resume.public_id}", by=by)
    return resume


@transaction.atomic
def share_resume(*, holder: Holder, stands: Collection[int], known: Collection[UUID], by: Actor) -> set[int]:
    """Share the résumé with these stands, by primary key, and with no others, from this moment on; stands that cannot
    be chosen are left out. Whoever takes it back from an employer stands in no order of that employer any more. Gives
    those it is shared with now. Raises rules.Refused."""
    _refuse_unless_open(holder, known)
    resume = resume_of(holder, known=known)
    if resume is None:
        raise rules.Refused(rules.Refusal.FAIR_OVER)
    open_to = {stand.pk for stand in stands_to_share_with(holder, known=known)}
    had = set(resume.shares.values_list("stand", flat=True))
    wanted = open_to.intersection(stands)
    resume.shares.exclude(stand__in=wanted).delete()
    _unname(resume, had - wanted)
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
def erase_resume(*, holder: Holder, known: Collection[UUID], by: Actor) -> bool:
    """Erase the résumé with all its shares now, and take its person out of the orders named by it; whether there was
    one."""
    _hold(holder, known)
    resume = resume_of(holder, known=known)
    if resume is None:
        return False
    which, had = f"resume:{resume.public_id}", set(resume.shares.values_list("stand", flat=True))
    resume.shares.all().delete()
    _unname(resume, had)
    resume.delete()
    record(what="resume.erased", which=which, by=by)
    return True


@transaction.atomic
def read_resume(*, stand: Stand, booking: Booking, by: Actor) -> None:
    """Keep that the employer of the stand was shown the résumé of whoever made this booking."""
    record_reading(which=[f"booking:{booking.public_id}"], by=by, where=READ_AS)


@transaction.atomic
def read_for_order(*, stand: Stand, entry: DrawEntry, by: Actor) -> None:
    """Keep that the employer of the stand was shown the résumé of this entry, to name an order."""
    record_reading(which=[reading_for_order(entry, stand)], by=by, where=READ_FOR_ORDER)


def drop_resumes() -> int:
    """Erase the résumés whose time is over; gives their number. For retention."""
    dropped = 0
    while ids := list(resumes_over(clock.now()).order_by("pk").values_list("pk", flat=True)[:PIECE]):
        with transaction.atomic():
            Resume.objects.filter(pk__in=ids).delete()
        dropped += len(ids)
    return dropped


def forget_resumes(person_ids: Sequence[int]) -> None:
    """Erase the résumés of these people, who are being erased: no key leads there from a person. Their bookings and
    entries are locked first, so that none is written in between."""
    bookings = Booking.objects.select_for_update().filter(person__in=person_ids).order_by("pk")
    entries = DrawEntry.objects.select_for_update(no_key=True).filter(person__in=person_ids).order_by("pk")
    Resume.objects.filter(booking__in=list(bookings.values_list("pk", flat=True))).delete()
    Resume.objects.filter(entry__in=list(entries.values_list("pk", flat=True))).delete()


def _refuse_unless_open(holder: Holder, known: Collection[UUID]) -> None:
    if not _hold(holder, known) or not rules.may_keep_resume(fair_of(holder), now=clock.now()):
        raise rules.Refused(rules.Refusal.FAIR_OVER)


def _hold(holder: Holder, known: Collection[UUID]) -> bool:
    """Lock everything by whose links this résumé could be written, in the order in which `forget_resumes` does, so that
    of two who write, share or erase it at once the second sees what the first has done; whether the holder still has
    its person."""
    mine, ids = Q(person=holder.person_id), [*known, holder.public_id]
    bookings = Booking.objects.select_for_update(no_key=True).filter(mine, offer=offer_id_of(holder), public_id__in=ids)
    won = Wish.objects.filter(booking__public_id__in=ids).values("entry")
    entries = DrawEntry.objects.select_for_update(no_key=True, of=("self",)).filter(
        Q(public_id__in=ids) | Q(pk__in=won), mine, draw__offer=offer_id_of(holder)
    )
    held = [*bookings.order_by("pk"), *entries.order_by("pk")]
    return any(type(one) is type(holder) and one.pk == holder.pk for one in held)


def _unname(resume: Resume, stands: Collection[int]) -> None:
    """Take the person of an entry's résumé out of the orders named at these stands, by primary key."""
    entry = resume.entry
    if entry is None or entry.person_id is None or not stands:
        return
    resources = Stand.objects.filter(pk__in=stands, resource__isnull=False).values_list("resource", flat=True)
    engine.unname(draw=entry.draw, person_id=entry.person_id, resources=list(resources))
