"""Which fair and which stand a signed-in request is about, and whether it may be."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from duikou.directory.access import needs
from duikou.fairs import permissions, rules
from duikou.fairs.models import Fair, Stand

for_office = needs(permissions.RUN)
for_employers = needs(permissions.ACT_FOR_EMPLOYER)
for_authors = needs(permissions.ACT_FOR_EMPLOYER, permissions.RUN)

REFUSALS = {
    rules.Refusal.WRONG_STATE: _("This is not possible in the fair's present state. Look at the state again."),
    rules.Refusal.NO_TITLE: _("The fair has no title yet. Write one first."),
    rules.Refusal.NO_STANDS: _("No stand is approved yet. Approve at least one first."),
    rules.Refusal.NO_SLOTS: _("No interview time is offered yet. Give at least one stand its times first."),
    rules.Refusal.ENDED: _("This fair would be over already. Change its times first."),
    rules.Refusal.FAIR_OVER: _("This fair is over; nothing can be changed any more."),
    rules.Refusal.ALREADY_DECIDED: _("This was decided already, or taken back by the employer."),
    rules.Refusal.NOT_APPROVED: _("Only an approved stand can be withdrawn. Decline this one instead."),
    rules.Refusal.NOT_YOUR_STAND: _("This belongs to another stand."),
    rules.Refusal.NUMBER_TAKEN: _("Another stand has this number. Choose a free one."),
    rules.Refusal.NOT_HERE: _("This person has not been checked in yet. Send them to the door first."),
    rules.Refusal.TALK_OVER: _("This talk is over. Take its outcome back to go on."),
    rules.Refusal.NEEDS_OUTCOME: _("This talk has a booking: it ends when you choose what came of it."),
    rules.Refusal.DID_NOT_COME: _("Only who was checked in at the fair can say what came of their talk."),
    rules.Refusal.BEFORE_TALK: _("Your talk is still to begin. Come back to this page after it."),
    rules.Refusal.NOTED_ANEW: _("The employer has changed its note meanwhile. Read it again, then answer."),
    rules.Refusal.NOTHING_TO_ASK: _("You can be asked once you have said that you were offered the post or taken on."),
    rules.Refusal.QUESTION_OVER: _("This question is not open any more, or not yet. Nothing was counted."),
}
LONGEST_KEY = 18  # digits that every database takes


def fair_of_office(request: HttpRequest, slug: str) -> Fair:
    """The fair, when the request's account works for the office that holds it; else 404."""
    return get_object_or_404(permissions.fairs_run_by(request.user), slug=slug)


def own_stand(request: HttpRequest, slug: str) -> Stand:
    """The stand that the account acts for at the fair: the one asked for by `stand`, else the first; 404 without."""
    mine = permissions.stands_of(request.user).filter(fair__slug=slug)
    asked = request.POST.get("stand") or request.GET.get("stand") or ""
    if asked:
        mine = (
            mine.filter(pk=asked)
            if asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_KEY
            else mine.none()
        )
    stand = mine.first()
    if stand is None:
        raise Http404
    return stand


def say_refused(request: HttpRequest, refused: rules.Refused) -> None:
    """Tell the reader why an action was refused and what to do."""
    messages.error(request, refusal_text(refused.refusal))


def refusal_text(refusal: rules.Refusal) -> str:
    """What a refusal means, in the reader's language."""
    return str(REFUSALS[refusal])
