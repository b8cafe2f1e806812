"""Services, bodies and places as the Human Services Data Specification 3.0 has them (Open Referral, openreferral.org):
pure builders from rows that are read with what they need. Ids are the rows' own public ids, or are made from them by
name (UUID version 5, RFC 9562), so that they stay. Texts are in the reader's language. Nothing is about a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from duikou.base.translated import Translated
from duikou.desk.languages import NAMES
from duikou.desk.models import Centre, Service, ServiceAt, SpecialDays, Topic
from duikou.desk.models.services import shown_at
from duikou.desk.opening_hours import Spans, Week, merged
from duikou.directory.models import Organisation

VERSION = "3.0"
PROFILE = "https://docs.openreferral.org/en/v3.0.0/hsds/schema_reference.html"
OPENAPI = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json"
TAXONOMY = UUID("6f4b9a52-1d1e-5a7c-9a40-3b7f9f0c7a11")  # of this city's topics
DAYS = {1: "MO", 2: "TU", 3: "WE", 4: "TH", 5: "FR", 6: "SA", 7: "SU"}
COUNTRY = "CN"

Json = dict[str, Any]
# What a place can have several of.
LISTS = ("addresses", "accessibility", "schedules", "phones")


@dataclass(frozen=True, slots=True)
class Around:
    """What every place here has in common: the names of city and province, and the hours by which the city's clocks are
    ahead of UTC."""

    city: str
    province: str
    hours_ahead: float


def made_id(of: UUID, what: str) -> str:
    """An id that stays, for a part of something that has one."""
    return str(uuid5(of, what))


def said(**values: Any) -> Json:
    """The values that say something."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def base() -> Json:
    """What the API says of itself."""
    return {"version": VERSION, "profile": PROFILE, "openapi_url": OPENAPI}


