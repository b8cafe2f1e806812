"""Who reads and answers questions, and who keeps the answers that everybody can search.

What people ask may hold anything about their lives: it is read by those who answer for the body it is asked of and by
nobody else, administrators not among them. A question asked in confidence is opened by the role for confidential
questions of that body alone."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.desk.models import Answer, Enquiry, TopicDuty
from duikou.desk.permissions import MayEverywhere
from duikou.directory.models import Grant, Organisation
from duikou.directory.permissions import MayWith, questions

Role = Grant.Role
ANSWERING = (Role.CENTRE, Role.OFFICE, Role.LINE_BODY)
ANSWER = MayWith[Enquiry](
    _("Read and answer the questions that people ask one’s body, and type in questions for them."),
    ANSWERING,
    administrators=False,
    model=Enquiry,
    organisation="body",
    areas=("body__area",),
)
COUNSEL = MayWith[Enquiry](
    _("Read and answer the questions that people ask one’s body in confidence."),
    (Role.COUNSEL,),
    administrators=False,
    model=Enquiry,
    organisation="body",
    areas=("body__area",),
)
KEEP_ANSWERS = MayWith[Answer](
    _("Write and publish answers for everybody, and look again at those whose policy has ended."),
    ANSWERING,
    model=Answer,
    organisation="body",
    areas=("body__area",),
)
ANSWERERS = MayWith[Organisation](KEEP_ANSWERS.says, ANSWERING, model=Organisation, organisation="pk", areas=("area",))
KEEP_DUTIES = MayEverywhere(_("Say which body answers the questions of a topic."), (Role.OFFICE,))


def declare() -> None:
    """Put these on the page of one's own account."""
    questions.add("desk.answer", ANSWER)
    questions.add("desk.counsel", COUNSEL)
    questions.add("desk.keep_answers", KEEP_ANSWERS)
    questions.add("desk.keep_duties", KEEP_DUTIES)


def rows_answered_by(account: object) -> Q:
    """The questions that the account may read, as a condition: those of its body, and those asked in confidence for who
    may open them."""
    return (ANSWER.rows(account) & Q(confidential=False)) | (COUNSEL.rows(account) & Q(confidential=True))


def enquiries_answered_by(account: object) -> QuerySet[Enquiry]:
    """The questions that the account may read and answer: what lists show, and where a guard looks its question up."""
    return Enquiry.objects.filter(rows_answered_by(account)).select_related("topic", "body", "area", "taken_by")


def answers_kept_by(account: object) -> QuerySet[Answer]:
    """The answers that the account may write and look at again."""
    return KEEP_ANSWERS.things(account).select_related("topic", "body")


def bodies_answered_for(account: object) -> QuerySet[Organisation]:
    """The bodies for which the account may write answers."""
    found = ANSWERERS.things(account).filter(state=Organisation.State.APPROVED)
    return found.exclude(kind=Organisation.Kind.EMPLOYER).order_by("pk")


def duties() -> QuerySet[TopicDuty]:
    """Which body answers which topic."""
    return TopicDuty.objects.select_related("topic", "body")
