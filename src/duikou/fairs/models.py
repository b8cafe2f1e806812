"""Job fairs: the fair, employers' stands, posts, interviews and their outcomes, imported spreadsheets."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.booking.models import Booking, Offer, Resource, WaitingEntry
from duikou.directory.models import Organisation, Place


class Fair(models.Model):
    """A job fair. Its interviews are the slots of one `offer`, so that a person's limit holds over the whole fair."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        RUNNING = "running"
        CLOSED = "closed"
        CANCELLED = "cancelled"

    slug = models.SlugField(max_length=60, unique=True)
    title = TranslatedText()
    summary = TranslatedText()
    what_to_bring = TranslatedText()
    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="fairs")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    on_site = models.BooleanField(default=True)
    online = models.BooleanField(default=False)
    zone_opens_at = models.DateTimeField()
    offer = models.OneToOneField(Offer, models.PROTECT, related_name="fair")
    why_cancelled = TranslatedText()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-starts_at",)
        constraints = (models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="fair_starts_first"),)

    def __str__(self) -> str:
        return str(self.title)


class Stand(models.Model):
    """An employer at a fair: asked for, approved by the office, with tables, interview length and a number."""

    class State(models.TextChoices):
        REQUESTED = "requested"
        APPROVED = "approved"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="stands")
    employer = models.ForeignKey(Organisation, models.PROTECT, related_name="stands")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    on_site = models.BooleanField(default=True)
    online = models.BooleanField(default=False)
    tables = models.PositiveSmallIntegerField(default=1)
    interview_minutes = models.PositiveSmallIntegerField(default=10)
    break_minutes = models.PositiveSmallIntegerField(default=0)
    stagger_minutes = models.PositiveSmallIntegerField(default=0)
    lunch_from = models.TimeField(null=True, blank=True)
    lunch_until = models.TimeField(null=True, blank=True)
    kept = models.PositiveSmallIntegerField(default=0)
    meeting_link = models.URLField(blank=True)
    why_declined = models.CharField(max_length=200, blank=True)
    here_at = models.DateTimeField(null=True, blank=True)
    resource = models.OneToOneField(Resource, models.SET_NULL, null=True, blank=True, related_name="stand")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("number", "id")
        constraints = (
            models.UniqueConstraint(fields=("fair", "employer"), name="one_stand_per_employer_and_fair"),
            models.UniqueConstraint(
                fields=("fair", "number"), condition=Q(number__isnull=False), name="one_stand_per_number"
            ),
        )


class ImportBatch(models.Model):
    """One spreadsheet read into a fair: its mapping, its report, and whether it was published."""

    class State(models.TextChoices):
        STAGED = "staged"
        COMMITTING = "committing"
        COMMITTED = "committed"
        DROPPED = "dropped"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="imports")
    employer = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="imports")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STAGED)
    mapping = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)


class Post(models.Model):
    """A post an employer offers at a fair, with what a lawful posting must state and what JobPosting needs."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    class Kind(models.TextChoices):
        FULL_TIME = "full_time"
        PART_TIME = "part_time"
        TEMPORARY = "temporary"
        INTERNSHIP = "internship"

    class Education(models.IntegerChoices):
        ANY = 0
        JUNIOR = 10
        SENIOR = 20
        COLLEGE = 30
        BACHELOR = 40
        MASTER = 50
        DOCTOR = 60

    class PayPeriod(models.TextChoices):
        HOUR = "hour"
        DAY = "day"
        MONTH = "month"
        YEAR = "year"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="posts")
    employer = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    stand = models.ForeignKey(Stand, models.SET_NULL, null=True, blank=True, related_name="posts")
    batch = models.ForeignKey(ImportBatch, models.SET_NULL, null=True, blank=True, related_name="posts")
    key = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)

    title = models.CharField(max_length=200)
    code = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.FULL_TIME)
    headcount = models.PositiveIntegerField(null=True, blank=True)
    headcount_text = models.CharField(max_length=60, blank=True)
    occupation_scheme = models.CharField(max_length=40, blank=True)
    occupation_code = models.CharField(max_length=20, blank=True)
    occupation_label = models.CharField(max_length=120, blank=True)
    education = models.PositiveSmallIntegerField(choices=Education.choices, null=True, blank=True)
    education_only = models.BooleanField(default=False)
    education_text = models.CharField(max_length=200, blank=True)
    majors_text = models.TextField(blank=True)
    majors = models.JSONField(default=list)
    any_major = models.BooleanField(default=False)
    experience = models.CharField(max_length=200, blank=True)
    conditions = models.TextField(blank=True)
    duties = models.TextField(blank=True)
    workplace = models.CharField(max_length=200, blank=True)
    area_code = models.CharField(max_length=12, blank=True)
    pay_min = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    pay_max = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    pay_currency = models.CharField(max_length=3, default="CNY")
    pay_period = models.CharField(max_length=6, choices=PayPeriod.choices, blank=True)
    pay_text = models.CharField(max_length=200, blank=True)
    pay_monthly = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    benefits = models.CharField(max_length=400, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    other = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("fair", "key"), name="one_post_per_key"),)
        indexes = (
            models.Index(fields=("fair", "state", "id")),
            models.Index(fields=("employer", "fair")),
        )

    def __str__(self) -> str:
        return self.title


class Condition(models.Model):
    """A condition on sex, ethnicity, religion or household registration found in postings of a fair; equal
    wordings are one row, decided once by a person."""

    class Kind(models.TextChoices):
        SEX = "sex"
        ETHNICITY = "ethnicity"
        RELIGION = "religion"
        HOUSEHOLD = "household"

    class Decision(models.TextChoices):
        OPEN = "open"
        REMOVED = "removed"
        REWORDED = "reworded"
        KEPT = "kept"

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="conditions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=200)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)
    reworded_to = models.CharField(max_length=200, blank=True)
    law = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("fair", "kind", "text"), name="one_condition_per_wording"),)


class PostCondition(models.Model):
    """Where a condition stands in a post: in which field, in which exact words."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="marks")
    condition = models.ForeignKey(Condition, models.CASCADE, related_name="marks")
    field = models.CharField(max_length=20)
    words = models.CharField(max_length=200)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("post", "condition", "field"), name="one_mark_per_post_and_field"),
        )


class Interview(models.Model):
    """The talk that a booking is for: about which post, at which stand, and what came of it."""

    class Outcome(models.TextChoices):
        UNKNOWN = "unknown"
        INTERESTED = "interested"
        SECOND = "second"
        OFFERED = "offered"
        HIRED = "hired"
        NOT_NOW = "not_now"

    booking = models.OneToOneField(Booking, models.CASCADE, related_name="interview")
    # A copy of the stand's fair, for indexes; the stand's key is checked.
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="interviews", db_index=False, db_constraint=False)
    stand = models.ForeignKey(Stand, models.CASCADE, related_name="interviews", db_index=False)
    post = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="interviews")
    called_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.UNKNOWN)
    outcome_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("stand", "outcome")), models.Index(fields=("fair", "outcome")))


class WaitedPost(models.Model):
    """Which post somebody on an employer's waiting list wants to talk about; `key` is the form's, used once."""

    key = models.CharField(max_length=64, unique=True)
    entry = models.OneToOneField(WaitingEntry, models.CASCADE, related_name="waited_post")
    post = models.ForeignKey(Post, models.CASCADE, related_name="waited_for")
