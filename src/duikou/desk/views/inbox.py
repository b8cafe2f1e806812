"""The questions of a body, for those who answer them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.base import clock
from duikou.desk import question_permissions as permissions
from duikou.desk.actions import answering as acts
from duikou.desk.actions.enquiries import ask
from duikou.desk.enquiry_codes import code_of, enquiry_path, shown
from duikou.desk.enquiry_rules import Refused
from duikou.desk.figures import open_questions
from duikou.desk.forms.answering import DutyForm, ReferForm, ReplyForm
from duikou.desk.forms.asking import TypedForm
from duikou.desk.models import Enquiry, Topic
from duikou.desk.queries import answers as known_answers
from duikou.desk.queries import enquiries as queries
from duikou.desk.views.question_words import STATES, WAYS, refusal_text, say_refused
from duikou.directory.access import acting, needs, signed_in
from duikou.directory.link_secrets import absolute
from duikou.directory.queries import city_parts

A_PAGE = 50
for_answerers = needs(permissions.ANSWER, permissions.COUNSEL)
for_window = needs(permissions.ANSWER)
for_duties = needs(permissions.KEEP_DUTIES)


def question_of(request: HttpRequest, public_id: UUID) -> Enquiry:
    """The question, when the request's account may read it and it is not erased; else 404."""
    mine = permissions.enquiries_answered_by(request.user)
    return get_object_or_404(mine.filter(erased_at=None), public_id=public_id)


@for_answerers
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The questions of one's body, a part at a time: what was asked is not shown in lists."""
    mine, account = permissions.enquiries_answered_by(request.user), signed_in(request)
    today = timezone.localdate(clock.now())
    part = request.GET.get("part", "")
    part = part if part in queries.PARTS else "open"
    rows = queries.in_part(mine, part, account=account.pk, today=today)
    context = {
        "pages": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "counts": queries.inbox(mine, account=account.pk, today=today),
        "part": part,
        "states": STATES,
        "today": today,
        "may_type": permissions.ANSWER.asked_of(request.user),
        "may_give_out": permissions.KEEP_DUTIES.asked_of(request.user),
        "to_look_at": permissions.answers_kept_by(request.user).filter(state="flagged").count(),
    }
    return render(request, "desk/office/inbox.html", context)


@for_answerers
@require_GET
def question(request: HttpRequest, enquiry: UUID) -> HttpResponse:
    """What was asked and written, and what can be done; that it was read is kept, for its asker to see."""
    return _page(request, question_of(request, enquiry))


@for_answerers
@require_POST
def reply(request: HttpRequest, enquiry: UUID) -> HttpResponse:
    """Answer it."""
    one, form = question_of(request, enquiry), ReplyForm(request.POST)
    if form.is_valid():
        try:
            acts.reply(enquiry=one, text=form.cleaned_data["text"], account=signed_in(request), by=acting(request))
        except Refused as refused:
            form.add_error(None, refusal_text(refused))
        else:
            messages.success(request, _("Answered. Would it help others, too? Write an answer for everybody."))
            return redirect("desk:question", one.public_id)
    return _page(request, one, replying=form)


@for_answerers
@require_POST
def step(request: HttpRequest, enquiry: UUID) -> HttpResponse:
    """Take a question, or give it back."""
    one, what = question_of(request, enquiry), request.POST.get("step")
    try:
        if what == "take":
            acts.take(enquiry=one, account=signed_in(request), by=acting(request))
        elif what == "give_back":
            acts.give_back(enquiry=one, by=acting(request))
        else:
            messages.error(request, _("Choose one of the buttons shown."))
    except Refused as refused:
        say_refused(request, refused)
    return redirect("desk:question", one.public_id)


@for_answerers
@require_POST
def refer(request: HttpRequest, enquiry: UUID) -> HttpResponse:
    """Propose that another body answers it."""
    one = question_of(request, enquiry)
    form = ReferForm(request.POST, bodies=queries.bodies_that_answer())
    if form.is_valid():
        try:
            acts.propose_referral(enquiry=one, **form.cleaned_data, by=acting(request))
        except Refused as refused:
            form.add_error("to", refusal_text(refused))
        else:
            if form.cleaned_data["consented"]:
                messages.success(request, _("It was handed on."))
                return redirect("desk:inbox")
            messages.success(request, _("Whoever asked is asked on their page now whether they agree."))
            return redirect("desk:question", one.public_id)
    return _page(request, one, referring=form)


@for_window
@require_http_methods(["GET", "POST"])
def type_in(request: HttpRequest) -> HttpResponse:
    """Type in a question for somebody who is here or calls; the answer is the slip with their code, shown once."""
    form = TypedForm(request.POST or None, topics=queries.topics_to_ask(), areas=city_parts())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = ask(
                topic=said["topic"],
                text=said["text"],
                area=said.get("area"),
                confidential=said["confidential"],
                contact=said["contact"],
                language=said["language"],
                form_key=said["key"],
                way=said["way"],
                by=acting(request),
            )
        except Refused as refused:
            form.add_error("topic", refusal_text(refused))
        else:
            context = {
                "enquiry": made,
                "code": shown(code_of(made.public_id)),
                "link": absolute(enquiry_path(made)),
                "come_back": absolute(reverse("desk:come-back")),
            }
            return render(request, "desk/office/question_slip.html", context)
    context = {"form": form, "open": queries.topics_to_ask().exists()}
    return render(request, "desk/office/type_in.html", context, status=422 if form.errors else 200)


@for_duties
@require_GET
def duties(request: HttpRequest) -> HttpResponse:
    """Which body answers which topic, and within how many working days."""
    numbers = open_questions()
    topics = [(topic, numbers.by_topic.get(topic)) for topic in queries.topics_with_duties()]
    return render(request, "desk/office/duties.html", {"topics": topics, "total": numbers.total})


@for_duties
@require_http_methods(["GET", "POST"])
def duty(request: HttpRequest, topic: str) -> HttpResponse:
    """Which body answers a topic from now on."""
    one = get_object_or_404(Topic, key=topic)
    known = queries.duty_of(one)
    first = {"body": known.body_id, "days": known.days} if known else {}
    form = DutyForm(request.POST or None, bodies=queries.bodies_that_answer(), initial=first)
    if request.method == "POST" and form.is_valid():
        acts.set_duty(topic=one, **form.cleaned_data, by=acting(request))
        messages.success(request, _("Kept. Questions asked before stay where they are."))
        return redirect("desk:duties")
    return render(request, "desk/office/duty.html", {"topic": one, "form": form}, status=422 if form.errors else 200)


def _page(
    request: HttpRequest, one: Enquiry, *, replying: ReplyForm | None = None, referring: ReferForm | None = None
) -> HttpResponse:
    acts.read(enquiry=one, by=acting(request))
    account = signed_in(request)
    wrong = any(form is not None and form.errors for form in (replying, referring))
    context = {
        "enquiry": one,
        "texts": queries.texts_of(one),
        "referrals": queries.referrals_of(one),
        "state": STATES[one.state],
        "way": WAYS[one.way],
        "today": timezone.localdate(clock.now()),
        "is_open": one.state in Enquiry.OPEN,
        "is_mine": one.taken_by_id == account.pk,
        "answers": known_answers.answers_of_topic(one.topic),
        "replying": replying or ReplyForm(),
        "referring": referring or ReferForm(bodies=queries.bodies_that_answer().exclude(pk=one.body_id)),
        "proposed": queries.proposed_referral(one),
    }
    return render(request, "desk/office/question.html", context, status=422 if wrong else 200)
