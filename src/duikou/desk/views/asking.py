"""Asking a question: what is answered already, the form, and coming back with the code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duikou.base.actor import SOMEBODY
from duikou.base.paced import paced
from duikou.base.private import private
from duikou.desk.actions import enquiries as acts
from duikou.desk.enquiry_codes import enquiry_path, hash_of_code
from duikou.desk.enquiry_rules import Refused
from duikou.desk.forms.asking import AskForm, CodeForm
from duikou.desk.models import Topic
from duikou.desk.queries import enquiries as queries
from duikou.desk.views.answers import searched
from duikou.desk.views.question_words import refusal_text
from duikou.directory.queries import city_parts

JUST_ASKED = "just"


@private
@require_http_methods(["GET", "POST"])
@paced(per_minute=10, burst=10)
def ask(request: HttpRequest) -> HttpResponse:
    """The form, beneath what is answered already to the words in the address; its POST keeps the question."""
    topic = Topic.objects.filter(key=request.GET.get("topic", "")[:40].replace("\x00", "")).first()
    first = {"topic": topic.pk if topic else None, "text": request.GET.get("q", "")[:200].replace("\x00", "")}
    form = AskForm(request.POST or None, topics=queries.topics_to_ask(), areas=city_parts(), initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            enquiry = acts.ask(
                topic=said["topic"],
                text=said["text"],
                area=said.get("area"),
                confidential=said["confidential"],
                contact=said["contact"],
                language=said["language"],
                form_key=said["key"],
                by=SOMEBODY,
            )
        except Refused as refused:
            form.add_error("topic", refusal_text(refused))
        else:
            return redirect(f"{enquiry_path(enquiry)}?{JUST_ASKED}=1")
    context = {"form": form, "open": queries.topics_to_ask().exists()}
    if request.method == "GET" and request.GET.get("q", "").strip():
        context |= searched(request)
    return render(request, "desk/ask.html", context, status=422 if form.errors else 200)


@private
@require_http_methods(["GET", "POST"])
@paced(per_minute=20, burst=10)
def come_back(request: HttpRequest) -> HttpResponse:
    """The code typed in leads to one's own question."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        enquiry = queries.enquiry_by_code(hash_of_code(form.cleaned_data["code"]))
        if enquiry is not None:
            return redirect(enquiry_path(enquiry))
        form.add_error(
            "code", _("This code opens nothing: it may be mistyped, or the question was erased. Read it once more.")
        )
    return render(request, "desk/come_back.html", {"form": form}, status=422 if form.errors else 200)
