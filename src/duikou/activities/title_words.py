"""Titles of bodies in words: why something is refused, and what is to be done."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from duikou.activities.queries.title_tasks import Do
from duikou.activities.title_rules import Refusal

TITLE_REFUSALS = {
    Refusal.CHANGED: _(
        "Somebody has changed this meanwhile, or it is too late for it. Look at it again; nothing was done."
    ),
    Refusal.PUBLISHED: _(
        "These criteria are published, so they stay as they are: bodies are looked at by them. Begin a new edition; it"
        " starts as a copy of this one."
    ),
    Refusal.ABOUT_PEOPLE: _(
        "This would count or list people. Say what the body does or offers instead: a service, an activity, a room."
    ),
    Refusal.WRITTEN_ALREADY: _("A new edition is being written already. Open it and go on there."),
    Refusal.NO_CRITERIA: _("There are no published criteria yet. Write them and publish them first."),
    Refusal.ALREADY: _("This body is proposed already, or has the title."),
    Refusal.THIS_YEAR: _("This body was looked at in this year already."),
    Refusal.NOT_ALL_SAID: _(
        "It is kept, but not handed in: to every criterion belong what was done and how much is reached. Those that are"
        " open are marked."
    ),
    Refusal.TOO_MUCH: _("More is reached than there is. Look at the numbers again."),
    Refusal.NO_REASON: _("Write the reason first."),
    Refusal.ITSELF: _("A body does not visit itself. Choose others."),
    Refusal.NOBODY: _("Choose at least one body whose members go there."),
    Refusal.TO_COME: _("The visit is still to come. Write down what was found from that day on."),
    Refusal.DEADLINE: _("The deadline is before the visit. Choose that day or a later one."),
    Refusal.NO_DEADLINE: _("What is serious needs a day until when it is put right."),
    Refusal.FOUND: _("Something was found at this visit already, so it was held."),
    Refusal.NOT_VISITED: _("Nobody has visited this body yet. Plan a visit and write down what was found first."),
    Refusal.SERIOUS: _("Something serious is not put right yet. Look at it first."),
    Refusal.NOT_HANDED_IN: _("The self-assessment is not handed in yet."),
    Refusal.HEARD_STILL: _("The body can still answer. Wait for its answer, or until its time is over."),
    Refusal.RULED_ON_ALREADY: _("Another ruling is on its way. Look at that one first."),
}
TO_DO = {
    Do.LOOK: _("Look at the self-assessment and plan a visit"),
    Do.OVERDUE: _("Not put right in time"),
    Do.CHECK: _("Look whether it is put right"),
    Do.WRITE_DOWN: _("Write down what was found"),
    Do.RULE: _("Everything is looked at: rule"),
    Do.AFTER_HEARING: _("The hearing is over: ask a second person"),
    Do.AGAIN: _("Look at the body again"),
    Do.ASSESS: _("Write the self-assessment"),
    Do.ASSESS_AGAIN: _("The self-assessment was returned"),
    Do.MEND: _("Put it right"),
    Do.ANSWER: _("Answer what is to be ruled"),
    Do.VISIT: _("Visit"),
}
