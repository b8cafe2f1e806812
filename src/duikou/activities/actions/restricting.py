"""A shift that is only for those whom a body has confirmed, and what becomes of who had joined it before.

Nobody is marked: whoever the body confirmed holds an invitation of it (ADR 0019). Who has joined hands one in for the
place they have, until a day that they are told, together with what happens then; nobody is dropped without a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from duikou.activities import shift_rules as rules
from duikou.activities.actions.shifts import slot_of
from duikou.activities.models import Shift
from duikou.base import clock
from duikou.base.actor import SYSTEM, Actor
from duikou.base.moments import moment_text
from duikou.base.translated import Translated, translated
from duikou.booking import actions as booking
from duikou.booking.models import Allotment, Booking, Offer, WaitingEntry
from duikou.booking.queries.invitations import allotments_of
from duikou.booking.rules import is_soon
from duikou.directory.models import Organisation
from duikou.journal import actions as journal

TEMPLATE = "shift_restricted"


@transaction.atomic
def restrict_shift(
    *,
    shift: Shift,
    restricted_to: Mapping[str, str] | str,
    body: Organisation,
    confirm_until: datetime,
    unconfirmed: str,
    by: Actor,
) -> int:
    """Let `shift` be joined from now on by invitation of `body` only, which says in `restricted_to` whom it confirms.
    Whoever has joined is told to hand an invitation in until `confirm_until` (aware), and what becomes of their place
    otherwise (`unconfirmed`, one of Shift.Unconfirmed); whoever waits is told that the list has ended. Gives how many
    were asked. Raises shift_rules.Refused."""
    present = Shift.objects.select_for_update(of=("self",)).select_related("offer", "team").get(pk=shift.pk)
    now = clock.now()
    if no := rules.may_restrict(present, confirm_until=confirm_until, now=now):
        raise rules.Refused(no)
    present.restricted_to, present.confirm_until = translated(restricted_to), confirm_until
    present.unconfirmed, present.settled_at, present.sequence = unconfirmed, None, present.sequence + 1
    present.save(update_fields=("restricted_to", "confirm_until", "unconfirmed", "settled_at", "sequence"))
    booking.change_offer(present.offer, mode=Offer.Mode.NOMINATION, by=by)
    give_slips_to(shift=present, body=body, by=by)
    asked = _ask(present, now)
    journal.record(what="shift.restricted", which=f"shift:{present.public_id}", by=by, number=asked)
    booking.end_entries(WaitingEntry.objects.filter(offer=present.offer), by=by)
    shift.refresh_from_db()
    return asked


def give_slips_to(*, shift: Shift, body: Organisation, by: Actor) -> Allotment:
    """Let `body` confirm helpers for `shift`, as many as twice its places, until it begins."""
    count = 2 * slot_of(shift).capacity
    return booking.give_invitations(shift.offer, body=body, count=count, valid_until=shift.starts_at, by=by)


def _ask(shift: Shift, now: datetime) -> int:
    live = Booking.objects.filter(offer=shift.offer, state__in=Booking.LIVE).exclude(channel=Booking.Channel.INVITED)
    joined = list(live.select_related("slot").order_by("pk"))
    told = [one for one in joined if one.person_id is not None]
    journal.queue_each(
        template=TEMPLATE,
        recipients=[f"person:{one.person_id}" for one in told],
        about=[f"booking:{one.public_id}" for one in told],
        dedupe_keys=[f"{TEMPLATE}:{one.public_id}:{shift.sequence}" for one in told],
        expire_at=[one.slot.ends_at for one in told],
        urgent=[is_soon(one.slot, now=now) for one in told],
    )
    return len(joined)


@transaction.atomic
def open_to_all(*, shift: Shift, by: Actor) -> Shift:
    """Let everybody join `shift` again; unused invitations to it open nothing any more. Raises shift_rules.Refused."""
    present = Shift.objects.select_for_update(of=("self",)).select_related("offer").get(pk=shift.pk)
    if no := rules.may_open_to_all(present, now=clock.now()):
        raise rules.Refused(no)
    present.restricted_to, present.confirm_until, present.unconfirmed = Translated(), None, ""
    present.sequence += 1
    present.save(update_fields=("restricted_to", "confirm_until", "unconfirmed", "sequence"))
    booking.change_offer(present.offer, mode=Offer.Mode.FIRST_COME, by=by)
    for allotment in allotments_of(present.offer):
        booking.take_back_invitations(allotment, by=by)
    journal.record(what="shift.opened", which=f"shift:{present.public_id}", by=by)
    shift.refresh_from_db()
    return shift


def settle_confirmations() -> int:
    """Do what was said of those who confirmed nothing by their day: give their places back and tell them, where that
    was the rule. Gives the number of shifts settled. For the worker; broken off or done twice, the rest is done."""
    now, settled = clock.now(), 0
    due = Shift.objects.filter(confirm_until__lte=now, settled_at=None, state=Shift.State.OPEN)
    for shift in due.select_related("offer").order_by("pk"):
        ended = 0
        if shift.unconfirmed == Shift.Unconfirmed.END and shift.starts_at > now:
            ended = booking.end_unconfirmed(shift.offer, why=_why(shift), by=SYSTEM)
        with transaction.atomic():
            if Shift.objects.filter(pk=shift.pk, settled_at=None).update(settled_at=now):
                journal.record(what="shift.settled", which=f"shift:{shift.public_id}", by=SYSTEM, number=ended)
                settled += 1
    return settled


def _why(shift: Shift) -> Translated:
    said = Translated()
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            facts = {"whom": shift.restricted_to, "until": moment_text(shift.confirm_until)}
            said[code] = _("It is only for: %(whom)s. No invitation was handed in by %(until)s.") % facts
    return said
