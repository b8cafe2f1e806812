"""Messages to people: how many were sent, which could not be, and why. Nobody's address is shown."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from duikou.base import clock
from duikou.directory.access import acting, needs
from duikou.directory.actions.messages import send_message_again, send_messages_again
from duikou.directory.forms.messages import Stuck
from duikou.directory.permissions import KEEP_CITY, KEEP_MESSAGES
from duikou.directory.recipients import mail_obstacle
from duikou.journal.queries import outbox_counts, quiet_until, told_why, undelivered, worker_at_work

A_PAGE = 30
for_the_outbox = needs(KEEP_MESSAGES)


@for_the_outbox
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The outbox in figures, and the messages that did not reach anybody, the newest first. What is asked for wrongly,
    as an old address does, is left out of the question."""
    form = Stuck(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = undelivered(template=asked.get("kind", ""), state=asked.get("state", ""))
    pages = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "counts": outbox_counts(),
        "worker": worker_at_work(now=clock.now()),
        "quiet_until": quiet_until(now=clock.now()),
        "form": form,
        "asked": any(asked.values()),
        "undelivered": told_why(pages),
        "pages": pages,
        "no_mail": bool(mail_obstacle()),
        "may_set_up": KEEP_CITY.asked_of(request.user),
    }
    return render(request, "directory/messages.html", context)


@for_the_outbox
@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Try one message again."""
    if send_message_again(number=number, by=acting(request)):
        messages.success(request, _("The message is tried again within seconds."))
    else:
        messages.info(request, _("This message has been sent meanwhile, or has nobody to go to."))
    return redirect("directory:messages")


@for_the_outbox
@require_POST
def all_again(request: HttpRequest) -> HttpResponse:
    """Try all of them again."""
    count = send_messages_again(by=acting(request))
    said = ngettext("%(n)s message is tried again.", "%(n)s messages are tried again.", count) % {"n": count}
    messages.success(request, said)
    return redirect("directory:messages")
