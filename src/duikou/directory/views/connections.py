"""Other systems: their tokens for the API, and the webhooks that tell them what happens."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.base.registry import events
from duikou.directory import queries as read
from duikou.directory.access import acting, needs, signed_in
from duikou.directory.actions import connections as actions
from duikou.directory.forms.connections import NewToken, NewWebhook
from duikou.directory.models import Delivery, Webhook
from duikou.directory.permissions import CONNECT

for_office = needs(CONNECT)


@require_GET
@for_office
def page(request: HttpRequest) -> HttpResponse:
    """The tokens and webhooks there are."""
    account = signed_in(request)
    context = {"tokens": read.tokens_of(account), "webhooks": read.webhooks_of(account)}
    return render(request, "directory/connections.html", context)


@require_http_methods(["GET", "POST"])
@for_office
def new_token(request: HttpRequest) -> HttpResponse:
    """Give out a token; its text is shown once."""
    account = signed_in(request)
    form = NewToken(request.POST or None, organisations=read.choices_of(account), everything=read.may_open_all(account))
    if request.method == "POST" and form.is_valid():
        token, secret = actions.give_token(**form.cleaned_data, by=acting(request))
        return render(request, "directory/token_given.html", {"token": token, "secret": secret})
    return render(request, "directory/token_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@for_office
def take_back(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Let a token open nothing any more."""
    token = get_object_or_404(read.tokens_of(signed_in(request)), public_id=token_id)
    actions.take_back_token(token=token, by=acting(request))
    messages.success(request, _("The token of %(name)s opens nothing any more.") % {"name": token.name})
    return redirect("directory:connections")


@require_http_methods(["GET", "POST"])
@for_office
def new_webhook(request: HttpRequest) -> HttpResponse:
    """Add an address that is told what happens."""
    account = signed_in(request)
    form = NewWebhook(
        request.POST or None, organisations=read.choices_of(account), everything=read.may_open_all(account)
    )
    if request.method == "POST" and form.is_valid():
        hook = actions.add_webhook(**form.cleaned_data, by=acting(request))
        messages.success(request, _("It is told of what happens from now on. Send it a test."))
        return redirect("directory:webhook", hook.public_id)
    return render(request, "directory/webhook_new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@for_office
def webhook(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """A webhook with its secret and the log of what it was told."""
    hook = _hook(request, hook_id)
    context = {
        "hook": hook,
        "deliveries": read.deliveries_of(hook),
        "events": [one for one in events if one.name in hook.events],
    }
    return render(request, "directory/webhook.html", context)


@require_POST
@for_office
def change_webhook(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """Send a test, stop, go on, or forget a webhook, as the button says."""
    hook, by = _hook(request, hook_id), acting(request)
    what = request.POST.get("what", "")
    if what == "remove":
        actions.remove_webhook(hook=hook, by=by)
        messages.success(request, _("The webhook is forgotten."))
        return redirect("directory:connections")
    if what == "try":
        actions.try_webhook(hook=hook, by=by)
        messages.success(request, _("A test is on its way. Reload this page in a moment to see how it went."))
    elif what in ("stop", "resume"):
        actions.switch_webhook(hook=hook, active=what == "resume", by=by)
        said = _("It is told of what happens from now on.") if what == "resume" else _("It is told nothing any more.")
        messages.success(request, said)
    return redirect("directory:webhook", hook.public_id)


@require_POST
@for_office
def send_again(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Try a delivery again now."""
    hooks = read.webhooks_of(signed_in(request))
    delivery = get_object_or_404(Delivery.objects.select_related("webhook"), public_id=delivery_id, webhook__in=hooks)
    actions.send_again(delivery=delivery, by=acting(request))
    messages.success(request, _("It is sent again."))
    return redirect("directory:webhook", delivery.webhook.public_id)


def _hook(request: HttpRequest, hook_id: UUID) -> Webhook:
    return get_object_or_404(read.webhooks_of(signed_in(request)), public_id=hook_id)
