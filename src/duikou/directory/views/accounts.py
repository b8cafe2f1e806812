"""Accounts and their roles, for administrators."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duikou.directory import actions, queries
from duikou.directory.access import acting, needs_role, signed_in
from duikou.directory.forms.accounts import AddAccount
from duikou.directory.models import Account, Grant

for_administrators = needs_role(Grant.Role.ADMINISTRATOR)


@for_administrators
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account with its roles; adds one."""
    form = AddAccount(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        account = actions.add_account_with_role(
            username=said["username"],
            display_name=said["display_name"],
            password=said["password"],
            role=said["role"],
            organisation=said["organisation"],
            by=acting(request),
        )
        messages.success(request, _("The account %(name)s is added.") % {"name": account.username})
        return redirect("directory:accounts")
    context = {"form": form, "accounts": queries.accounts_with_roles()}
    return render(request, "directory/accounts.html", context, status=422 if form.errors else 200)


@require_POST
@for_administrators
def switch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close an account, or open it again; never one's own."""
    account = get_object_or_404(Account, public_id=public_id)
    if account == signed_in(request):
        messages.error(request, _("You cannot close your own account. Ask another administrator."))
        return redirect("directory:accounts")
    active = request.POST.get("active") == "yes"
    actions.set_active(account=account, active=active, by=acting(request))
    said = _("The account %(name)s is open again.") if active else _("The account %(name)s is closed.")
    messages.success(request, said % {"name": account.username})
    return redirect("directory:accounts")
