"""One-time codes: sent to a contact, typed back, and then worth a proof."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from math import ceil
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.sealed import lasting_hash, look_up_hash
from duikou.booking import proofs
from duikou.booking.models import CodeTally, ContactCode, Offer
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.directory.actions import BadContact
from duikou.directory.contacts import normal_contact
from duikou.journal.actions import queue, record

CODE_LASTS = timedelta(minutes=10)
MOST_CODES = 3  # to one contact within CODE_LASTS
MOST_TRIES = 5
TEMPLATE = "contact_code"


@transaction.atomic
def send_code(offer: Offer, *, contact: str, language: str, by: Actor) -> ContactCode | Refusal:
    """Send six digits to `contact`, in `language`; what was sent says by its id which they are. The same for a contact
    that is known and for one that is not. Refused (CODES_TOO_MANY) when three are on their way there already, and
    (CODES_TODAY) when ten were sent there since the city's midnight, for whatever offers. Raises directory's
    BadContact."""
    normal = normal_contact(contact)
    if normal is None:
        raise BadContact
    now, hashed = clock.now(), look_up_hash(normal)
    before = ContactCode.objects.filter(contact_hash=hashed, expires_at__gt=now).order_by("expires_at")
    ends = list(before.values_list("expires_at", flat=True)[:MOST_CODES])
    if len(ends) == MOST_CODES:
        return refusal(Reason.CODES_TOO_MANY, minutes=max(1, ceil((ends[0] - now).total_seconds() / 60)))
    if not _count_today(normal, now):
        return refusal(Reason.CODES_TODAY, again_at=_midnight_after(now))
    code = ContactCode.objects.create(
        offer=offer,
        contact=normal,
        contact_language=language,
        contact_hash=hashed,
        created_at=now,
        expires_at=now + CODE_LASTS,
    )
    about = f"code:{code.public_id}"
    queue(template=TEMPLATE, recipient=about, about=about, dedupe_key=about, expires_at=code.expires_at, urgent=True)
    record(what="contact_code.sent", which=f"offer:{offer.public_id}", by=by)
    return code


@transaction.atomic
def take_code(code_id: UUID, *, offer: Offer, typed: str) -> str | Refusal:
    """The proof that the digits are worth; the code is used up by it. CODE_WRONG for other digits, CODE_OVER when there
    is no such code (any more): used, ten minutes old, or tried five times. Each try is counted before it is judged, so
    that no more can be made at the same moment."""
    now = clock.now()
    open_codes = ContactCode.objects.filter(public_id=code_id, offer=offer, expires_at__gt=now, tries__lt=MOST_TRIES)
    if not open_codes.update(tries=F("tries") + 1):
        return refusal(Reason.CODE_OVER)
    code = ContactCode.objects.get(public_id=code_id)
    if not proofs.same_digits(typed, code_id):
        left = MOST_TRIES - code.tries
        return refusal(Reason.CODE_WRONG, left=left) if left else refusal(Reason.CODE_OVER)
    if not ContactCode.objects.filter(pk=code.pk).delete()[0]:
        return refusal(Reason.CODE_OVER)
    return proofs.issue_proof(offer_id=offer.pk, contact_hash=bytes(code.contact_hash), now=now)


def _count_today(contact: str, now: datetime) -> bool:
    """Count one more code of today to this contact, unless the day's last was sent. The database judges, of two at
    once as well."""
    day = timezone.localdate(now)
    hashed = lasting_hash("codes of a day", day.isoformat(), contact)
    CodeTally.objects.bulk_create([CodeTally(contact_hash=hashed, day=day)], ignore_conflicts=True)
    left = CodeTally.objects.filter(contact_hash=hashed, sent__lt=CodeTally.MOST)
    return bool(left.update(sent=F("sent") + 1))


def _midnight_after(now: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=1), time.min))


def drop_codes() -> int:
    """Forget codes that are over, with the contacts they went to, and what was counted on days before today; gives the
    number of codes. For the worker."""
    now = clock.now()
    CodeTally.objects.filter(day__lt=timezone.localdate(now)).delete()
    return ContactCode.objects.filter(expires_at__lte=now).delete()[0]
