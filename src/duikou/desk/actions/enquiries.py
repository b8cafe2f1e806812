"""What people do with their questions: ask, ask again, agree to a referral, say whether it helped, take it back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import SYSTEM, Actor
from duikou.base.ids import new_id
from duikou.desk import enquiry_rules as rules
from duikou.desk.enquiry_codes import code_of, hash_of_code
from duikou.desk.enquiry_rules import Refusal, Refused
from duikou.desk.models import Enquiry, EnquiryText, Referral, Topic
from duikou.desk.queries import enquiries as queries
from duikou.desk.working_days import after_working_days
from duikou.directory.models import Area
from duikou.journal.actions import record

State, Side = Enquiry.State, EnquiryText.Side
PIECE = 200


def ask(
    *,
    topic: Topic,
    text: str,
    by: Actor,
    form_key: UUID,
    way: str = Enquiry.Way.WEB,
    area: Area | None = None,
    confidential: bool = False,
    contact: str = "",
    language: str = "",
) -> Enquiry:
    """Keep a question, asked of the body that answers its topic; sent twice, the same form finds the same question.
    Raises Refused when nobody answers the topic, or nobody in confidence."""
    duty = queries.duty_of(topic)
    if duty is None:
        raise Refused(Refusal.NOBODY_ANSWERS)
    if confidential and not queries.answers_in_confidence(duty.body):
        raise Refused(Refusal.NO_COUNSEL)
    now, public_id = clock.now(), new_id()
    try:
        with transaction.atomic():
            enquiry = Enquiry.objects.create(
                public_id=public_id,
                code_hash=hash_of_code(code_of(public_id)),
                form_key=form_key,
                way=way,
                topic=topic,
                area=area,
                body=duty.body,
                confidential=confidential,
                contact=contact,
                contact_language=language if contact else "",
                due_on=_due(duty.days),
                asked_at=now,
            )
            EnquiryText.objects.create(enquiry=enquiry, side=Side.ASKER, text=text, at=now)
            record(what="enquiry.asked", which=ref(enquiry), by=_who(by, enquiry), way=str(way))
    except IntegrityError:
        known = Enquiry.objects.filter(form_key=form_key).first()
        if known is None:
            raise
        return known
    return enquiry


@transaction.atomic
def ask_again(*, enquiry: Enquiry, text: str, by: Actor) -> Enquiry:
    """Write something more about one's question; one that was answered is open again, for whoever had it. Raises
    Refused."""
    row = lock(enquiry)
    if refusal := rules.may_ask_again(row, written=queries.texts_by_asker(row)):
        raise Refused(refusal)
    EnquiryText.objects.create(enquiry=row, side=Side.ASKER, text=text, at=clock.now())
    if row.state == State.ANSWERED:
        duty = queries.duty_of(row.topic)
        row.state, row.helped, row.due_on = State.ASSIGNED, "", _due(duty.days if duty else 5)
        row.save(update_fields=["state", "helped", "due_on"])
    record(what="enquiry.asked_again", which=ref(row), by=by)
    return row


@transaction.atomic
def say_helped(*, enquiry: Enquiry, helped: bool, by: Actor) -> Enquiry:
    """Say whether the answer helped; with a yes the question is closed. Raises Refused without an answer."""
    row = lock(enquiry)
    if row.state != State.ANSWERED:
        raise Refused(Refusal.NOTHING_ANSWERED)
    row.helped = Enquiry.Helped.YES if helped else Enquiry.Helped.NO
    if helped:
        row.state, row.closed_at = State.CLOSED, clock.now()
    row.save(update_fields=["helped", "state", "closed_at"])
    record(what="enquiry.helped" if helped else "enquiry.did_not_help", which=ref(row), by=by)
    return row


@transaction.atomic
def decide_referral(*, enquiry: Enquiry, agree: bool, by: Actor) -> Enquiry:
    """Agree that the question goes to the body proposed, or that it stays. Raises Refused when nothing is proposed."""
    row = lock(enquiry)
    referral = row.referrals.filter(state=Referral.State.PROPOSED).select_related("receiver").first()
    if referral is None or row.state not in Enquiry.OPEN:
        raise Refused(Refusal.NOTHING_PROPOSED)
    referral.state = Referral.State.AGREED if agree else Referral.State.REFUSED
    referral.settled_at = clock.now()
    referral.save(update_fields=["state", "settled_at"])
    if agree:
        hand_over(row, referral)
    record(what="enquiry.referral_agreed" if agree else "enquiry.referral_refused", which=ref(row), by=by)
    return row


@transaction.atomic
def correct_contact(*, enquiry: Enquiry, contact: str, language: str, by: Actor) -> None:
    """Keep another contact for messages about the question, or none."""
    row = lock(enquiry)
    if row.erased_at is None:
        row.contact, row.contact_language = contact, language if contact else ""
        row.save(update_fields=["contact", "contact_language"])
        record(what="enquiry.contact_corrected", which=ref(row), by=by)


@transaction.atomic
def erase(*, enquiry: Enquiry, by: Actor) -> None:
    """Erase what was written, the contact and the code, at any time; a question that was open is taken back. Done again
    it changes nothing."""
    row = lock(enquiry)
    if row.erased_at is not None:
        return
    if row.state in Enquiry.LIVE:
        row.state, row.closed_at = State.TAKEN_BACK, clock.now()
    _erase(row)
    record(what="enquiry.erased", which=ref(row), by=by)


def close_answered() -> int:
    """Close questions to which nothing was said for long after an answer; gives their number. For the worker."""
    rows = queries.to_close(clock.now()).order_by("pk")
    closed = 0
    for one in list(rows[:PIECE]):
        with transaction.atomic():
            now = clock.now()
            mine = queries.to_close(now).filter(pk=one.pk).update(state=State.CLOSED, closed_at=now)
            if mine:
                record(what="enquiry.closed", which=ref(one), by=SYSTEM)
            closed += mine
    return closed


def erase_due() -> int:
    """Erase the questions whose time has come; gives their number. For retention."""
    erased = 0
    while piece := list(queries.to_erase(clock.now()).order_by("pk").values_list("pk", flat=True)[:PIECE]):
        for pk in piece:
            erased += _erase_one(pk)
    return erased


@transaction.atomic
def _erase_one(pk: int) -> int:
    row = Enquiry.objects.select_for_update().filter(pk=pk, erased_at=None).first()
    if row is None or not queries.to_erase(clock.now()).filter(pk=pk).exists():
        return 0
    if row.state in Enquiry.LIVE:
        row.state, row.closed_at = State.CLOSED, clock.now()
    _erase(row)
    return 1


def _erase(row: Enquiry) -> None:
    row.texts.all().delete()
    row.referrals.all().delete()
    row.contact, row.contact_language, row.code_hash, row.form_key = "", "", None, None
    row.area, row.taken_by, row.erased_at = None, None, clock.now()
    row.save()


def hand_over(row: Enquiry, referral: Referral) -> None:
    """Make the question the receiver's, untaken, with a promise of its own. Inside the caller's transaction."""
    duty = queries.duty_of(row.topic)
    row.body, row.taken_by, row.state = referral.receiver, None, State.REFERRED
    row.due_on = _due(duty.days if duty else 5)
    row.save(update_fields=["body", "taken_by", "state", "due_on"])


def lock(enquiry: Enquiry) -> Enquiry:
    """The row as it is now, held until the end of the transaction."""
    rows = Enquiry.objects.select_for_update(of=("self",)).select_related("topic", "body")
    return rows.get(pk=enquiry.pk)


def ref(enquiry: Enquiry) -> str:
    """How the journal calls a question."""
    return f"enquiry:{enquiry.public_id}"


def _who(by: Actor, enquiry: Enquiry) -> Actor:
    return Actor("person", ref=str(enquiry.public_id), door=by.door) if by.kind == "person" and not by.ref else by


def _due(days: int) -> date:
    today = timezone.localdate(clock.now())
    return after_working_days(today, days, queries.city_days_from(today))
