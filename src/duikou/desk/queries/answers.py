"""Answers for everybody: found by words and topic, and as their bodies keep them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from duikou.desk.enquiry_rules import CONFIRM_AFTER
from duikou.desk.models import Answer, Topic
from duikou.index import queries as index
from duikou.plans.models import Clause, Policy

KIND, SCOPE = "answers", 0
MOST_TITLED, MOST = 60, 300
HOLDS = Q(policy__state=Policy.State.IN_FORCE)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: those on the page, how many there are (`more`: at least), and on which page of how many."""

    answers: Sequence[Answer]
    total: int
    more: bool
    page: int
    pages: int


def topic_label(topic_id: int) -> str:
    """The label by which the index knows a topic."""
    return f"t{topic_id}"


def find_answers(text: str, *, topic: Topic | None = None, page: int = 1, a_page: int = 10) -> Found:
    """The published answers that have every word of `text`, those with all of them in the question first, then the ones
    confirmed or changed last. Four queries at most."""
    labels = [[topic_label(topic.pk)]] if topic else []
    asked = index.ask(KIND, SCOPE, text, labels=labels)
    titled = index.in_title(asked, limit=MOST_TITLED) if text.strip() else []
    found = index.search(asked, limit=MOST, counted=MOST)
    refs = list(dict.fromkeys([*titled, *found.refs]))
    pages = max(1, -(-len(refs) // a_page))
    page = min(max(1, page), pages)
    return Found(_in_order(refs[(page - 1) * a_page : page * a_page]), len(refs), found.capped, page, pages)


def _in_order(refs: Sequence[int]) -> list[Answer]:
    rows = published_answers().filter(pk__in=refs).order_by()
    known = {one.pk: one for one in rows}
    return [known[ref] for ref in refs if ref in known]


def published_answers() -> QuerySet[Answer]:
    """The answers that everybody can find."""
    return Answer.objects.filter(state=Answer.State.PUBLISHED).select_related("topic", "body")


def shown_answer(public_id: UUID) -> Answer | None:
    """An answer that everybody may read. One that is flagged is shown with a warning, for links lead to it; drafts and
    withdrawn ones are not."""
    states = (Answer.State.PUBLISHED, Answer.State.FLAGGED)
    return Answer.objects.select_related("topic", "body").filter(public_id=public_id, state__in=states).first()


def clauses_of(answer: Answer) -> list[Clause]:
    """The clauses it rests on, with their policies."""
    return list(answer.clauses.select_related("policy__keeper").order_by("policy", "order"))


def clauses_counted(answer: Answer) -> tuple[int, int]:
    """How many clauses it rests on, and how many of these are of policies that hold no longer."""
    rows = Clause.objects.filter(rested_on__answer=answer)
    return rows.count(), rows.exclude(HOLDS).count()


def resting_on_ended(policy_ids: Iterable[int] | None = None) -> QuerySet[Answer]:
    """The published answers that rest on a policy, one of these or any, that has ended."""
    ended = Clause.objects.filter(policy__state__in=(Policy.State.LAPSED, Policy.State.WITHDRAWN))
    if policy_ids is not None:
        ended = ended.filter(policy__in=list(policy_ids))
    return Answer.objects.filter(state=Answer.State.PUBLISHED, rests_on__clause__in=ended).distinct()


def resting_on(clause_ids: Iterable[int]) -> QuerySet[Answer]:
    """The published answers that rest on one of these clauses."""
    return Answer.objects.filter(state=Answer.State.PUBLISHED, rests_on__clause__in=list(clause_ids)).distinct()


@dataclass(frozen=True, slots=True)
class Kept:
    """How many answers of one's bodies stand where."""

    flagged: int
    stale: int
    draft: int
    published: int


PARTS = ("flagged", "stale", "draft", "published", "withdrawn")


def part_of(part: str, *, today: date) -> Q:
    """The answers of a part of the list; raises KeyError for one that does not exist."""
    published = Q(state=Answer.State.PUBLISHED)
    return {
        "flagged": Q(state=Answer.State.FLAGGED),
        "stale": published & Q(confirmed_on__lte=today - CONFIRM_AFTER),
        "draft": Q(state=Answer.State.DRAFT),
        "published": published,
        "withdrawn": Q(state=Answer.State.WITHDRAWN),
    }[part]


def kept(mine: QuerySet[Answer], *, today: date) -> Kept:
    """How many of these answers stand where. One query."""
    parts = [part for part in PARTS if part != "withdrawn"]
    counts = {part: Count("pk", filter=part_of(part, today=today)) for part in parts}
    return Kept(**mine.select_related(None).order_by().aggregate(**counts))


def in_part(mine: QuerySet[Answer], part: str, *, today: date) -> QuerySet[Answer]:
    """The answers of a part of the list: those confirmed longest ago first, drafts by their change."""
    order = "-changed_at" if part in ("draft", "withdrawn") else "confirmed_on"
    return mine.filter(part_of(part, today=today)).order_by(order, "pk")


def topics_with_answers() -> list[tuple[Topic, int]]:
    """The topics that have published answers, with their number."""
    published = Count("answers", filter=Q(answers__state=Answer.State.PUBLISHED))
    found = Topic.objects.annotate(published=published).filter(published__gt=0)
    return [(topic, int(topic.published)) for topic in found]


def answers_of_topic(topic: Topic, *, limit: int = 5) -> list[Answer]:
    """The published answers of a topic that were confirmed last."""
    return list(published_answers().filter(topic=topic).order_by("-confirmed_on", "-pk")[:limit])
