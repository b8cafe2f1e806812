"""An employer puts those who wished for it in order, where the draw is ranked: by what they share with it, under their
codes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from duikou.base import clock
from duikou.base.ids import show_code
from duikou.base.private import private
from duikou.booking.models import Draw, Wish
from duikou.booking.refusals import Refusal
from duikou.booking.rules import may_rank
from duikou.directory.access import acting
from duikou.fairs import rules
from duikou.fairs.actions import resumes
from duikou.fairs.actions.orders import name_order
from duikou.fairs.forms.order import OrderForm
from duikou.fairs.models import Stand
from duikou.fairs.queries.draws import draw_of_fair
from duikou.fairs.queries.orders import resume_to_order, wishes_to_order
from duikou.fairs.views.resume import texts_of
from duikou.fairs.views.staff import for_employers, own_stand

KEEP, LAST, OUT = "keep", "last", "out"


@for_employers
@private
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Those who share a résumé with the employer, with a number beside each; what is kept can be changed until orders
    are closed."""
    stand = own_stand(request, slug)
    draw = draw_of_fair(stand.fair)
    if draw is None or not draw.ranked:
        messages.info(request, _("In this fair nobody is put in order: there is no draw, or chance alone decides."))
        return redirect(f"{reverse('fairs:stand', args=[slug])}?stand={stand.pk}")
    wishes = list(wishes_to_order(stand, now=clock.now()))
    form = OrderForm(wishes=wishes)
    if request.method == "POST":
        do, _colon, code = request.POST.get("do", KEEP).partition(":")
        form = OrderForm(request.POST, wishes=wishes) if do == KEEP else form
        if not form.errors:
            _keep(request, stand, draw, form.codes() if do == KEEP else _stepped(wishes, do, code))
            return redirect(path(stand))
    context = {
        "stand": stand,
        "fair": stand.fair,
        "draw": draw,
        "closed": may_rank(draw, now=clock.now()),
        "form": form,
        "wishes": wishes,
    }
    return render(request, "fairs/employer/order.html", context, status=422 if form.errors else 200)


@for_employers
@private
@require_GET
def sheet(request: HttpRequest, slug: str, entry: UUID) -> HttpResponse:
    """The résumé of one who wished for the employer, under their code; each reading is kept."""
    stand = own_stand(request, slug)
    found = resume_to_order(stand, entry, now=clock.now())
    if found is None:
        messages.info(request, _("This person shares no résumé with you, or not any more."))
        return redirect(path(stand))
    one, resume = found
    resumes.read_for_order(stand=stand, entry=one, by=acting(request))
    context = {
        "name": show_code(one.code),
        "code": one.code,
        "named": Wish.objects.get(entry=one, resource=stand.resource_id).named,
        "fair": stand.fair,
        "texts": texts_of(resume),
        "back": path(stand),
        "employer": stand.employer,
        "goes": rules.resume_goes(stand.fair),
        "order": path(stand),
    }
    return render(request, "fairs/resume/sheet.html", context)


def path(stand: Stand) -> str:
    """Where the employer of a stand names its order."""
    return f"{reverse('fairs:stand-order', args=[stand.fair.slug])}?stand={stand.pk}"


def _keep(request: HttpRequest, stand: Stand, draw: Draw, codes: list[str] | None) -> None:
    """Keep the order and say so, or why not."""
    if codes is None:
        messages.error(request, _("This step does not exist. Choose one of the buttons."))
        return
    answer = name_order(draw=draw, stand=stand, codes=codes, by=acting(request))
    if isinstance(answer, Refusal):
        messages.error(request, str(answer))
    elif answer:
        messages.success(request, _("Your order is kept. You can change it until orders are closed."))
    else:
        messages.success(request, _("Kept. You name nobody: all who wished for you stand by lot."))


def _stepped(wishes: list[Wish], do: str, code: str) -> list[str] | None:
    """The order with one put at its end or taken out; None for a step that is none."""
    named = [one.entry.code for one in wishes if one.named is not None and one.entry.code != code]
    if do == LAST:
        return [*named, code]
    return named if do == OUT else None
