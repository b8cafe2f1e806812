"""The answers of a body, for its staff: written, published, looked at again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.base import clock
from duikou.desk import question_permissions as permissions
from duikou.desk.actions import answers as acts
from duikou.desk.enquiry_rules import Refused
from duikou.desk.forms.answering import AnswerForm
from duikou.desk.models import Answer, Topic
from duikou.desk.queries import answers as queries
from duikou.desk.views.question_words import ANSWER_STATES, WHY, refusal_text, say_refused
from duikou.directory.access import acting, needs, signed_in
from duikou.plans.queries import policies_to_cite

A_PAGE = 50
for_keepers = needs(permissions.KEEP_ANSWERS)


@for_keepers
@require_GET
def kept_answers(request: HttpRequest) -> HttpResponse:
    """The answers of one's body, those to look at again first."""
    mine, today = permissions.answers_kept_by(request.user), timezone.localdate(clock.now())
    counts, part = queries.kept(mine, today=today), request.GET.get("part", "")
    part = part if part in queries.PARTS else "flagged" if counts.flagged else "published"
    context = {
        "pages": Paginator(queries.in_part(mine, part, today=today), A_PAGE).get_page(request.GET.get("page")),
        "counts": counts,
        "part": part,
        "states": ANSWER_STATES,
        "why": WHY,
    }
    return render(request, "desk/office/answers.html", context)


@for_keepers
@require_http_methods(["GET", "POST"])
def new_answer(request: HttpRequest) -> HttpResponse:
    """A new answer: the form is empty but for the topic."""
    topic = Topic.objects.filter(key=request.GET.get("topic", "")[:40].replace("\x00", "")).first()
    form = _form(request, None, initial={"topic": topic.pk} if topic else {})
    if request.method == "POST" and form.is_valid():
        made = acts.write_answer(
            body=form.cleaned_data["body"],
            topic=form.cleaned_data["topic"],
            values=form.values(),
            clauses=form.clauses,
            account=signed_in(request),
            by=acting(request),
        )
        messages.success(request, _("Kept as a draft. Read it once more, then publish it."))
        return redirect("desk:kept-answer", made.public_id)
    return render(request, "desk/office/answer.html", {"form": form}, status=422 if form.errors else 200)


@for_keepers
@require_http_methods(["GET", "POST"])
def kept_answer(request: HttpRequest, answer: UUID) -> HttpResponse:
    """One answer, to change it, publish it, confirm it or withdraw it."""
    one = _mine(request, answer)
    form = _form(request, one)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_answer(
                answer=one,
                topic=form.cleaned_data["topic"],
                values=form.values(one),
                clauses=form.clauses,
                by=acting(request),
            )
        except Refused as refused:
            form.add_error(None, refusal_text(refused))
        else:
            messages.success(request, _("Kept."))
            return redirect("desk:kept-answer", one.public_id)
    context = {
        "answer": one,
        "form": form,
        "clauses": queries.clauses_of(one),
        "state": ANSWER_STATES[one.state],
        "why": WHY.get(one.why_out),
        "wrote_it": one.second and one.writer_id == signed_in(request).pk,
    }
    return render(request, "desk/office/answer.html", context, status=422 if form.errors else 200)


@for_keepers
@require_POST
def answer_state(request: HttpRequest, answer: UUID) -> HttpResponse:
    """Publish or confirm an answer, withdraw it, or bring it back."""
    one, to = _mine(request, answer), request.POST.get("to")
    try:
        if to == "publish":
            acts.publish_answer(answer=one, account=signed_in(request), by=acting(request))
            messages.success(request, _("Everybody can find it. Confirmed today."))
        elif to == "withdraw":
            acts.withdraw_answer(answer=one, by=acting(request))
            messages.success(request, _("Withdrawn: nobody finds it any more."))
        elif to == "bring_back":
            acts.bring_back(answer=one, by=acting(request))
            messages.success(request, _("It is a draft again."))
        else:
            messages.error(request, _("Choose one of the buttons shown."))
    except Refused as refused:
        say_refused(request, refused)
    return redirect("desk:kept-answer", one.public_id)


def _mine(request: HttpRequest, public_id: UUID) -> Answer:
    return get_object_or_404(permissions.answers_kept_by(request.user), public_id=public_id)


def _form(request: HttpRequest, known: Answer | None, **values: object) -> AnswerForm:
    today = timezone.localdate(clock.now())
    return AnswerForm(
        request.POST or None,
        bodies=permissions.bodies_answered_for(request.user),
        policies=policies_to_cite(today=today),
        known=known,
        **values,
    )
