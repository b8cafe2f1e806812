"""Questions that people ask (咨询): texts and contact sealed, without a name, found again by a code."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duikou.base.ids import new_id
from duikou.base.sealed import SealedText
from duikou.desk.models.services import Topic
from duikou.directory.models import Account, Area, Organisation


class TopicDuty(models.Model):
    """Which body answers the questions of a topic, and within how many working days it promises to."""

    topic = models.OneToOneField(Topic, models.CASCADE, primary_key=True, related_name="duty")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="topic_duties")
    days = models.PositiveSmallIntegerField(default=5)

    class Meta:
        verbose_name_plural = "topic duties"
        constraints = (
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=60), name="topic_promises_one_to_sixty_days"),
        )


class Enquiry(models.Model):
    """A question and what is written about it, by whoever asked and by the body whose it is. `code_hash` is a keyed
    hash of the code that its asker comes back with. `due_on` is the city's day by which an answer is promised. After
    `erased_at` nothing is left of texts, contact and code: a row to be counted, that leads to nobody."""

    class Way(models.TextChoices):
        WEB = "web"
        WINDOW = "window"
        PHONE = "phone"

    class State(models.TextChoices):
        ASKED = "asked"
        ASSIGNED = "assigned"
        ANSWERED = "answered"
        REFERRED = "referred"
        CLOSED = "closed"
        TAKEN_BACK = "taken_back"

    class Helped(models.TextChoices):
        YES = "yes"
        NO = "no"

    OPEN = (State.ASKED, State.ASSIGNED, State.REFERRED)
    LIVE = (*OPEN, State.ANSWERED)

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    code_hash = models.BinaryField(max_length=32, unique=True, null=True)
    form_key = models.UUIDField(unique=True, null=True)
    way = models.CharField(max_length=6, choices=Way.choices, default=Way.WEB)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="enquiries")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="enquiries")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="enquiries")
    confidential = models.BooleanField(default=False)
    contact = SealedText(blank=True, default="")
    contact_language = SealedText(blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    taken_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="enquiries")
    due_on = models.DateField()
    helped = models.CharField(max_length=3, choices=Helped.choices, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "enquiries"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("closed", "taken_back"), closed_at__isnull=False)
                | (~Q(state__in=("closed", "taken_back")) & Q(closed_at=None)),
                name="enquiry_closed_with_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(code_hash=None, form_key=None, area=None, taken_by=None, state__in=("closed", "taken_back")),
                name="enquiry_erased_leads_nowhere",
            ),
        )
        indexes = (
            models.Index(fields=("body", "state", "due_on")),
            models.Index(fields=("state", "closed_at"), condition=Q(erased_at=None), name="enquiry_to_erase"),
        )


class EnquiryText(models.Model):
    """Something written about a question: by its asker, or by staff of the body whose it was then."""

    class Side(models.TextChoices):
        ASKER = "asker"
        STAFF = "staff"

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="texts")
    side = models.CharField(max_length=5, choices=Side.choices)
    text = SealedText()
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)


class Referral(models.Model):
    """That a body would hand a question to another (转介), which happens once its asker agrees."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        AGREED = "agreed"
        REFUSED = "refused"
        DROPPED = "dropped"

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="referrals")
    sender = models.ForeignKey(Organisation, models.PROTECT, related_name="referrals_made")
    receiver = models.ForeignKey(Organisation, models.PROTECT, related_name="referrals_got")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("enquiry",), condition=Q(state="proposed"), name="one_referral_proposed_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(sender=F("receiver")), name="referral_to_another_body"),
        )
