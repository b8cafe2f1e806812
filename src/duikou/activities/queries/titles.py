"""Titles as those who run a programme, those who are looked at, and everybody see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from duikou.activities.models import (
    Activity,
    Candidacy,
    Criterion,
    Edition,
    Finding,
    Programme,
    Ruling,
    SitePhoto,
)
from duikou.directory.models import Organisation, PlacePhoto

State = Candidacy.State
GIVEN = (Ruling.What.DESIGNATE, Ruling.What.CONFIRM)


def listed(things: QuerySet[Candidacy]) -> QuerySet[Candidacy]:
    """These with all that a list of them shows, those with a title first, the latest first."""
    return things.select_related("programme__organiser", "body", "proposed_by").order_by("programme", "-pk")


def programmes_shown() -> QuerySet[Programme]:
    """The programmes that everybody sees, with how many bodies have each title."""
    n = Count("candidacies", filter=Q(candidacies__state=State.DESIGNATED))
    return Programme.objects.filter(published=True).select_related("organiser").annotate(n=n).order_by("pk")


def current_edition(programme: Programme) -> Edition | None:
    """The edition that bodies are looked at by now: the last that is published."""
    return programme.editions.exclude(published_at=None).order_by("-number").first()


def in_sections(criteria: Sequence[Criterion]) -> list[tuple[str, list[Criterion]]]:
    """The criteria by section, each section where its first one stands."""
    found: dict[str, list[Criterion]] = {}
    for one in criteria:
        found.setdefault(str(one.section), []).append(one)
    return list(found.items())


def designated() -> QuerySet[Candidacy]:
    """The bodies that have a title which everybody sees, with the rulings that gave and kept it, the latest first."""
    rulings = Ruling.objects.filter(state=Ruling.State.DONE, what__in=GIVEN).order_by("-on", "-pk")
    shown = Candidacy.objects.filter(state=State.DESIGNATED, programme__published=True)
    given = Prefetch("reviews__rulings", rulings)
    return (
        shown.select_related("programme", "body__area")
        .prefetch_related("reviews", given)
        .order_by("-designated_on", "pk")
    )


def given_by(candidacy: Candidacy) -> list[Ruling]:
    """The rulings that gave and kept a title of `designated`, the latest first."""
    found = [one for review in candidacy.reviews.all() for one in review.rulings.all()]
    return sorted(found, key=lambda one: (one.on, one.pk), reverse=True)


def photos_shown(candidacy: Candidacy) -> list[PlacePhoto]:
    """The photos of a body that everybody sees."""
    rows = SitePhoto.objects.filter(visit__review__candidacy=candidacy, photo__shown=True).select_related("photo")
    return [one.photo for one in rows.order_by("-pk")[:24]]


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion with what the body says of itself and what was last found; None where there is nothing."""

    criterion: Criterion
    own: Any
    finding: Finding | None


def lines_of(review: Any) -> list[Line]:
    """Every criterion of a review's edition in its order."""
    own = {one.criterion_id: one for one in review.own_words.select_related("activity")}
    found = Finding.objects.filter(visit__review=review).select_related("visit").order_by("visit__day", "pk")
    findings = {one.criterion_id: one for one in found}
    return [Line(one, own.get(one.pk), findings.get(one.pk)) for one in review.edition.criteria.all()]


def own_activities(body: Organisation) -> QuerySet[Activity]:
    """The activities of a body that can be pointed at as what it has done, the latest first."""
    held = (Activity.State.PUBLISHED, Activity.State.HELD)
    return Activity.objects.filter(organiser=body, state__in=held).order_by("-starts_at")


def bodies_to_choose() -> QuerySet[Organisation]:
    """The bodies that can be proposed, or take part in visits, by name."""
    return Organisation.objects.filter(state=Organisation.State.APPROVED).order_by("name_key", "pk")
