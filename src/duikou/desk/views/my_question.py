"""One's own question, by its link: what was written, asking back, referral, whether it helped, all that is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duikou.base.actor import Actor
from duikou.base.link_tokens import BadToken
from duikou.base.private import private
from duikou.desk.actions import enquiries as acts
from duikou.desk.enquiry_codes import code_still_opens, enquiry_path, enquiry_token, read_enquiry_token
from duikou.desk.enquiry_rules import Refused, may_ask_again
from duikou.desk.forms.asking import AgainForm, ContactForm
from duikou.desk.models import Enquiry
from duikou.desk.queries import enquiries as queries
from duikou.desk.views.asking import JUST_ASKED
from duikou.desk.views.question_words import FOR_ASKERS, WAYS, refusal_text, say_refused
from duikou.directory.link_secrets import absolute

View = Callable[..., HttpResponse]


def by_link(view: View) -> View:
    """Give a view the question that its signed link is for, or answer that there is none (404) or none any more
    (410)."""

    @private
    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        try:
            public_id = read_enquiry_token(token)
        except BadToken:
            return render(request, "desk/question_gone.html", {"erased": False}, status=404)
        row = queries.enquiry_of(public_id)
        if row is None:
            return render(request, "desk/question_gone.html", {"erased": True}, status=410)
        return view(request, row, **kwargs)

    return opened


def themselves(enquiry: Enquiry) -> Actor:
    """Whoever asked, as the one who acts."""
    return Actor("person", ref=str(enquiry.public_id))


@by_link
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    """All that was written about the question; a POST adds to it."""
    form = AgainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.ask_again(enquiry=enquiry, text=form.cleaned_data["text"], by=themselves(enquiry))
        except Refused as refused:
            form.add_error(None, refusal_text(refused))
        else:
            messages.success(request, _("Kept. The answer comes on this page."))
            return redirect(enquiry_path(enquiry))
    texts = queries.texts_of(enquiry)
    context = {
        "enquiry": enquiry,
        "token": enquiry_token(enquiry.public_id),
        "code": code_still_opens(enquiry),
        "just": request.GET.get(JUST_ASKED) == "1",
        "link": absolute(enquiry_path(enquiry)),
        "state": FOR_ASKERS[enquiry.state],
        "texts": texts,
        "proposed": queries.proposed_referral(enquiry) if enquiry.state in Enquiry.OPEN else None,
        "may_ask": may_ask_again(enquiry, written=sum(one.side == "asker" for one in texts)) is None,
        "form": form,
    }
    return render(request, "desk/my_question.html", context, status=422 if form.errors else 200)


@by_link
@require_POST
def say(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    """Say whether the answer helped, or whether the question may be handed on."""
    said, by = request.POST.get("said"), themselves(enquiry)
    try:
        if said in ("helped", "did_not_help"):
            acts.say_helped(enquiry=enquiry, helped=said == "helped", by=by)
            if said == "helped":
                messages.success(request, _("Thank you. The question is closed, and erased in 90 days."))
            else:
                messages.info(request, _("Thank you for saying so. Ask back below, so that it can be answered better."))
        elif said in ("yes", "no"):
            row = acts.decide_referral(enquiry=enquiry, agree=said == "yes", by=by)
            if said == "yes":
                messages.success(request, _("It was handed on to %(body)s.") % {"body": row.body})
            else:
                messages.success(request, _("It stays where it is."))
        else:
            messages.error(request, _("Choose one of the buttons shown."))
    except Refused as refused:
        say_refused(request, refused)
    return redirect(enquiry_path(enquiry))


@by_link
@require_http_methods(["GET", "POST"])
def about(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    """All that is kept with the question, who has looked, another contact, and erasing it."""
    first = {"contact": enquiry.contact, "language": enquiry.contact_language or None}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        acts.correct_contact(
            enquiry=enquiry, contact=said["contact"], language=said["language"], by=themselves(enquiry)
        )
        messages.success(request, _("Kept."))
        return redirect("desk:my-question-about", enquiry_token(enquiry.public_id))
    context = {
        "enquiry": enquiry,
        "token": enquiry_token(enquiry.public_id),
        "texts": queries.texts_of(enquiry),
        "referrals": queries.referrals_of(enquiry),
        "readings": queries.readings_of(enquiry),
        "way": WAYS[enquiry.way],
        "state": FOR_ASKERS[enquiry.state],
        "form": form,
    }
    return render(request, "desk/my_question_about.html", context, status=422 if form.errors else 200)


@by_link
@require_POST
def erase(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    """Erase what was written and the contact, now and for good."""
    acts.erase(enquiry=enquiry, by=themselves(enquiry))
    return render(request, "desk/question_gone.html", {"erased": True})