def page(contents: Sequence[Json], *, total: int, number: int, per_page: int) -> Json:
    """A page of a list, as the specification's API has it."""
    pages = max(1, -(-total // per_page))
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": list(contents),
    }


def minimal_service(service: Service) -> Json:
    """Only the id and the last change (the query parameter `minimal`)."""
    return {"id": str(service.public_id), "modified_date": moment(service.changed_at)}


def service(row: Service) -> Json:
    """A service without what there can be several of."""
    return said(
        id=str(row.public_id),
        organization_id=str(row.organisation.public_id),
        name=str(row.title),
        alternate_name=other(row.title),
        description=str(row.summary),
        url=row.website,
        status="active",
        fees_description=str(row.cost_terms),
        eligibility_description=str(row.for_whom),
        assured_date=row.confirmed_on and row.confirmed_on.isoformat(),
        last_modified=moment(row.changed_at),
        organization=organization(row.organisation),
    )


def whole_service(row: Service, places: Mapping[int, Json], schedules: Mapping[int, Sequence[Json]]) -> Json:
    """A service with everything; `row` is read with its topics and `shown_at`, `places` are the locations by the
    centre's primary key, `schedules` those of windows by the window's."""
    at: Sequence[ServiceAt] = shown_at(row)
    return service(row) | said(
        languages=languages(row),
        cost_options=cost_options(row),
        required_documents=required_documents(row),
        attributes=[attribute(row, topic) for topic in row.topics.all()],
        service_at_locations=[
            said(
                id=str(one.public_id),
                service_id=str(row.public_id),
                location_id=str(one.window.centre.public_id),
                description=f"{one.window.number} {one.window}",
                schedules=schedules.get(one.window_id, ()),
                location=places.get(one.window.centre_id),
            )
            for one in at
        ],
    )


def at_location(one: ServiceAt) -> Json:
    """A service at a window, without what there can be several of."""
    place = location(one.window.centre)
    return said(
        id=str(one.public_id),
        service_id=str(one.service.public_id),
        location_id=str(one.window.centre.public_id),
        description=f"{one.window.number} {one.window}",
        location={name: value for name, value in place.items() if name not in LISTS},
        service=service(one.service),
    )


def languages(row: Service) -> list[Json]:
    """The languages that a service is given in."""
    return [
        {
            "id": made_id(row.public_id, f"language:{code}"),
            "service_id": str(row.public_id),
            "name": str(NAMES.get(code, code)),
            "code": code,
        }
        for code in row.languages
    ]


def cost_options(row: Service) -> list[Json]:
    """What a service costs, when that is said."""
    if row.cost is None:
        return []
    return [
        said(
            id=made_id(row.public_id, "cost"),
            service_id=str(row.public_id),
            currency=row.currency,
            amount_description=str(row.cost_terms),
        )
        | {"amount": number(row.cost)}
    ]


def required_documents(row: Service) -> list[Json]:
    """What to bring, a line each."""
    lines = [line.strip() for line in str(row.what_to_bring).splitlines() if line.strip()]
    return [
        {
            "id": made_id(row.public_id, f"document:{place}"),
            "service_id": str(row.public_id),
            "document": line,
        }
        for place, line in enumerate(lines)
    ]


def topic_id(topic: Topic) -> str:
    """The id of a topic as a term of the city's taxonomy."""
    return made_id(TAXONOMY, topic.key)


def attribute(row: Service, topic: Topic) -> Json:
    """That a service is of a topic."""
    term = topic_id(topic)
    return {
        "id": made_id(row.public_id, f"topic:{topic.key}"),
        "link_id": str(row.public_id),
        "taxonomy_term_id": term,
        "link_type": "topic",
        "link_entity": "service",
        "taxonomy_term": {
            "id": term,
            "code": topic.key,
            "name": str(topic),
            "description": str(topic),
            "taxonomy_id": str(TAXONOMY),
        },
    }


def organization(row: Organisation) -> Json:
    """A body without what there can be several of; the specification wants a description of each."""
    return said(
        id=str(row.public_id),
        name=str(row.name),
        alternate_name=other(row.name),
        description=str(row.about) or str(row.name),
        website=row.website,
    )


def whole_organization(row: Organisation, places: Sequence[Json], services: Sequence[Json]) -> Json:
    """A body with its places and its services."""
    identifiers = [
        {
            "id": made_id(row.public_id, "uscc"),
            "organization_id": str(row.public_id),
            "identifier_scheme": "CN-USCC",
            "identifier_type": "GB 32100-2015",
            "identifier": row.uscc,
        }
    ]
    return organization(row) | said(
        locations=places, services=services, organization_identifiers=identifiers if row.uscc else []
    )


def location(row: Centre, around: Around | None = None, schedules: Sequence[Json] = ()) -> Json:
    """A centre as a place, with its telephone, way in and hours, and its address when the city `around` is known."""
    place, own = row.place, row.public_id
    found = said(
        id=str(own),
        location_type="physical",
        organization_id=str(row.organisation.public_id),
        name=str(place.name) or str(row),
        alternate_name=str(row),
        description=str(row.about),
        addresses=[address(row, around)] if around else [],
        accessibility=accessibility(row),
        schedules=schedules,
    )
    if row.phone:
        found["phones"] = [{"id": made_id(own, "phone"), "location_id": str(own), "number": row.phone, "type": "voice"}]
    if place.latitude is not None and place.longitude is not None:
        found |= {"latitude": float(place.latitude), "longitude": float(place.longitude)}
    return found


def address(row: Centre, around: Around) -> Json:
    """The address of a centre. Postal codes are not kept: the field that the specification wants is empty."""
    return {
        "id": made_id(row.public_id, "address"),
        "location_id": str(row.public_id),
        "address_1": str(row.place.address),
        "city": around.city,
        "state_province": around.province,
        "postal_code": "",
        "country": COUNTRY,
        "address_type": "physical",
    }


def accessibility(row: Centre) -> list[Json]:
    """How to get in without steps, when that is said."""
    if row.access == Centre.Access.UNKNOWN:
        return []
    return [
        said(
            id=made_id(row.public_id, "access"),
            location_id=str(row.public_id),
            description=str(row.get_access_display()),
            details=str(row.access_note),
        )
    ]


def schedules(week: Week, special: Iterable[SpecialDays], *, of: UUID, around: Around, link: Json) -> list[Json]:
    """A week, a schedule for each span of times and the days that have it, and special days as schedules between two
    days: those that are closed have no times and say so. `of` is what ids are made from, `link` what they belong to."""
    by_span: dict[tuple[str, str], list[int]] = {}
    for weekday, spans in sorted(week.items()):
        for opens, closes in _times(merged(spans)):
            by_span.setdefault((opens, closes), []).append(weekday)
    found = [
        {
            "id": made_id(of, f"week:{opens}-{closes}"),
            **link,
            "freq": "WEEKLY",
            "byday": ",".join(DAYS[day] for day in days),
            "opens_at": opens,
            "closes_at": closes,
            "timezone": around.hours_ahead,
        }
        for (opens, closes), days in by_span.items()
    ]
    for row in special:
        found += _special(row, week, of, around, link)
    return found


def _special(row: SpecialDays, week: Week, of: UUID, around: Around, link: Json) -> list[Json]:
    days = {"valid_from": row.starts_on.isoformat(), "valid_to": row.ends_on.isoformat()}
    why = said(description=str(row.reason), notes=str(row.get_kind_display()))
    spans = [(opens, closes) for opens, closes in row.spans] if row.like is None else _times(week.get(row.like, ()))
    if not spans:
        return [{"id": made_id(of, f"special:{row.public_id}"), **link, **days, **why}]
    return [
        {
            "id": made_id(of, f"special:{row.public_id}:{opens}"),
            **link,
            **days,
            **why,
            "opens_at": opens,
            "closes_at": closes,
            "timezone": around.hours_ahead,
        }
        for opens, closes in spans
    ]


def _times(spans: Spans) -> list[tuple[str, str]]:
    return [(f"{span.opens:%H:%M}", f"{span.closes:%H:%M}") for span in spans]


def other(texts: Translated) -> str:
    """What something is called in another language than the reader's, if there is one."""
    mine = str(texts)
    return next((text for text in texts.values() if text and text != mine), "")


def moment(at: datetime) -> str:
    """A moment as RFC 3339 writes it, in UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def number(amount: Decimal) -> int | float:
    """An amount as the number that the schema wants; whole ones stay whole."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)
