"""What the desk publishes for other programs by standards of their own, for the description of the API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from duikou.base.published import Parameter, Published, published

SERVICES, OPEN_DATA = _("Services (HSDS 3.0)"), _("Open data")
STANDARD = "https://docs.openreferral.org/en/v3.0.0/hsds/schema_reference.html"
UUID: dict[str, Any] = {"type": "string", "format": "uuid"}
YES: dict[str, Any] = {"type": "boolean", "default": False}
TEXT: dict[str, Any] = {"type": "string"}
PAGES = (
    Parameter("page", _("Which page, from 1."), {"type": "integer", "minimum": 1, "maximum": 100_000, "default": 1}),
    Parameter(
        "per_page",
        _("How many on a page at most."),
        {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
    ),
)
SEARCH = Parameter("search", _("Words to look for."), TEXT)
NARROWING = (
    Parameter("taxonomy_term_id", _("Those of a topic, by its id as a term."), UUID),
    Parameter("taxonomy_id", _("Those that have a topic of this taxonomy."), UUID),
    Parameter("organization_id", _("Those of a body."), UUID),
    Parameter("modified_after", _("Those changed after this moment."), {"type": "string", "format": "date-time"}),
)
FULL = Parameter("full", _("With everything, as one alone is shown."), YES)
ABOUT_PAGES = {
    "total_items": {"type": "integer", "description": _("How many there are in all.")},
    "total_pages": {"type": "integer", "description": _("How many pages there are.")},
    "page_number": {"type": "integer", "description": _("Which page this is.")},
    "size": {"type": "integer", "description": _("How many are on it.")},
    "first_page": {"type": "boolean", "description": _("Whether it is the first.")},
    "last_page": {"type": "boolean", "description": _("Whether it is the last.")},
    "empty": {"type": "boolean", "description": _("Whether nothing is on it.")},
}
ONE = {"type": "object", "required": ["id"], "externalDocs": {"url": STANDARD}, "properties": {"id": UUID}}
MANY = {
    "type": "object",
    "required": [*ABOUT_PAGES, "contents"],
    "properties": {
        **ABOUT_PAGES,
        "contents": {"type": "array", "description": _("What is on it, as the standard shapes it."), "items": ONE},
    },
}
COUNT = {
    "type": "object",
    "required": ["kind", "service_code", "service_name", "month", "count"],
    "properties": {
        "kind": {
            "type": "string",
            "enum": ["appointment", "question"],
            "description": _("Appointments at windows about a service, or questions of a topic."),
        },
        "service_code": {"type": "string", "description": _("The service’s id, or the key of the topic.")},
        "service_name": {"type": "string", "description": _("What it is called.")},
        "month": {"type": "string", "description": _("A month that is over, like 2026-10.")},
        "count": {
            "anyOf": [{"type": "integer"}, {"type": "null"}],
            "description": _("How many; null is fewer than ten, or a count that would tell of such a one."),
        },
    },
}
COUNTS = {
    "type": "object",
    "required": ["smallest", "counts"],
    "properties": {
        "smallest": {"type": "integer", "description": _("The least count that is told.")},
        "counts": {"type": "array", "items": COUNT, "description": _("The latest month first.")},
    },
}
LISTS = (
    (
        "services",
        _("List services"),
        _("Services that are offered to the public: for whom, what to bring, cost and languages."),
        (
            SEARCH,
            *NARROWING,
            FULL,
            Parameter("minimal", _("Every service, by its id and its last change alone."), YES),
        ),
    ),
    (
        "organizations",
        _("List bodies"),
        _("Bodies that offer services or run a service centre."),
        (SEARCH, FULL, Parameter("full_service", _("With everything of their services, too."), YES)),
    ),
    ("locations", _("List places"), _("Service centres as places, with address, telephone, way in and hours."), ()),
    (
        "service_at_locations",
        _("List services at places"),
        _("Each service at each window where it is given. By postal code or distance nothing is narrowed."),
        (SEARCH, *NARROWING, FULL),
    ),
    ("taxonomies", _("List taxonomies"), _("There is one: the list of topics of this city."), (SEARCH,)),
    (
        "taxonomy_terms",
        _("List topics"),
        _("The topics of this city as terms. All are at the top: none has parts."),
        (
            SEARCH,
            Parameter("taxonomy_id", _("Those of this taxonomy."), UUID),
            Parameter("parent_id", _("The parts of this term: none has any."), UUID),
            Parameter("top_only", _("Those at the top: all are."), YES),
        ),
    ),
)
SINGLE = {
    "services": _("Show a service"),
    "organizations": _("Show a body"),
    "locations": _("Show a place"),
    "service_at_locations": _("Show a service at a place"),
    "taxonomies": _("Show a taxonomy"),
    "taxonomy_terms": _("Show a topic"),
}
ABOUT_ONE = _("One of that list with everything that the standard has a place for and that is known here.")
ID = Parameter("id", _("Its id, which stays."), UUID, "path")
TABLES = (
    ("services.csv", "open_data_services", _("Table of services"), _("Every service that is offered, a row each.")),
    (
        "service-counts.csv",
        "open_data_counts_table",
        _("Table of counts"),
        _("How often each service and topic was asked for in each month that is over, a row each."),
    ),
)


def declare() -> None:
    """Put what the desk publishes into the registry that the description of the API walks."""
    for one in _all():
        published.add(one.path, one)


def _all() -> list[Published]:
    found = [
        Published(
            "/hsds/",
            "hsds_base",
            SERVICES,
            _("What it follows"),
            _("The version of the standard (Open Referral) that everything under this address follows."),
        )
    ]
    for many, summary, about, parameters in LISTS:
        found.append(Published(f"/hsds/{many}", f"hsds_{many}", SERVICES, summary, about, MANY, (*parameters, *PAGES)))
        more = (Parameter("full_service", _("With everything of its services, too."), YES),)
        single = (ID, *more) if many == "organizations" else (ID,)
        path = f"/hsds/{many}/{{id}}"
        found.append(Published(path, f"hsds_{many}_one", SERVICES, SINGLE[many], ABOUT_ONE, ONE, single))
    found += [
        Published(f"/open-data/{file}", name, OPEN_DATA, summary, about, {"type": "string"}, media="text/csv")
        for file, name, summary, about in TABLES
    ]
    found.append(
        Published(
            "/open-data/service-counts.json",
            "open_data_counts",
            OPEN_DATA,
            _("Counts of services"),
            _(
                "The same in the manner of Open311, without a feed of requests, for a request is somebody’s: how often "
                "each service and topic was asked for in each month that is over."
            ),
            COUNTS,
        )
    )
    found.append(
        Published(
            "/open-data/datapackage.json",
            "open_data_package",
            OPEN_DATA,
            _("What the tables hold"),
            _("The description of the tables as a Data Package (frictionlessdata.io)."),
        )
    )
    return found
