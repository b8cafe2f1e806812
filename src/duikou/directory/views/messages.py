"""Messages to people: how many were sent, which could not be, and why. Nobody's address is shown."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from duikou.base import clock
from duikou.directory.access import acting, needs
from duikou.directory.actions.messages import send_message_again, send_messages_again
from duikou.directory.permissions import KEEP_MESSAGES
from duikou.journal.queries import outbox_counts, quiet_until, undelivered, worker_at_work

MOST = 50
for_the_outbox = needs(KEEP_MESSAGES)


@for_the_outbox
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The outbox in figures, and the newest messages that did not reach anybody."""
    found = undelivered(most=MOST + 1)
    context = {
        "counts": outbox_counts(),
        "worker": worker_at_work(now=clock.now()),
        "quiet_until": quiet_until(now=clock.now()),
        "undelivered": found[:MOST],
        "more": len(found) > MOST,
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
