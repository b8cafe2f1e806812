"""The city's topics as a taxonomy of the Human Services Data Specification 3.0."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from duikou.desk.hsds import TAXONOMY, Json, topic_id
from duikou.desk.models import Topic

VERSION = "1"


def taxonomy() -> Json:
    """The list of topics, the only taxonomy there is."""
    return {
        "id": str(TAXONOMY),
        "name": _("Topics"),
        "description": _("What people come about: one list for services, questions and the choice of a window."),
        "version": VERSION,
    }


def term(topic: Topic) -> Json:
    """A topic; it lies in no other. The specification wants a description."""
    return {
        "id": topic_id(topic),
        "code": topic.key,
        "name": str(topic),
        "description": str(topic),
        "taxonomy": str(TAXONOMY),
        "taxonomy_id": str(TAXONOMY),
    }


def topic_of(term_id: UUID, topics: list[Topic]) -> Topic | None:
    """The topic whose id as a term this is."""
    return next((one for one in topics if topic_id(one) == str(term_id)), None)
