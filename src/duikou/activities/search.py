"""What activities put into the search index: the public facts of what is shown. Nothing about anybody."""

from __future__ import annotations

from typing import Any

from duikou.activities.models import Activity
from duikou.activities.queries import courses, found_courses
from duikou.activities.queries.contests import shown as contests_shown
from duikou.activities.queries.shown import SHOWN, shown
from duikou.base.translated import Translated
from duikou.index import actions as index
from duikou.index.entries import Entry

KIND, CONTESTS, SCOPE = "activities", "contests", 0


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


def index_course(course_id: int, **_: Any) -> None:
    """The same for a class."""
    found = courses.shown().filter(pk=course_id).first()
    if found is None:
        index.drop_many({course_id}, kind=found_courses.KIND)
        return
    names = [found.kind.name, found.channel.name, found.organiser.name]
    if found.place:
        names.append(found.place.name)
    entry = Entry(
        ref=found.pk,
        title=" ".join(_said([found.title])),
        names=tuple(_said(names)),
        texts=tuple(_said([found.about, found.for_whom, found.known_before, found.taught_by, found.taught_in])),
        labels=frozenset({f"k{found.kind.key}", f"c{found.channel.key}"}),
    )
    index.put_many([entry], kind=found_courses.KIND, scope=found_courses.SCOPE)


def index_contest(contest_id: int, **_: Any) -> None:
    """The same for a contest: its call, never a work that was entered."""
    found = contests_shown().filter(pk=contest_id).first()
    if found is None:
        index.drop_many({contest_id}, kind=CONTESTS)
    else:
        names, texts = [found.organiser.name], [found.about, found.conditions]
        names += [one.name for one in found.categories.all()]
        entry = Entry(
            ref=found.pk, title=" ".join(_said([found.title])), names=tuple(_said(names)), texts=tuple(_said(texts))
        )
        index.put_many([entry], kind=CONTESTS, scope=SCOPE)


def _said(texts: list[Translated]) -> list[str]:
    return list(dict.fromkeys(said for text in texts for said in text.values() if said))
