"""Activities as those who keep them see them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from duikou.activities.models import Activity, Campaign, Channel, Kind, Series
from duikou.directory.models import Organisation

State = Activity.State
LACKS_COUNT = Q(state=State.PUBLISHED) | Q(state=State.HELD, heads=None)
LACKS_REPORT = Q(report=None) | Q(report__published_at=None)


def listed(things: QuerySet[Activity]) -> QuerySet[Activity]:
    """These with all that a list of them shows."""
    return things.select_related("kind", "channel", "organiser", "place", "offer", "report")


def lacking(things: QuerySet[Activity], *, now: datetime) -> QuerySet[Activity]:
    """Those that are over and of which something still lacks: how many came, or the report; the longest over first."""
    over = listed(things).filter(state__in=(State.PUBLISHED, State.HELD), ends_at__lte=now)
    return over.filter(LACKS_COUNT | LACKS_REPORT).order_by("ends_at", "pk")


def in_state(things: QuerySet[Activity], state: str, *, now: datetime) -> QuerySet[Activity]:
    """Those in a state: `coming`, `draft`, `past` or `cancelled`; past and cancelled ones the latest first."""
    known = listed(things)
    if state == "draft":
        return known.filter(state=State.DRAFT).order_by("starts_at", "pk")
    if state == "cancelled":
        return known.filter(state=State.CANCELLED).order_by("-starts_at", "-pk")
    if state == "past":
        return known.filter(state__in=(State.PUBLISHED, State.HELD), ends_at__lte=now).order_by("-starts_at", "-pk")
    return known.filter(state=State.PUBLISHED, ends_at__gt=now).order_by("starts_at", "pk")


def kinds_to_choose(now_chosen: Kind | None = None) -> QuerySet[Kind]:
    """The kinds that new activities can be of, and the one that is chosen already."""
    return Kind.objects.filter(Q(retired=False) | Q(pk=now_chosen.pk if now_chosen else None))


def channels_to_choose(now_chosen: Channel | None = None) -> QuerySet[Channel]:
    """The channels that new activities can go by, and the one that is chosen already."""
    return Channel.objects.filter(Q(retired=False) | Q(pk=now_chosen.pk if now_chosen else None))


def series_of(bodies: QuerySet[Organisation]) -> QuerySet[Series]:
    """The series of these bodies."""
    return Series.objects.filter(organiser__in=bodies).order_by("pk")


def campaigns() -> QuerySet[Campaign]:
    """Every campaign, the latest first."""
    return Campaign.objects.select_related("organiser").order_by("-begins_on", "pk")


def may_come_before(kept: QuerySet[Campaign], campaign: Campaign | None = None) -> QuerySet[Campaign]:
    """Of these campaigns, the ones after which a campaign (None: a new one) can come again: each is followed by one."""
    chosen = Q(pk=campaign.again_after_id) if campaign and campaign.again_after_id else Q()
    found = kept.filter(Q(next_year=None) | chosen)
    if campaign:
        found = found.exclude(pk=campaign.pk)
    return found.order_by("-begins_on", "pk")


def series_listed(kept: QuerySet[Series], *, now: datetime) -> QuerySet[Series]:
    """These series with how many activities each has, and how many of them are still to come."""
    ahead = Q(activities__starts_at__gt=now, activities__state=State.PUBLISHED)
    counted = kept.annotate(many=Count("activities"), coming=Count("activities", filter=ahead))
    return counted.select_related("organiser").order_by("-pk")
