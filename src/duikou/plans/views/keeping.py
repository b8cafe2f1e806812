"""The policies of a body, for its staff: written, split into clauses, published, ended."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.base import clock
from duikou.directory.access import acting, needs
from duikou.plans import permissions, queries, rules
from duikou.plans.actions import policies as acts
from duikou.plans.clauses import joined
from duikou.plans.forms.policies import ClausesForm, PolicyForm, RenewForm, SupersedeForm
from duikou.plans.models import Policy, Supersession
from duikou.plans.views.words import STATES, WHY, as_texts, refusal_text, say_refused

A_PAGE = 50
SOON = timedelta(days=60)
for_keepers = needs(permissions.KEEP_POLICIES)


def kept_policy(request: HttpRequest, public_id: UUID) -> Policy:
    """The policy, when the request's account keeps it; else 404."""
    mine = permissions.KEEP_POLICIES.things(request.user).select_related("keeper")
    return get_object_or_404(mine, public_id=public_id)


@for_keepers
@require_GET
def kept_policies(request: HttpRequest) -> HttpResponse:
    """The policies that one keeps, and those that end soon."""
    rows, today = permissions.KEEP_POLICIES.rows(request.user), timezone.localdate(clock.now())
    context = {
        "pages": Paginator(queries.kept_policies(rows), A_PAGE).get_page(request.GET.get("page")),
        "soon": queries.ending_soon(rows, today=today, until=today + SOON)[:10],
        "states": STATES,
    }
    return render(request, "plans/office/policies.html", context)


@for_keepers
@require_http_methods(["GET", "POST"])
def new_policy(request: HttpRequest) -> HttpResponse:
    """A new policy, in draft."""
    form = PolicyForm(request.POST or None, bodies=permissions.bodies_kept_for(request.user))
    if request.method == "POST" and form.is_valid():
        made = acts.write_policy(keeper=form.cleaned_data["keeper"], values=form.values(), by=acting(request))
        messages.success(request, _("Kept as a draft. Put in its text now."))
        return redirect("plans:kept-clauses", made.public_id)
    return render(request, "plans/office/new_policy.html", {"form": form}, status=422 if form.errors else 200)


@for_keepers
@require_http_methods(["GET", "POST"])
def kept_policy_page(request: HttpRequest, policy: UUID) -> HttpResponse:
    """The facts of a policy, its clauses, its state, and what takes its place."""
    one = kept_policy(request, policy)
    form = PolicyForm(request.POST or None, bodies=permissions.bodies_kept_for(request.user), known=one)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_policy(policy=one, values=form.values(one), by=acting(request))
        except rules.Refused as refused:
            form.add_error(None, refusal_text(refused))
        else:
            messages.success(request, _("Kept."))
            return redirect("plans:kept-policy", one.public_id)
    return _page(request, one, form)


@for_keepers
@require_http_methods(["GET", "POST"])
def kept_clauses(request: HttpRequest, policy: UUID) -> HttpResponse:
    """Paste the text, look at the clauses it is split into, keep them."""
    one = kept_policy(request, policy)
    form = ClausesForm(request.POST or None, initial={"text": joined(as_texts(one))})
    shown = request.method == "POST" and form.is_valid()
    if shown and "keep" in request.POST:
        try:
            acts.put_clauses(policy=one, clauses=form.found, by=acting(request))
        except rules.Refused as refused:
            form.add_error(None, refusal_text(refused))
        else:
            messages.success(request, _("The clauses are kept."))
            return redirect("plans:kept-policy", one.public_id)
    context = {"policy": one, "form": form, "found": form.found if shown else None}
    return render(request, "plans/office/clauses.html", context, status=422 if form.errors else 200)


@for_keepers
@require_POST
def policy_state(request: HttpRequest, policy: UUID) -> HttpResponse:
    """Publish a policy, withdraw it, throw its draft away, or let it hold on."""
    one, to = kept_policy(request, policy), request.POST.get("to")
    form = RenewForm(request.POST) if to == "renew" else None
    if form is not None and not form.is_valid():
        return _page(request, one, None, renewing=form)
    try:
        if to == "publish":
            acts.publish_policy(policy=one, by=acting(request))
            messages.success(request, _("Published. Everybody can read it now."))
        elif to == "withdraw":
            acts.withdraw_policy(policy=one, by=acting(request))
            messages.success(request, _("Withdrawn. Answers that rest on it are taken out of the search."))
        elif to == "drop":
            acts.drop_draft(policy=one, by=acting(request))
            messages.success(request, _("The draft is thrown away."))
            return redirect("plans:kept-policies")
        elif form is not None:
            acts.renew_policy(policy=one, until=form.cleaned_data["until"], by=acting(request))
            messages.success(request, _("It holds on. Answers that were taken out have to be confirmed anew."))
        else:
            messages.error(request, _("Choose one of the buttons shown."))
    except rules.Refused as refused:
        say_refused(request, refused)
    return redirect("plans:kept-policy", one.public_id)


@for_keepers
@require_POST
def supersede(request: HttpRequest, policy: UUID) -> HttpResponse:
    """Say what takes the place of a policy, and from when."""
    one = kept_policy(request, policy)
    form = SupersedeForm(request.POST, others=Policy.objects.exclude(state=Policy.State.DRAFT))
    if form.is_valid():
        try:
            acts.supersede_policy(older=one, **form.cleaned_data, by=acting(request))
        except rules.Refused as refused:
            form.add_error("newer", refusal_text(refused))
        else:
            messages.success(request, _("Kept: it gives way on that day."))
            return redirect("plans:kept-policy", one.public_id)
    return _page(request, one, None, superseding=form)


@for_keepers
@require_POST
def drop_supersession(request: HttpRequest, policy: UUID, row: int) -> HttpResponse:
    """Take back that another takes its place, before the day."""
    one = kept_policy(request, policy)
    found = get_object_or_404(Supersession.objects.select_related("older", "newer"), older=one, pk=row)
    try:
        acts.drop_supersession(supersession=found, by=acting(request))
    except rules.Refused as refused:
        say_refused(request, refused)
    return redirect("plans:kept-policy", one.public_id)


def _page(
    request: HttpRequest,
    one: Policy,
    form: PolicyForm | None,
    *,
    superseding: SupersedeForm | None = None,
    renewing: RenewForm | None = None,
) -> HttpResponse:
    others, today = queries.in_force_except(one), timezone.localdate(clock.now())
    wrong = any(each is not None and each.errors for each in (form, superseding, renewing))
    context = {
        "policy": one,
        "form": form or PolicyForm(bodies=permissions.bodies_kept_for(request.user), known=one),
        "superseding": superseding or SupersedeForm(others=others, initial={"day": today}),
        "renewing": renewing or RenewForm(),
        "others": others.exists(),
        "state": STATES[one.state],
        "why": WHY.get(one.why_ended),
        "clauses": queries.clauses_of(one),
        "chain": queries.chain_of(one, public=False),
        "today": today,
        "ended": one.state in rules.ENDED,
    }
    return render(request, "plans/office/policy.html", context, status=422 if wrong else 200)
