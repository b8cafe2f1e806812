"""Accounts and their roles, for administrators."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.directory import actions, queries
from duikou.directory.access import acting, needs, signed_in
from duikou.directory.actions.appointments import appoint, dismiss, let_set_up_anew
from duikou.directory.actions.decisions import NotPossible
from duikou.directory.forms.roles import RoleFields
from duikou.directory.models import Account, Decision
from duikou.directory.permissions import KEEP_ACCOUNTS
from duikou.directory.views.decision_words import NOT_POSSIBLE
from duikou.directory.views.words import grants_in_words

for_administrators = needs(KEEP_ACCOUNTS)
ASKED = gettext_lazy("This role needs a second person. It waits on the page of decisions until somebody approves it.")
LAST_ADMINISTRATOR = gettext_lazy("This is the last administrator. Make somebody else administrator first.")


@require_GET
@for_administrators
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account with its roles."""
    return render(request, "directory/accounts.html", {"accounts": queries.accounts_with_roles()})


@for_administrators
@require_http_methods(["GET", "POST"])
def roles(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The roles of one account and what each lets it do; gives another."""
    account = get_object_or_404(Account, public_id=public_id)
    form = RoleFields(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _give(request, account, form.grant())
        return redirect("directory:roles", account.public_id)
    context = {"account": account, "grants": grants_in_words(queries.grants_of(account)), "form": form}
    return render(request, "directory/roles.html", context, status=422 if form.errors else 200)


@for_administrators
@require_POST
def take_role(request: HttpRequest, public_id: UUID, grant: int) -> HttpResponse:
    """Take a role away from an account, or ask for it where a second person decides."""
    account = get_object_or_404(Account, public_id=public_id)
    one = get_object_or_404(queries.grants_of(account), pk=grant)
    try:
        waits = dismiss(grant=one, by=acting(request))
    except NotPossible as no:
        messages.error(request, str(NOT_POSSIBLE[no.why]))
    except actions.LastAdministrator:
        messages.error(request, LAST_ADMINISTRATOR)
    else:
        if waits:
            messages.info(request, ASKED)
        else:
            messages.success(request, _("The role is taken away. It opens nothing any more."))
    return redirect("directory:roles", account.public_id)


def _give(request: HttpRequest, account: Account, what: dict[str, Any]) -> None:
    try:
        given = appoint(account=account, **what, by=acting(request))
    except NotPossible as no:
        messages.error(request, str(NOT_POSSIBLE[no.why]))
        return
    if isinstance(given, Decision):
        messages.info(request, ASKED)
    else:
        messages.success(request, _("The role is given. It counts from the next page on."))


@require_POST
@for_administrators
def switch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close an account, or open it again; never one's own."""
    account = get_object_or_404(Account, public_id=public_id)
    if account == signed_in(request):
        messages.error(request, _("You cannot close your own account. Ask another administrator."))
        return redirect("directory:accounts")
    active = request.POST.get("active") == "yes"
    try:
        actions.set_active(account=account, active=active, by=acting(request))
    except actions.LastAdministrator:
        messages.error(request, LAST_ADMINISTRATOR)
        return redirect("directory:accounts")
    said = _("The account %(name)s is open again.") if active else _("The account %(name)s is closed.")
    messages.success(request, said % {"name": account.username})
    return redirect("directory:accounts")


@require_POST
@for_administrators
def forget_factors(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the second factors away from somebody who has lost them; never one's own."""
    account = get_object_or_404(Account, public_id=public_id)
    if account == signed_in(request):
        messages.error(request, _("Change your own second factors in your account."))
        return redirect("directory:accounts")
    try:
        done = let_set_up_anew(account=account, by=acting(request))
    except NotPossible as no:
        messages.error(request, str(NOT_POSSIBLE[no.why]))
        return redirect("directory:accounts")
    if isinstance(done, Decision):
        messages.info(request, _("This needs a second person. It waits on the page of decisions."))
    elif done:
        said = _("The account %(name)s is signed out. At the next sign-in it sets up a second factor anew.")
        messages.success(request, said % {"name": account.username})
    else:
        messages.info(request, _("The account %(name)s has no second factor.") % {"name": account.username})
    return redirect("directory:accounts")
