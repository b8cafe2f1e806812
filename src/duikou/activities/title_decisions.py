"""The decision about a title: what exactly is decided, how it reads, and what is done then (ADR 0023)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duikou.activities.actions.ruling import KIND, make_ruling, serious_open
from duikou.activities.models import Ruling
from duikou.activities.title_permissions import RUNNING
from duikou.base.actor import Actor
from duikou.base.moments import day_text
from duikou.directory.decisions import Kind, kinds
from duikou.directory.models import Decision


def _ruling(details: Mapping[str, Any]) -> Ruling | None:
    found = Ruling.objects.select_related("review__candidacy__body", "review__candidacy__programme")
    return found.filter(public_id=UUID(details["ruling"])).first()


def facts(about: str, details: Mapping[str, Any]) -> dict[str, Any] | None:
    """What is decided about a title: the ruling as it was proposed, and how the body stands."""
    ruling = _ruling(details)
    if ruling is None or ruling.state != Ruling.State.PROPOSED:
        return None
    review = ruling.review
    return {
        "what": ruling.what,
        "on": str(ruling.on),
        "reason": dict(ruling.reason),
        "document": dict(ruling.document),
        "answer": ruling.answer,
        "review": [review.pk, review.state],
        "candidacy": [review.candidacy_id, review.candidacy.state],
        "serious": serious_open(review),
    }


def in_words(decision: Decision) -> list[str]:
    """What an approver reads."""
    ruling = _ruling(decision.details)
    if ruling is None:
        return [_("This is gone.")]
    candidacy = ruling.review.candidacy
    words = {"body": candidacy.body, "title": candidacy.programme, "day": day_text(ruling.on)}
    said = {
        Ruling.What.DESIGNATE: _("%(body)s gets the title “%(title)s” from %(day)s on."),
        Ruling.What.CONFIRM: _("%(body)s was looked at again and keeps the title “%(title)s” (%(day)s)."),
        Ruling.What.REFUSE: _("%(body)s does not get the title “%(title)s” (%(day)s)."),
        Ruling.What.WITHDRAW: _("%(body)s loses the title “%(title)s” from %(day)s on."),
    }[Ruling.What(ruling.what)]
    lines = [said % words, _("The reason: %(reason)s") % {"reason": ruling.reason}]
    if ruling.document:
        lines.append(_("By: %(document)s") % {"document": ruling.document})
    if ruling.answer_by:
        answer = ruling.answer or _("nothing, though it was asked")
        lines.append(_("The body answered: %(answer)s") % {"answer": answer})
    return lines


def act(decision: Decision, by: Actor) -> None:
    """Make the ruling."""
    ruling = _ruling(decision.details)
    assert ruling is not None
    make_ruling(ruling=ruling, by=by)


def declare() -> None:
    """Let a second person decide about titles."""
    kinds.add(KIND, Kind(KIND, gettext_lazy("Rule on a title"), facts, in_words, act, ask=RUNNING))
