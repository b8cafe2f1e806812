"""Writing partnerships, funds, year tasks and projects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from duikou.aid.models import Fund, Partnership, Project, YearTask
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.directory.models import Organisation
from duikou.journal.actions import record

Text = Mapping[str, str] | str


@transaction.atomic
def agree_partnership(
    *, title: Text, donor: Organisation, partner: Organisation, starts_on: date, by: Actor, ends_on: date | None = None
) -> Partnership:
    """A partnership of the two sides, from `starts_on` to `ends_on`, both included."""
    made = Partnership.objects.create(
        title=translated(title),
        donor=donor,
        partner=partner,
        starts_on=starts_on,
        ends_on=ends_on,
        created_at=clock.now(),
    )
    record(what="partnership.agreed", which=f"partnership:{made.public_id}", by=by)
    return made


@transaction.atomic
def open_fund(
    *, title: Text, body: Organisation, by: Actor, partnership: Partnership | None = None, currency: str = "CNY"
) -> Fund:
    """A fund that `body` keeps: of a partnership, which has one, or of its own."""
    made = Fund.objects.create(
        title=translated(title), body=body, partnership=partnership, currency=currency, created_at=clock.now()
    )
    record(what="fund.opened", which=f"fund:{made.public_id}", by=by)
    return made


@transaction.atomic
def open_year_task(*, fund: Fund, year: int, set_by: Text, by: Actor) -> YearTask:
    """The task of a fund for a year; what it is set to is posted (`post`, from `source` to `task`)."""
    made = YearTask.objects.create(fund=fund, year=year, set_by=translated(set_by), created_at=clock.now())
    record(what="year_task.opened", which=f"year_task:{made.public_id}", by=by)
    return made


@transaction.atomic
def write_project(*, fund: Fund, title: Text, by: Actor, purpose: Text = "") -> Project:
    """A project that money of the fund can be committed to."""
    made = Project.objects.create(
        fund=fund, title=translated(title), purpose=translated(purpose), created_at=clock.now()
    )
    record(what="project.written", which=f"project:{made.public_id}", by=by)
    return made
