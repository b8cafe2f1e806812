"""The answers that everybody can search."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from duikou.base.everybody import for_everybody
from duikou.desk.models import Topic
from duikou.desk.queries import answers as queries
from duikou.desk.snippets import snippet
from duikou.desk.views.question_words import WHY
from duikou.plans.models import Policy

LONGEST = 100


@for_everybody(seconds=2)
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Answers by words and topic; all of the search stands in the address."""
    context = searched(request)
    context["topics"] = queries.topics_with_answers()
    return render(request, "desk/answers.html", context)


@for_everybody(seconds=2)
@require_safe
def answer(request: HttpRequest, answer: UUID) -> HttpResponse:
    """One answer with the clauses it rests on; one that is to be looked at again says so."""
    one = queries.shown_answer(answer)
    if one is None:
        raise Http404
    clauses = queries.clauses_of(one)
    context = {
        "answer": one,
        "clauses": clauses,
        "ended": [clause for clause in clauses if clause.policy.state != Policy.State.IN_FORCE],
        "why": WHY.get(one.why_out),
    }
    return render(request, "desk/answer.html", context)


def searched(request: HttpRequest) -> dict[str, Any]:
    """What a search that stands in the request's address found, for the page's template."""
    text = request.GET.get("q", "").strip()[:LONGEST].replace("\x00", "")
    topic = Topic.objects.filter(key=request.GET.get("topic", "")[:40].replace("\x00", "")).first()
    number = request.GET.get("page", "")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 1
    found = queries.find_answers(text, topic=topic, page=page)
    kept: dict[str, str | int] = {
        name: value for name, value in (("q", text), ("topic", topic.key if topic else "")) if value
    }
    return {
        "q": text,
        "topic": topic,
        "found": found,
        "cards": [(one, snippet(str(one.text), text)) for one in found.answers],
        "next": urlencode({**kept, "page": found.page + 1}) if found.page < found.pages else "",
        "previous": urlencode({**kept, "page": found.page - 1}) if found.page > 1 else "",
    }
