"""What titles put into the search index: the bodies that have one, with its name and why."""

from __future__ import annotations

from typing import Any

from duikou.activities.models import Candidacy
from duikou.activities.queries.titles import designated, given_by
from duikou.index import actions as index
from duikou.index.entries import Entry

KIND, SCOPE = "titles", 0


def index_title(candidacy_id: int, **_: Any) -> None:
    """Bring the entry of a body with a title up to date, inside the writer's transaction; without one it is dropped."""
    found = designated().filter(pk=candidacy_id).first()
    if found is None:
        index.drop_many({candidacy_id}, kind=KIND)
    else:
        index.put_many([entry_of(found)], kind=KIND, scope=SCOPE)


def entry_of(candidacy: Candidacy) -> Entry:
    """The entry of a body with a title."""
    return Entry(
        ref=candidacy.pk,
        title=" ".join(dict.fromkeys(candidacy.body.name.values())),
        names=tuple(dict.fromkeys(candidacy.programme.title.values())),
        texts=tuple(said for ruling in given_by(candidacy) for said in ruling.reason.values()),
        labels=frozenset({f"p{candidacy.programme.slug}"}),
    )
