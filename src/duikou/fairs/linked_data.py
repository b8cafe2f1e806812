"""Posts and fairs as schema.org describes them (JobPosting, Event), for search engines and other portals."""

from __future__ import annotations

import json
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from duikou.fairs.models import Fair, Post

EMPLOYMENT = {
    Post.Kind.FULL_TIME: "FULL_TIME",
    Post.Kind.PART_TIME: "PART_TIME",
    Post.Kind.TEMPORARY: "TEMPORARY",
    Post.Kind.INTERNSHIP: "INTERN",
}
CREDENTIALS = {
    Post.Education.SENIOR: "high school",
    Post.Education.COLLEGE: "associate degree",
    Post.Education.BACHELOR: "bachelor degree",
    Post.Education.MASTER: "postgraduate degree",
    Post.Education.DOCTOR: "postgraduate degree",
}
UNITS = {"hour": "HOUR", "day": "DAY", "month": "MONTH", "year": "YEAR"}
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def script(data: dict[str, Any]) -> SafeString:
    """`data` as JSON that is safe inside a <script> element whatever the texts hold."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))


def job_posting(post: Post, *, address: str) -> dict[str, Any]:
    """The post as a schema.org JobPosting with every property that Google's guidelines require or recommend and the
    post states (https://schema.org/JobPosting). `address` is its full address."""
    employer = post.employer
    known: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": post.title,
        "description": _description(post),
        "datePosted": timezone.localtime(post.published_at or post.created_at).date().isoformat(),
        "validThrough": _end_of_day(post),
        "employmentType": EMPLOYMENT[Post.Kind(post.kind)],
        "hiringOrganization": _without_empty(
            {"@type": "Organization", "name": str(employer), "sameAs": employer.website}
        ),
        "identifier": {"@type": "PropertyValue", "name": str(employer), "value": post.code or str(post.public_id)},
        "jobLocation": {"@type": "Place", "address": _address(post)},
        "totalJobOpenings": post.headcount,
        "baseSalary": _salary(post),
        "educationRequirements": _credential(post),
        "experienceRequirements": post.experience,
        "qualifications": "\n".join(text for text in (post.majors_text, post.conditions) if text),
        "responsibilities": post.duties,
        "occupationalCategory": " ".join(text for text in (post.occupation_code, post.occupation_label) if text),
        "jobBenefits": post.benefits,
        "directApply": True,
        "url": address,
    }
    return _without_empty(known)


def event(fair: Fair, *, address: str, organiser: str) -> dict[str, Any]:
    """The fair as a schema.org Event, on site, online or both (https://schema.org/Event)."""
    mode = "Mixed" if fair.on_site and fair.online else "Online" if fair.online else "Offline"
    place = {
        "@type": "Place",
        "name": str(fair.place) if fair.place else str(fair),
        "address": str(fair.place.address) if fair.place and fair.place.address else str(fair.place or ""),
    }
    online = {"@type": "VirtualLocation", "url": address}
    locations = [*([place] if fair.on_site else []), *([online] if fair.online else [])]
    cancelled = fair.state == Fair.State.CANCELLED
    return _without_empty(
        {
            "@context": "https://schema.org/",
            "@type": "Event",
            "name": str(fair),
            "description": str(fair.summary),
            "startDate": _moment(fair.starts_at),
            "endDate": _moment(fair.ends_at),
            "eventStatus": "https://schema.org/" + ("EventCancelled" if cancelled else "EventScheduled"),
            "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
            "location": locations[0] if len(locations) == 1 else locations,
            "organizer": {"@type": "Organization", "name": organiser},
            "isAccessibleForFree": True,
            "url": address,
        }
    )


def _description(post: Post) -> str:
    parts = (post.duties, post.conditions, post.majors_text, post.education_text, post.benefits)
    html = "".join(f"<p>{escape(part)}</p>" for part in parts if part)
    return html.replace("\n", "<br>") or f"<p>{escape(post.title)}</p>"


def _end_of_day(post: Post) -> str:
    if post.valid_until is None:
        return ""
    return timezone.make_aware(datetime.combine(post.valid_until, time(23, 59, 59))).isoformat()


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="minutes")


def _address(post: Post) -> dict[str, Any]:
    area = post.employer.area or (post.fair.place.area if post.fair.place else None)
    return _without_empty(
        {
            "@type": "PostalAddress",
            "streetAddress": post.workplace,
            "addressLocality": str(area) if area else post.workplace,
            "addressCountry": "CN",
        }
    )


def _salary(post: Post) -> dict[str, Any] | None:
    if post.pay_min is None and post.pay_max is None:
        return None
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": UNITS.get(post.pay_period, "MONTH")}
    if post.pay_min is not None and post.pay_min == post.pay_max:
        value["value"] = float(post.pay_min)
    else:
        value |= {
            name: float(number)
            for name, number in (("minValue", post.pay_min), ("maxValue", post.pay_max))
            if number is not None
        }
    return {"@type": "MonetaryAmount", "currency": post.pay_currency, "value": value}


def _credential(post: Post) -> dict[str, str] | str:
    if post.education == Post.Education.ANY:
        return "no requirements"
    category = CREDENTIALS.get(Post.Education(post.education)) if post.education else None
    if category is None:
        return ""
    return {"@type": "EducationalOccupationalCredential", "credentialCategory": category}


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}
