"""What staff do with questions: take, give back, reply, propose that another body answers; say who answers a topic."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.desk import enquiry_rules as rules
from duikou.desk.actions.enquiries import hand_over, lock, ref
from duikou.desk.enquiry_rules import Refusal, Refused
from duikou.desk.models import Enquiry, EnquiryText, Referral, Topic, TopicDuty
from duikou.desk.queries import enquiries as queries
from duikou.directory.models import Account, Organisation
from duikou.journal.actions import queue, record, record_reading

State, Side = Enquiry.State, EnquiryText.Side
ANSWERED, REFERRAL = "enquiry_answered", "enquiry_referral"
SENT_FOR = timedelta(days=30)


@transaction.atomic
def read(*, enquiry: Enquiry, by: Actor) -> None:
    """Keep that staff were shown what somebody asked."""
    record_reading(which=[ref(enquiry)], by=by, where="desk")


@transaction.atomic
def take(*, enquiry: Enquiry, account: Account, by: Actor) -> Enquiry:
    """Take a question, as the one who will answer it; taking it again changes nothing. Raises Refused when a colleague
    has it or nothing is left to do."""
    row = still_of(lock(enquiry), enquiry)
    if row.state == State.ASSIGNED and row.taken_by_id in (None, account.pk):
        pass
    elif row.state == State.ASSIGNED:
        raise Refused(Refusal.TAKEN)
    elif row.state not in (State.ASKED, State.REFERRED):
        raise Refused(Refusal.WRONG_STATE)
    if row.state != State.ASSIGNED or row.taken_by_id is None:
        row.state, row.taken_by = State.ASSIGNED, account
        row.save(update_fields=["state", "taken_by"])
        record(what="enquiry.taken", which=ref(row), by=by)
    return row


@transaction.atomic
def give_back(*, enquiry: Enquiry, by: Actor) -> Enquiry:
    """Put a question back among the new ones of its body, for a colleague to take. Raises Refused."""
    row = still_of(lock(enquiry), enquiry)
    if row.state != State.ASSIGNED:
        raise Refused(Refusal.WRONG_STATE)
    row.state, row.taken_by = State.ASKED, None
    row.save(update_fields=["state", "taken_by"])
    record(what="enquiry.given_back", which=ref(row), by=by)
    return row


@transaction.atomic
def reply(*, enquiry: Enquiry, text: str, account: Account, by: Actor) -> Enquiry:
    """Answer a question; its asker reads it on their page, and is told if they left a contact. A referral that was
    proposed is dropped. Raises Refused when a colleague has it, it was taken back, or handed on meanwhile."""
    row = still_of(lock(enquiry), enquiry)
    if row.state != State.ANSWERED:
        row = take(enquiry=row, account=account, by=by)
    if row.state not in (State.ASSIGNED, State.ANSWERED):
        raise Refused(Refusal.WRONG_STATE)
    now = clock.now()
    EnquiryText.objects.create(enquiry=row, side=Side.STAFF, text=text, at=now)
    _drop_proposal(row)
    row.state, row.answered_at = State.ANSWERED, now
    row.save(update_fields=["state", "answered_at"])
    record(what="enquiry.answered", which=ref(row), by=by)
    _tell(row, ANSWERED, f"{row.texts.count()}")
    return row


@transaction.atomic
def propose_referral(*, enquiry: Enquiry, to: Organisation, consented: bool, by: Actor) -> Referral:
    """Propose that another body answers; at once when its asker, who is here, has `consented`, and else when they say
    so on their page. Raises Refused."""
    row = still_of(lock(enquiry), enquiry)
    if refusal := rules.may_go(row, State.REFERRED):
        raise Refused(refusal)
    if to.pk == row.body_id:
        raise Refused(Refusal.SAME_BODY)
    if row.confidential and not queries.answers_in_confidence(to):
        raise Refused(Refusal.NO_COUNSEL)
    state = Referral.State.AGREED if consented else Referral.State.PROPOSED
    now = clock.now()
    try:
        with transaction.atomic():
            referral = Referral.objects.create(
                enquiry=row, sender=row.body, receiver=to, state=state, proposed_at=now,
                settled_at=now if consented else None,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(Refusal.PROPOSED) from error
    record(what="enquiry.referral_proposed", which=ref(row), by=by, to=str(to.public_id), consented=consented)
    if consented:
        _drop_proposal(row)
        hand_over(row, referral)
    else:
        _tell(row, REFERRAL, f"{referral.pk}")
    return referral


@transaction.atomic
def set_duty(*, topic: Topic, body: Organisation, days: int, by: Actor) -> TopicDuty:
    """Say which body answers the questions of a topic from now on, and within how many working days. Questions asked
    before stay where they are."""
    duty, _new = TopicDuty.objects.update_or_create(topic=topic, defaults={"body": body, "days": days})
    record(what="topic.duty", which=f"topic:{topic.key}", by=by, body=str(body.public_id), days=days)
    return duty


def still_of(row: Enquiry, enquiry: Enquiry) -> Enquiry:
    """The row as it is now, when it is still the question of the body whose staff were shown it. Raises Refused once it
    was handed on meanwhile: it is theirs no more, and its asker knows who reads it."""
    if row.body_id != enquiry.body_id:
        raise Refused(Refusal.NOT_YOURS)
    return row


def _drop_proposal(row: Enquiry) -> None:
    open_ones = row.referrals.filter(state=Referral.State.PROPOSED)
    open_ones.update(state=Referral.State.DROPPED, settled_at=clock.now())


def _tell(row: Enquiry, template: str, once: str) -> None:
    if row.contact:
        queue(
            template=template,
            recipient=ref(row),
            about=ref(row),
            dedupe_key=f"{template}:{row.public_id}:{once}",
            expires_at=clock.now() + SENT_FOR,
        )
