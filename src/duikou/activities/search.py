"""What activities put into the search index: the public facts of what is shown. Nothing about anybody."""

from __future__ import annotations

from typing import Any

from duikou.activities.models import Activity
from duikou.activities.queries.shown import SHOWN, shown
from duikou.base.translated import Translated
from duikou.index import actions as index
from duikou.index.entries import Entry

KIND, SCOPE = "activities", 0


def index_activity(activity_id: int, **_: Any) -> None:
    """Bring the entry of an activity up to date, inside the writer's transaction: shown ones are written, others
    dropped."""
    found = shown().filter(pk=activity_id, state__in=SHOWN).first()
    if found is None:
        index.drop_many({activity_id}, kind=KIND)
    else:
        index.put_many([entry_of(found)], kind=KIND, scope=SCOPE)


def entry_of(activity: Activity) -> Entry:
    """The entry of an activity."""
    names = [activity.kind.name, activity.channel.name, activity.organiser.name]
    if activity.place:
        names.append(activity.place.name)
    return Entry(
        ref=activity.pk,
        title=" ".join(_said([activity.title])),
        names=tuple(_said(names)),
        texts=tuple(_said([activity.about, activity.for_whom, activity.what_to_bring])),
        labels=frozenset({f"k{activity.kind.key}", f"c{activity.channel.key}"}),
    )


def _said(texts: list[Translated]) -> list[str]:
    return list(dict.fromkeys(said for text in texts for said in text.values() if said))
