"""Decisions that wait for a second person: what is asked for, what would happen, yes or no."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from duikou.directory.access import acting, needs_account, signed_in
from duikou.directory.actions import LastAdministrator
from duikou.directory.actions import decisions as actions
from duikou.directory.actions.decisions import NotPossible
from duikou.directory.decisions import seen_by
from duikou.directory.models import Decision
from duikou.directory.views.decision_words import LAPSED, NOT_POSSIBLE, in_words

A_PAGE = 30


@needs_account
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The decisions that the account may make or has asked for: those that wait, then those that are over."""
    account = signed_in(request)
    seen = seen_by(account)
    over = Paginator(seen.exclude(state=Decision.State.ASKED), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": in_words(seen.filter(state=Decision.State.ASKED), account),
        "over": in_words(over, account),
        "pages": over,
    }
    return render(request, "directory/decisions.html", context)


@needs_account
@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """One decision: what happens if it is approved. Approve, decline, or take back what one asked for."""
    account = signed_in(request)
    one = get_object_or_404(seen_by(account), public_id=decision_id)
    if request.method == "POST":
        return _decide(request, one)
    return render(request, "directory/decision.html", {"row": in_words([one], account)[0]})


def _decide(request: HttpRequest, one: Decision) -> HttpResponse:
    act = {"approve": actions.approve, "decline": actions.decline, "withdraw": actions.withdraw}.get(
        request.POST.get("what", "")
    )
    if act is None:
        messages.error(request, _("This step does not exist. Choose one of the buttons."))
        return redirect("directory:decision", one.public_id)
    try:
        one = act(decision=one, by=acting(request))
    except NotPossible as no:
        messages.error(request, str(NOT_POSSIBLE[no.why]))
    except LastAdministrator:
        messages.error(request, _("This is the last administrator. Make somebody else administrator first."))
    else:
        _say(request, one)
    return redirect("directory:decisions")


def _say(request: HttpRequest, one: Decision) -> None:
    if one.state == Decision.State.APPROVED:
        messages.success(request, _("Approved, and done."))
    elif one.state == Decision.State.LAPSED:
        messages.warning(request, str(LAPSED[one.why]))
    elif one.state == Decision.State.DECLINED:
        messages.success(request, _("Declined. Nothing was done."))
    else:
        messages.success(request, _("Taken back. Nothing was done."))
