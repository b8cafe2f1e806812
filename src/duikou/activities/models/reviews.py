"""Bodies that are proposed for a title, how each is looked at year by year, and what is ruled about it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duikou.activities.models.activities import Activity
from duikou.activities.models.programmes import Criterion, Edition, Programme
from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.directory.models import Organisation


class Candidacy(models.Model):
    """A body that was proposed for the title of a programme: by which body, when and why. `designated_on` is since when
    it has the title, or had it; `examine_by` when it is to be looked at again. Days are the city's."""

    class State(models.TextChoices):
        CANDIDATE = "candidate", _("candidate")
        DESIGNATED = "designated", _("designated")
        NOT_DESIGNATED = "refused", _("not designated")
        WITHDRAWN = "withdrawn", _("title withdrawn")
        TAKEN_BACK = "taken_back", _("proposal taken back")

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="candidacies")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="candidacies")
    proposed_by = models.ForeignKey(Organisation, models.PROTECT, related_name="candidacies_proposed")
    proposed_on = models.DateField()
    why = TranslatedText()
    state = models.CharField(max_length=10, choices=State.choices, default=State.CANDIDATE)
    designated_on = models.DateField(null=True, blank=True)
    examine_by = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "body"),
                condition=Q(state__in=("candidate", "designated")),
                name="candidacy_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("designated", "withdrawn"), designated_on__isnull=False)
                | Q(state__in=("candidate", "refused", "taken_back"), designated_on=None),
                name="candidacy_designated_on_a_day",
            ),
        )

    def __str__(self) -> str:
        return str(self.body)


class Review(models.Model):
    """One look at a body by the criteria of an edition, in a year: what it says of itself, visits, what is ruled then.
    `version` grows with every change of the self-assessment, so that two who write at once do not undo each other."""

    class State(models.TextChoices):
        DRAFT = "draft", _("self-assessment is being written")
        RETURNED = "returned", _("self-assessment is returned")
        HANDED_IN = "handed_in", _("self-assessment is handed in")
        VISITED = "visited", _("visited")
        SETTLED = "settled", _("settled")

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="reviews")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="reviews")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)
    why_returned = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-year", "-id")
        constraints = (
            models.UniqueConstraint(fields=("candidacy", "year"), name="review_once_a_year"),
            models.UniqueConstraint(fields=("candidacy",), condition=~Q(state="settled"), name="review_one_going_on"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "returned", "settled"))
                | Q(state__in=("handed_in", "visited"), handed_in_at__isnull=False),
                name="review_handed_in_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.candidacy} {self.year}"


class OwnWord(models.Model):
    """What a body says of itself about a criterion: what it has done, where that can be seen, and how much of the
    maximum it has reached by its own judgement."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="own_words")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="own_words")
    done = models.TextField(blank=True)
    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, blank=True, related_name="shown_for")
    link = models.URLField(blank=True)
    reached = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("criterion__order", "criterion_id")
        constraints = (models.UniqueConstraint(fields=("review", "criterion"), name="own_word_once_a_criterion"),)


class Ruling(models.Model):
    """What is ruled about a body: that it gets the title or keeps it, or does not. Whoever is refused or loses a title
    is heard first: until `answer_by` it can answer the reason."""

    class What(models.TextChoices):
        DESIGNATE = "designate", _("gets the title")
        CONFIRM = "confirm", _("keeps the title")
        REFUSE = "refuse", _("does not get the title")
        WITHDRAW = "withdraw", _("loses the title")

    class State(models.TextChoices):
        HEARING = "hearing", _("the body is heard")
        PROPOSED = "proposed", _("waits for a second person")
        DONE = "done", _("ruled")
        DROPPED = "dropped", _("let go")

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="rulings")
    what = models.CharField(max_length=10, choices=What.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    on = models.DateField()
    reason = TranslatedText()
    document = TranslatedText()
    answer_by = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    ruled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("review",), condition=Q(state__in=("hearing", "proposed")), name="ruling_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(what__in=("designate", "confirm"), answer_by=None)
                | Q(what__in=("refuse", "withdraw"), answer_by__isnull=False),
                name="ruling_against_a_body_hears_it",
            ),
            models.CheckConstraint(
                condition=Q(state="done", ruled_at__isnull=False) | (~Q(state="done") & Q(ruled_at=None)),
                name="ruling_done_at_a_time",
            ),
        )
