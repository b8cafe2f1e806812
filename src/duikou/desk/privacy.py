"""What the desk keeps of those who work at it – who confirmed something last, as a reference – and what goes with a
booking at a window, as its person reads it."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from duikou.base.registry import Kept, kept_rows, personal_fields, who_did

FIELDS = [
    who_did(
        f"desk.{model}",
        "confirmed_by",
        N_("who last confirmed what is said about a centre or a service"),
        N_("until somebody confirms it again; it is a reference, never a name"),
    )
    for model in ("Centre", "Service")
] + [
    who_did(
        "desk.AreaEdition",
        "published_by",
        N_("who published which centre serves which address"),
        N_("as long as the edition is listed; it is a reference, never a name"),
    ),
    who_did(
        "desk.GuideRevision",
        "published_by",
        N_("who published a text of the guide"),
        N_("as long as the text is in the page’s history; it is a reference, never a name"),
    ),
]

APPOINTMENTS = Kept(
    "desk.Appointment",
    N_("What your appointments are about"),
    {"topic": N_("Topic"), "service": N_("Service")},
    inner=frozenset({"id", "booking"}),
    shown={
        "topic": lambda row: str(row.topic.name) if row.topic else "",
        "service": lambda row: str(row.service.title) if row.service else "",
    },
)


def declare() -> None:
    """Put them into the registry that privacy pages and proofs walk."""
    for field in FIELDS:
        personal_fields.add(f"{field.model}.{field.field}", field)
    kept_rows.add(APPOINTMENTS.model, APPOINTMENTS)
