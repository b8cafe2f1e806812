"""The step that shows a contact to be somebody's own, where an offer asks for it: a code is sent, typed back, and what
was being done goes on with the proof. Everything that was typed travels in the page; nothing is kept on the server."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render

from duikou.base import clock, paced
from duikou.base.actor import SOMEBODY
from duikou.base.everybody import TOKEN
from duikou.booking import actions as engine
from duikou.booking.forms.proving import DigitsForm
from duikou.booking.models import Offer
from duikou.booking.problems import status_of
from duikou.booking.refusals import Reason, Refusal
from duikou.booking.rules import may_get_pass
from duikou.directory.actions import BadContact
from duikou.directory.contacts import masked_contact, normal_contact

PROVE, AGAIN = "prove", "send-again"
OWN = ("do", "then", "code", "digits", "proof", TOKEN)  # the fields of this step, not of what goes on after it


def is_asked(request: HttpRequest) -> bool:
    """Whether the form is one of this step: a code typed back, one wanted again, or one that waits for its turn."""
    return request.method == "POST" and (request.POST.get("do") in (PROVE, AGAIN) or paced.TYPED in request.POST)


def answered(request: HttpRequest, offer: Offer) -> tuple[HttpRequest, HttpResponse | None]:
    """The request that goes on with a proof in its form, when the digits were right; else the page to answer with."""
    if request.POST.get("do") != PROVE:
        if paced.TYPED not in request.POST and not _may_send(request, offer):
            return _going_on(request), None  # which says why not
        return request, send(request, offer, then=request.POST.get("then", "book"))
    form = DigitsForm(request.POST)
    if not form.is_valid():
        return request, _page(request, form)
    proof = engine.take_code(form.cleaned_data["code"], offer=offer, typed=form.cleaned_data["digits"])
    if isinstance(proof, Refusal):
        form.add_error("digits", str(proof))
        return request, _page(request, form, status=status_of(proof))
    return _going_on(request, proof=proof), None


def _may_send(request: HttpRequest, offer: Offer) -> bool:
    """Whether the offer asks for a code now, and the form has a contact to send it to."""
    no = may_get_pass(offer, now=clock.now())
    asks = offer.verified_contact and (no is None or no.reason in (Reason.CONTACT_UNPROVEN, Reason.NOT_INVITED))
    return asks and normal_contact(request.POST.get("contact", "")) is not None


def _going_on(request: HttpRequest, **more: str) -> HttpRequest:
    """The request with the form that was sent before this step."""
    data = request.POST.copy()
    data["do"] = data.get("then", "")
    for name, value in more.items():
        data[name] = value
    request.POST = QueryDict(data.urlencode())
    return request


@paced.paced(per_minute=60, burst=60)
def send(request: HttpRequest, offer: Offer, *, then: str) -> HttpResponse:
    """Send a code to the contact in the request's form and ask for it; `then` is what the form was sent for. A network
    that has many sent is slowed down, as at other public forms."""
    if normal_contact(request.POST.get("contact", "")) is None:
        raise BadContact
    wanted = request.POST.get("language", "")
    language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    sent = engine.send_code(offer, contact=request.POST["contact"], language=language, by=SOMEBODY)
    if isinstance(sent, Refusal):
        form = DigitsForm({"code": request.POST.get("code", str(uuid.UUID(int=0))), "digits": ""})
        form.full_clean()
        del form.errors["digits"]
        form.add_error("digits", str(sent))
        return _page(request, form, then=then, status=status_of(sent))
    return _page(request, DigitsForm(initial={"code": sent.public_id}), then=then, status=200)


def _page(request: HttpRequest, form: DigitsForm, *, then: str = "", status: int = 422) -> HttpResponse:
    context = {
        "form": form,
        "then": then or request.POST.get("then", "book"),
        "contact": masked_contact(normal_contact(request.POST.get("contact", "")) or ""),
        "kept": list(_kept(request.POST)),
        "token": get_token(request),
    }
    return render(request, "booking/prove.html", context, status=status)


def _kept(posted: QueryDict) -> Iterator[tuple[str, str]]:
    for name, values in posted.lists():
        if name not in OWN:
            yield from ((name, value) for value in values)
