"""States of questions and answers, and refusals, in words."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duikou.desk.enquiry_rules import Refusal, Refused
from duikou.desk.models import Answer, Enquiry

# For whoever asked, who sees nothing of who has it.
FOR_ASKERS: dict[str, Any] = {
    Enquiry.State.ASKED: _("It has arrived"),
    Enquiry.State.ASSIGNED: _("Somebody is working on it"),
    Enquiry.State.ANSWERED: _("It is answered"),
    Enquiry.State.REFERRED: _("It was handed on and has arrived"),
    Enquiry.State.CLOSED: _("It is closed"),
    Enquiry.State.TAKEN_BACK: _("It was taken back"),
}
STATES: dict[str, Any] = {
    Enquiry.State.ASKED: pgettext_lazy("question", "New"),
    Enquiry.State.ASSIGNED: pgettext_lazy("question", "Taken"),
    Enquiry.State.ANSWERED: pgettext_lazy("question", "Answered"),
    Enquiry.State.REFERRED: pgettext_lazy("question", "Handed on to us"),
    Enquiry.State.CLOSED: pgettext_lazy("question", "Closed"),
    Enquiry.State.TAKEN_BACK: pgettext_lazy("question", "Taken back"),
}
# The columns of `queries.counted.QUESTIONS`.
COLUMNS = (
    pgettext_lazy("questions", "Answered"),
    pgettext_lazy("questions", "Open"),
    pgettext_lazy("questions", "Overdue"),
    pgettext_lazy("questions", "Ended without an answer"),
)
WAYS: dict[str, Any] = {
    Enquiry.Way.WEB: _("on a web page"),
    Enquiry.Way.WINDOW: _("at the window"),
    Enquiry.Way.PHONE: _("on the telephone"),
}
ANSWER_STATES: dict[str, Any] = {
    Answer.State.DRAFT: pgettext_lazy("answer", "Draft"),
    Answer.State.PUBLISHED: pgettext_lazy("answer", "Published"),
    Answer.State.FLAGGED: pgettext_lazy("answer", "To look at again"),
    Answer.State.WITHDRAWN: pgettext_lazy("answer", "Withdrawn"),
}
WHY: dict[str, Any] = {
    Answer.Why.POLICY_ENDED: _("A policy that it rests on holds no longer."),
    Answer.Why.CLAUSE_CHANGED: _("The wording of a clause that it rests on has changed."),
}
REFUSALS = {
    Refusal.WRONG_STATE: _("This is not possible any more: its state has changed. Look at it again."),
    Refusal.TAKEN: _("A colleague has taken this question. Ask them, or let them give it back."),
    Refusal.NOT_YOURS: _("This question is not your body’s."),
    Refusal.ENOUGH_SAID: _("No more can be added here. Ask a new question."),
    Refusal.NOTHING_ANSWERED: _("There is no answer to say this about."),
    Refusal.SAME_BODY: _("The question is with this body already. Choose another one."),
    Refusal.PROPOSED: _("Whoever asked has not said yet whether it may be handed on. Wait for that, or answer it."),
    Refusal.NOTHING_PROPOSED: _("Nothing is proposed any more."),
    Refusal.NOBODY_ANSWERS: _("Nobody answers this topic at present. Choose another one."),
    Refusal.NO_COUNSEL: _("Nobody there answers in confidence yet. Ask without it, or ask another body."),
    Refusal.NO_CLAUSE: _("Name a clause that it rests on."),
    Refusal.CLAUSE_ENDED: _(
        "It rests on a policy that holds no longer. Name a clause of one that does, keep it, then confirm it."
    ),
    Refusal.NO_TEXT: _("Write the question and the answer first."),
    Refusal.NEEDS_SECOND: _("You wrote it, and wanted a colleague to look at it: let them publish it."),
}


def say_refused(request: HttpRequest, refused: Refused) -> None:
    """Tell the reader why an action was refused and what to do."""
    messages.error(request, refusal_text(refused))


def refusal_text(refused: Refused) -> str:
    """What a refusal means, in the reader's language."""
    return str(REFUSALS[refused.refusal])
