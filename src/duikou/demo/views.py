"""Screens of the demo: another role, another moment, the messages, the journal."""

from __future__ import annotations

import re
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from duikou.base import clock
from duikou.demo.forms import Moment
from duikou.demo.roles import ROLES
from duikou.directory.models import Account
from duikou.fairs.models import Fair
from duikou.journal.models import Entry
from duikou.journal.queries import latest_messages, outbox_counts

BACKEND = "django.contrib.auth.backends.ModelBackend"
STEPS = {"minutes": timedelta(minutes=10), "hour": timedelta(hours=1), "day": timedelta(days=1)}
PAGE = 30
# A link at the end of a line, as it is written while the city's address is not set.
PATH = re.compile(r"(^|[\s：])(/\S+)$", re.MULTILINE)


@require_POST
def role(request: HttpRequest) -> HttpResponse:
    """Become the chosen role and go where it begins its work."""
    wanted = ROLES.get(request.POST.get("role", ""))
    if wanted is None:
        raise Http404
    if wanted.username:
        login(request, get_object_or_404(Account, username=wanted.username), backend=BACKEND)
    else:
        logout(request)
    return redirect(wanted.home)


def move_clock(request: HttpRequest) -> HttpResponse:
    """The demo's clock: to the day of the fair, on by a step, to any moment, or back to the real time."""
    fair = Fair.objects.filter(slug="demo").first()
    to = request.POST.get("to", "")
    form = Moment(request.POST if to == "moment" else None, initial={"moment": clock.now()})
    moved = request.method == "POST"
    if to == "real":
        clock.put_right()
    elif to == "fair" and fair is not None:
        clock.move_to(fair.starts_at + timedelta(minutes=5))
    elif to in STEPS:
        clock.move_to(clock.now() + STEPS[to])
    elif form.is_bound and form.is_valid():
        clock.move_to(form.cleaned_data["moment"])
    else:
        moved = False
    if moved:
        messages.success(request, _("The clock is moved."))
        return redirect("demo:clock")
    return render(
        request,
        "demo/clock.html",
        {"form": form, "fair": fair, "offset": clock.offset()},
        status=422 if form.errors else 200,
    )


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The messages that a real city would have sent, the newest first."""
    counts = outbox_counts()
    pages = Paginator(range(sum(counts.values())), PAGE).get_page(request.GET.get("page"))
    letters = latest_messages(limit=PAGE, offset=(pages.number - 1) * PAGE)
    here = request.build_absolute_uri("/")[:-1]
    bodies = [PATH.sub(rf"\1{here}\2", one.letter.body) if one.letter else "" for one in letters]
    return render(
        request,
        "demo/outbox.html",
        {"letters": list(zip(letters, bodies, strict=True)), "pages": pages, "counts": counts},
    )


@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    """Who did what, the newest first."""
    pages = Paginator(Entry.objects.order_by("-pk"), 50).get_page(request.GET.get("page"))
    return render(request, "demo/journal.html", {"pages": pages})
