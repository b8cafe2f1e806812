"""Keeping campaigns and series."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from duikou.activities.models import Campaign, Series
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.directory.models import Organisation
from duikou.journal import actions as journal


@transaction.atomic
def create_campaign(
    *,
    slug: str,
    title: Mapping[str, str] | str,
    organiser: Organisation,
    begins_on: date,
    ends_on: date,
    by: Actor,
    about: Mapping[str, str] | str = "",
    again_after: Campaign | None = None,
) -> Campaign:
    """A new campaign, which nobody sees until it is published. Days are the city's, both inclusive. Raises
    django.db.IntegrityError for a slug that is taken, or days the wrong way round."""
    campaign = Campaign.objects.create(
        slug=slug,
        title=translated(title),
        about=translated(about),
        organiser=organiser,
        begins_on=begins_on,
        ends_on=ends_on,
        again_after=again_after,
        created_at=clock.now(),
    )
    journal.record(what="campaign.kept", which=f"campaign:{slug}", by=by)
    return campaign


@transaction.atomic
def change_campaign(*, campaign: Campaign, values: Mapping[str, Any], by: Actor) -> Campaign:
    """Change the facts of a campaign by field name."""
    for name, value in values.items():
        setattr(campaign, name, value)
    campaign.save(update_fields=sorted(values))
    journal.record(what="campaign.kept", which=f"campaign:{campaign.slug}", by=by, fields=sorted(values))
    return campaign


@transaction.atomic
def publish_campaign(*, campaign: Campaign, by: Actor) -> Campaign:
    """Show the campaign to the public; a second time changes nothing."""
    if Campaign.objects.filter(pk=campaign.pk, published=False).update(published=True):
        journal.record(what="campaign.published", which=f"campaign:{campaign.slug}", by=by)
    campaign.published = True
    return campaign


@transaction.atomic
def create_series(
    *, title: Mapping[str, str] | str, organiser: Organisation, by: Actor, about: Mapping[str, str] | str = ""
) -> Series:
    """A new series, of which activities are added one by one."""
    series = Series.objects.create(
        title=translated(title), about=translated(about), organiser=organiser, created_at=clock.now()
    )
    journal.record(what="series.kept", which=f"series:{series.public_id}", by=by)
    return series


@transaction.atomic
def change_series(*, series: Series, values: Mapping[str, Any], by: Actor) -> Series:
    """Change what a series is called and is about, by field name."""
    for name, value in values.items():
        setattr(series, name, translated(value))
    series.save(update_fields=sorted(values))
    journal.record(what="series.kept", which=f"series:{series.public_id}", by=by, fields=sorted(values))
    return series
