"""What the desk puts into the search index: the public facts of services that are offered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from duikou.base.translated import Translated
from duikou.desk.finding import KIND, SCOPE, language_label, topic_label
from duikou.desk.languages import named
from duikou.desk.models import Service
from duikou.desk.models.services import shown_at
from duikou.desk.queries.services import offered, places_of_services
from duikou.index import actions as index
from duikou.index.entries import Entry

PIECE = 500


def index_services(service_ids: Collection[int]) -> int:
    """Bring the entries of these services up to date: offered ones are written, others dropped. How many were written.
    Call it inside the writer's transaction."""
    ids = sorted(service_ids)
    written = 0
    for start in range(0, len(ids), PIECE):
        piece = ids[start : start + PIECE]
        found = list(offered().filter(pk__in=piece).prefetch_related("topics", places_of_services()))
        index.drop_many(set(piece) - {service.pk for service in found}, kind=KIND)
        written += index.put_many(map(entry_of, found), kind=KIND, scope=SCOPE)
    return written


def entry_of(service: Service) -> Entry:
    """The entry of a service that is read with its topics and `shown_at`."""
    topics = list(service.topics.all())
    at = shown_at(service)
    return Entry(
        ref=service.pk,
        title=" ".join(texts([service.title])),
        names=tuple(texts([*(topic.name for topic in topics), service.organisation.name]))
        + tuple(str(one.window.centre) for one in at),
        texts=(
            *texts([service.summary, service.for_whom, service.what_to_bring, service.cost_terms]),
            *named(service.languages),
        ),
        labels=frozenset(
            [*(topic_label(topic.key) for topic in topics), *(language_label(code) for code in service.languages)]
        ),
    )


def texts(found: Iterable[Translated]) -> Iterator[str]:
    """What is written, in every language, each once."""
    yield from dict.fromkeys(text for one in found for text in one.values() if text)
