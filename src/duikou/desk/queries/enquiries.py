"""Questions as their askers and the bodies that answer them need them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from duikou.desk import enquiry_rules as rules
from duikou.desk.models import Enquiry, EnquiryText, Referral, SpecialDays, Topic, TopicDuty
from duikou.desk.working_days import FURTHEST
from duikou.directory.models import Grant, Organisation
from duikou.journal.actions import READ
from duikou.journal.models import Entry

MOST_SHOWN = 50


def enquiry_of(public_id: UUID) -> Enquiry | None:
    """The question that its asker may see: not erased."""
    found = Enquiry.objects.filter(public_id=public_id, erased_at=None)
    return found.select_related("topic", "body", "area").first()


def enquiry_by_code(code_hash: bytes) -> Enquiry | None:
    """The question with this hash of a code."""
    return Enquiry.objects.filter(code_hash=code_hash).first()


def texts_of(enquiry: Enquiry) -> list[EnquiryText]:
    """What was written about it, in order."""
    return list(enquiry.texts.all())


def texts_by_asker(enquiry: Enquiry) -> int:
    """How many texts its asker has written."""
    return enquiry.texts.filter(side=EnquiryText.Side.ASKER).count()


def referrals_of(enquiry: Enquiry) -> list[Referral]:
    """To whom it was handed or was to be, in order."""
    return list(enquiry.referrals.select_related("sender", "receiver"))


def proposed_referral(enquiry: Enquiry) -> Referral | None:
    """To whom the body would hand it, while its asker has not said yes or no."""
    found = enquiry.referrals.filter(state=Referral.State.PROPOSED)
    return found.select_related("sender", "receiver").first()


def readings_of(enquiry: Enquiry) -> list[datetime]:
    """When staff read it, the latest first."""
    found = Entry.objects.filter(what=READ, which=f"enquiry:{enquiry.public_id}").order_by("-pk")
    return list(found.values_list("at", flat=True)[:MOST_SHOWN])


def topics_to_ask() -> QuerySet[Topic]:
    """The topics that some body answers."""
    return Topic.objects.filter(duty__body__state=Organisation.State.APPROVED).select_related("duty__body")


def duty_of(topic: Topic) -> TopicDuty | None:
    """Which body answers the topic."""
    found = TopicDuty.objects.filter(topic=topic, body__state=Organisation.State.APPROVED)
    return found.select_related("body").first()


def answers_in_confidence(body: Organisation) -> bool:
    """Whether somebody of the body can open what is asked in confidence."""
    return Grant.objects.filter(role=Grant.Role.COUNSEL, organisation=body, account__is_active=True).exists()


def topics_with_duties() -> QuerySet[Topic]:
    """Every topic, with the body that answers it if there is one."""
    return Topic.objects.select_related("duty__body")


def bodies_that_answer() -> QuerySet[Organisation]:
    """The bodies that can be given questions."""
    found = Organisation.objects.filter(state=Organisation.State.APPROVED)
    return found.exclude(kind=Organisation.Kind.EMPLOYER).order_by("name_key", "pk")


def city_days_from(day: date) -> list[SpecialDays]:
    """The special days of the whole city in the year that follows."""
    return list(SpecialDays.objects.filter(centre=None, ends_on__gte=day, starts_on__lte=day + FURTHEST))


@dataclass(frozen=True, slots=True)
class Inbox:
    """How many questions stand in each part of an inbox."""

    new: int
    mine: int
    late: int
    referred: int
    open: int
    answered: int


PARTS = ("new", "mine", "late", "referred", "open", "answered", "closed")


def part_of(part: str, *, account: int, today: date) -> Q:
    """The questions of a part of the inbox, as a condition; raises KeyError for one that does not exist."""
    is_open = Q(state__in=Enquiry.OPEN)
    return {
        "new": Q(state=Enquiry.State.ASKED),
        "mine": Q(state=Enquiry.State.ASSIGNED, taken_by=account),
        "late": is_open & Q(due_on__lt=today),
        "referred": Q(state=Enquiry.State.REFERRED),
        "open": is_open,
        "answered": Q(state=Enquiry.State.ANSWERED),
        "closed": Q(state=Enquiry.State.CLOSED, erased_at=None),
    }[part]


def inbox(mine: QuerySet[Enquiry], *, account: int, today: date) -> Inbox:
    """How many of these questions stand where. One query."""
    parts = [part for part in PARTS if part != "closed"]
    counts = {part: Count("pk", filter=part_of(part, account=account, today=today)) for part in parts}
    return Inbox(**mine.select_related(None).order_by().aggregate(**counts))


def in_part(mine: QuerySet[Enquiry], part: str, *, account: int, today: date) -> QuerySet[Enquiry]:
    """The questions of a part of the inbox: those due first come first."""
    found = mine.filter(part_of(part, account=account, today=today))
    return found.order_by("-closed_at", "-pk") if part == "closed" else found.order_by("due_on", "pk")


def to_close(now: datetime) -> QuerySet[Enquiry]:
    """Answered questions to which nothing more was said for long."""
    return Enquiry.objects.filter(state=Enquiry.State.ANSWERED, answered_at__lt=rules.closes_by_itself(now))


def to_erase(now: datetime) -> QuerySet[Enquiry]:
    """Questions whose texts and contact have been kept long enough."""
    long_closed = Q(closed_at__lt=rules.erased_by_itself(now))
    never_answered = Q(state__in=Enquiry.OPEN, asked_at__lt=rules.given_up(now))
    return Enquiry.objects.filter(long_closed | never_answered, erased_at=None)


def contacts_to_erase(now: datetime) -> QuerySet[Enquiry]:
    """Of these, the ones with a contact."""
    return to_erase(now).exclude(contact__isnull=True)


def texts_to_erase(now: datetime) -> QuerySet[EnquiryText]:
    """What was written about these."""
    return EnquiryText.objects.filter(enquiry__in=to_erase(now))


def referrals_to_erase(now: datetime) -> QuerySet[Referral]:
    """To whom these were handed on."""
    return Referral.objects.filter(enquiry__in=to_erase(now))


def open_by_topic() -> Sequence[tuple[Topic, int]]:
    """How many questions of each topic are open: to be shown only by way of `figures`."""
    waiting = Count("enquiries", filter=Q(enquiries__state__in=Enquiry.OPEN))
    return [(topic, int(topic.waiting)) for topic in Topic.objects.annotate(waiting=waiting)]
