"""States of policies and refusals, in words."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duikou.plans.clauses import ClauseText
from duikou.plans.models import Policy
from duikou.plans.rules import Refusal, Refused

STATES: dict[str, Any] = {
    Policy.State.DRAFT: pgettext_lazy("policy", "Draft"),
    Policy.State.IN_FORCE: pgettext_lazy("policy", "In force"),
    Policy.State.LAPSED: pgettext_lazy("policy", "Lapsed"),
    Policy.State.WITHDRAWN: pgettext_lazy("policy", "Withdrawn"),
}
WHY: dict[str, Any] = {
    Policy.Why.EXPIRED: _("its time was up"),
    Policy.Why.SUPERSEDED: _("another took its place"),
    Policy.Why.WITHDRAWN: _("it was withdrawn"),
}
REFUSALS = {
    Refusal.WRONG_STATE: _("This is not possible in the policy’s present state. Look at the state again."),
    Refusal.NO_DAY: _("Write from which day it holds first."),
    Refusal.NO_CLAUSES: _("Put in its text first: it has no clause yet."),
    Refusal.ALREADY_OVER: _("Its last day is past already. Write a later one, or none."),
    Refusal.NOT_EXPIRED: _("Only a policy whose time was up can hold on. Write a new one instead."),
    Refusal.ITSELF: _("A policy cannot take its own place. Choose another one."),
    Refusal.CIRCLE: _(
        "This would be a circle: that policy gave way to this one, at once or by way of others. Choose a newer one."
    ),
    Refusal.SUPERSEDED_ALREADY: _("This is kept already: that policy takes the place of this one."),
    Refusal.NOT_IN_FORCE: _("Publish the policy that is to take its place first."),
    Refusal.TAKES_EFFECT: _("The day has come: it cannot be taken back any more."),
    Refusal.CLAUSE_IN_USE: _(
        "A clause that is missing now is what a published answer rests on. Keep its number, or withdraw the policy."
    ),
}


def say_refused(request: HttpRequest, refused: Refused) -> None:
    """Tell the reader why an action was refused and what to do."""
    messages.error(request, refusal_text(refused))


def refusal_text(refused: Refused) -> str:
    """What a refusal means, in the reader's language."""
    return str(REFUSALS[refused.refusal])


def as_texts(policy: Policy) -> list[ClauseText]:
    """The clauses of a policy as they were split."""
    return [ClauseText(one.number, one.heading, one.text) for one in policy.clauses.all()]
