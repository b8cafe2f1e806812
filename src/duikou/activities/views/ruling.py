"""What is ruled about a body: proposed, heard, asked of a second person, let go."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duikou.activities import title_rules as rules
from duikou.activities.actions import ruling as acts
from duikou.activities.forms.visiting import AnswerForm, RulingForm
from duikou.activities.models import Review, Ruling
from duikou.activities.title_words import TITLE_REFUSALS
from duikou.activities.views import title_staff as staff
from duikou.base import clock
from duikou.directory.access import acting
from duikou.directory.actions.decisions import NotPossible
from duikou.directory.models import Decision


@staff.for_running
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, review: UUID) -> HttpResponse:
    """Propose what is ruled about a body."""
    kept = staff.run_review(request, review)
    today = timezone.localdate(clock.now())
    form = RulingForm(request.POST if request.method == "POST" else None, review=kept, today=today)
    if form.is_bound and form.is_valid():
        try:
            made = acts.propose_ruling(review=kept, **form.values(), by=acting(request))
        except rules.Refused as refused:
            form.add_error(None, str(TITLE_REFUSALS[refused.refusal]))
        else:
            said = (
                _("The body reads it now and can answer. Then a second person decides.")
                if made.state == Ruling.State.HEARING
                else _("It is proposed. A second person decides; you can follow it under Decisions.")
            )
            messages.success(request, said)
            return redirect("activities:ruling", made.public_id)
    context = {
        "form": form,
        "review": kept,
        "candidacy": kept.candidacy,
        "lacks": _lacks(kept),
    }
    return render(request, "activities/titles/rule.html", context, status=422 if form.errors else 200)


def _lacks(review: Review) -> object:
    candidate = review.candidacy.state == "candidate"
    what = Ruling.What.DESIGNATE if candidate else Ruling.What.CONFIRM
    no = rules.may_rule(review, what, serious_open=acts.serious_open(review))
    return TITLE_REFUSALS[no] if no else ""


@staff.for_both
@require_http_methods(["GET", "POST"])
def ruling(request: HttpRequest, ruling: UUID) -> HttpResponse:
    """A ruling on its way or made; the body answers here what is to be ruled against it."""
    own = staff.rulings(request, own=True).filter(public_id=ruling).first()
    kept = own or get_object_or_404(staff.rulings(request, own=False), public_id=ruling)
    today = timezone.localdate(clock.now())
    form = AnswerForm(request.POST if request.method == "POST" and own else None)
    if form.is_bound and form.is_valid():
        answer, said = form.cleaned_data["answer"], _("The answer is kept. Whoever decides reads it.")
        staff.done_or_told(request, lambda: acts.answer_ruling(ruling=kept, answer=answer, by=acting(request)), said)
        return redirect("activities:ruling", kept.public_id)
    context = {
        "ruling": kept,
        "candidacy": kept.review.candidacy,
        "runs": staff.runs(request, kept.review.candidacy),
        "own": own is not None,
        "form": form,
        "may_answer": rules.may_answer(kept, today=today) is None,
        "may_ask": kept.state in (Ruling.State.HEARING, Ruling.State.PROPOSED)
        and rules.may_close_hearing(kept, today=today) is None,
        "waits": Decision.objects.filter(kind=acts.KIND, about=acts.about(kept), state="asked").first(),
    }
    return render(request, "activities/titles/ruling.html", context, status=422 if form.errors else 200)


@staff.for_running
@require_POST
def ask(request: HttpRequest, ruling: UUID) -> HttpResponse:
    """Ask a second person to decide."""
    kept = get_object_or_404(staff.rulings(request, own=False), public_id=ruling)
    try:
        said = _("A second person decides now; you can follow it under Decisions.")
        staff.done_or_told(request, lambda: acts.ask_second_person(ruling=kept, by=acting(request)), said)
    except NotPossible:
        messages.info(request, _("It waits for a second person already."))
    return redirect("activities:ruling", kept.public_id)


@staff.for_running
@require_POST
def drop(request: HttpRequest, ruling: UUID) -> HttpResponse:
    """Let a ruling go before it is made."""
    kept = get_object_or_404(staff.rulings(request, own=False), public_id=ruling)
    said = _("It is let go. Another ruling can be proposed.")
    staff.done_or_told(request, lambda: acts.drop_ruling(ruling=kept, by=acting(request)), said)
    return staff.back_to(kept.review.candidacy)
