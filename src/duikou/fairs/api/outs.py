"""Fairs and posts in the shapes that the API gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from duikou.base.problem_details import ROOT
from duikou.directory.models import Organisation, Place
from duikou.fairs.facet_bits import DISCIPLINES, KINDS, PAY_STEPS
from duikou.fairs.filters import LEVEL_NAMES, NAMES_OF_LEVELS, WAYS
from duikou.fairs.models import Fair, Post
from duikou.fairs.opening import booking_refused
from duikou.fairs.queries.stand_places import Places
from duikou.fairs.queries.zone import Numbers, Zone


def fair_out(fair: Fair) -> dict[str, Any]:
    """The shape of FairOut."""
    return {
        "slug": fair.slug,
        "title": str(fair.title),
        "summary": str(fair.summary),
        "what_to_bring": str(fair.what_to_bring),
        "organiser": _body(fair.organiser),
        "place": _place(fair.place) if fair.place else None,
        "state": fair.state,
        "starts_at": fair.starts_at,
        "ends_at": fair.ends_at,
        "on_site": fair.on_site,
        "online": fair.online,
        "zone_opens_at": fair.zone_opens_at,
        "offer": fair.offer.public_id,
        "page": reverse("fairs:zone", args=[fair.slug]),
    }


def zone_out(numbers: Numbers, zone: Zone | None) -> dict[str, Any]:
    """The shape of ZoneOut; without a zone, as before it opens."""
    figures = {"posts": numbers.posts, "headcount": numbers.headcount, "employers": numbers.employers}
    if zone is None:
        return {"open": False, **figures, "found": 0, "more": False, "filters": {}}
    counts, places = zone.counts, zone.place_names
    filters: dict[str, list[tuple[str, int]]] = {
        "education": [(name, counts.education[level]) for name, level in LEVEL_NAMES.items()],
        "field": [(code, counts.majors[code]) for code in DISCIPLINES],
        "place": [(places[number], many) for number, many in counts.place.most_common() if number in places],
        "pay": [(str(step), counts.pay[step]) for step in PAY_STEPS],
        "kind": [(kind, counts.kind[kind]) for kind in KINDS],
        "way": [(way, counts.way[way]) for way in WAYS],
        "open": [("true", counts.open)],
    }
    uncounted = {"field" if name == "majors" else name for name in zone.left_out}
    return {
        "open": True,
        **figures,
        "found": zone.total,
        "more": zone.more or zone.capped,
        "filters": {
            name: [{"value": value, "posts": None if name in uncounted else many} for value, many in values]
            for name, values in filters.items()
        },
    }


def post_out(post: Post, slug: str, places: Places, stands: Mapping[int, int | None]) -> dict[str, Any]:
    """The shape of PostOut; `stands` are the stands' numbers by their ids."""
    number = stands.get(post.stand_id or 0)
    return {
        "id": post.public_id,
        "title": post.title,
        "employer": {**_body(post.employer), "stand": number},
        "kind": post.kind,
        "headcount": post.headcount,
        "headcount_text": post.headcount_text,
        "education": _education(post),
        "education_text": post.education_text,
        "majors_text": post.majors_text,
        "workplace": post.workplace,
        "pay": {
            "min": post.pay_min,
            "max": post.pay_max,
            "currency": post.pay_currency,
            "period": post.pay_period,
            "text": post.pay_text,
        },
        "valid_until": post.valid_until,
        "places": {
            "left": places.left,
            "waiting": places.waiting,
            "on_site": places.on_site,
            "online": places.online,
        },
        "page": reverse("fairs:post", args=[slug, post.public_id]),
    }


def whole_post_out(post: Post, places: Places, *, now: datetime) -> dict[str, Any]:
    """The shape of WholePostOut."""
    fair, refused = post.fair, booking_refused(post, now=now)
    number = {post.stand.pk: post.stand.number} if post.stand else {}
    return {
        **post_out(post, fair.slug, places, number),
        "fair": fair.slug,
        "offer": fair.offer.public_id,
        "slots": f"{ROOT}/offers/{fair.offer.public_id}/slots?about={post.public_id}",
        "closed": refused.reason if refused else None,
        **{name: getattr(post, name) for name in ("code", "education_only", "experience", "conditions", "duties")},
        **{name: getattr(post, name) for name in ("benefits", "occupation_code", "occupation_label")},
    }


def _education(post: Post) -> str:
    if post.education is None:
        return ""
    return NAMES_OF_LEVELS.get(post.education, "any")


def _body(body: Organisation) -> dict[str, Any]:
    return {"id": body.public_id, "name": str(body)}


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": str(place.name),
        "address": str(place.address),
        "latitude": place.latitude,
        "longitude": place.longitude,
    }
