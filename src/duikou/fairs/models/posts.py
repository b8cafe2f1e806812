"""What employers offer, and the conditions found in their words."""

from __future__ import annotations

from django.db import models

from duikou.base.ids import new_id
from duikou.directory.models import Organisation
from duikou.fairs.models.fairs import Fair, Stand
from duikou.fairs.models.imports import ImportBatch


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
