"""What a column of a table of posts can say."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as N_


@dataclass(frozen=True)
class Field:
    """One meaning of a column: its name in mappings, its label on screen, and whether several columns may share it."""

    name: str
    label: str
    several: bool = False
    scanned: bool = False


ALL = (
    Field("employer", N_("Employer")),
    Field("department", N_("Department"), scanned=True),
    Field("title", N_("Post"), scanned=True),
    Field("code", N_("Post code")),
    Field("headcount", N_("Headcount"), several=True, scanned=True),
    Field("education", N_("Education")),
    Field("degree", N_("Degree")),
    Field("majors", N_("Majors"), several=True),
    Field("experience", N_("Experience"), several=True, scanned=True),
    Field("age", N_("Age"), scanned=True),
    Field("skills", N_("Skills"), several=True),
    Field("conditions", N_("Other conditions"), several=True, scanned=True),
    Field("sex", N_("Condition on sex"), scanned=True),
    Field("ethnicity", N_("Condition on ethnicity"), scanned=True),
    Field("religion", N_("Condition on religion"), scanned=True),
    Field("household", N_("Condition on household registration"), scanned=True),
    Field("duties", N_("Work content"), several=True, scanned=True),
    Field("place", N_("Place of work")),
    Field("city", N_("City")),
    Field("district", N_("District")),
    Field("pay", N_("Pay")),
    Field("pay_min", N_("Pay from")),
    Field("pay_max", N_("Pay up to")),
    Field("welfare", N_("Benefits"), several=True),
    Field("kind", N_("Kind of work")),
    Field("industry", N_("Industry")),
    Field("employer_size", N_("Size of the employer")),
    Field("employer_kind", N_("Kind of employer")),
    Field("employer_code", N_("Unified social credit code")),
    Field("valid_until", N_("Valid until")),
    Field("published", N_("Published")),
    Field("contact", N_("Public contact"), several=True),
    Field("link", N_("Link")),
    Field("source", N_("Source")),
    Field("note", N_("Note"), several=True, scanned=True),
    Field("facts", N_("Several facts in one cell"), several=True, scanned=True),
    Field("extra", N_("Other"), several=True, scanned=True),
    Field("index", N_("Row number"), several=True),
    Field("ignored", N_("Not taken"), several=True),
)
BY_NAME = {field.name: field for field in ALL}
CHOICES = tuple(field.name for field in ALL if field.name != "facts")
