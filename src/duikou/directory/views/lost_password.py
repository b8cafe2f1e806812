"""A lost password: asked for, handed out by an administrator, chosen anew."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from duikou.base.paced import paced
from duikou.directory import lost_passwords
from duikou.directory.access import acting, needs, signed_in
from duikou.directory.actions import SecondPersonNeeded
from duikou.directory.actions import lost_passwords as actions
from duikou.directory.forms.lost_password import ChooseNew, LostPassword
from duikou.directory.models import Account
from duikou.directory.permissions import KEEP_ACCOUNTS
from duikou.directory.views.link_slips import slip

ASKED = "asked"  # in the address of the page: a link is on its way, if there is anybody to send it to


@never_cache
@require_http_methods(["GET", "POST"])
@paced(per_minute=20, burst=10)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a link by user name or e-mail address. The answer is the same whoever is asked for."""
    form = LostPassword(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.ask_new_password(asked=form.cleaned_data["who"])
        return redirect(f"{reverse('directory:lost-password')}?{ASKED}")
    context = {"form": form, "asked": ASKED in request.GET and not form.is_bound}
    return render(request, "directory/lost_password.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose a new password by a link; looking at it changes nothing."""
    found = lost_passwords.opened_by(secret)
    if found is None:
        return _over(request)
    form = ChooseNew(request.POST if request.method == "POST" else None, account=found.account)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            actions.set_lost_password(token=secret, password=said["password"], second=said.get("second", ""))
        except actions.LinkOver:
            return _over(request)
        except actions.WrongSecondStep:
            form.add_error("second", _("This code is not right. Wait for the next one, or use a spare code."))
        else:
            messages.success(request, _("Your password is changed and every device is signed out. Sign in with it."))
            return redirect("account_login")
    context = {"form": form, "account": found.account}
    return render(request, "directory/new_password.html", context, status=422 if form.errors else 200)


@require_POST
@needs(KEEP_ACCOUNTS)
def hand_out(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A link for somebody's new password, shown once, to be handed over: no administrator knows another's password."""
    account = get_object_or_404(Account, public_id=public_id)
    if account == signed_in(request):
        return redirect("directory:account")
    if not account.is_active:
        messages.error(request, _("This account is closed. Open it again first."))
        return redirect("directory:accounts")
    try:
        link = actions.hand_out_password_link(account=account, by=acting(request))
    except SecondPersonNeeded:
        said = _(
            "%(name)s holds a role that is given by two and has no second factor: with this link you could decide in "
            "their place. Take that role away first, and give it again once they have a second factor."
        )
        messages.error(request, said % {"name": account.username})
        return redirect("directory:accounts")
    context = {"account": account, "until": link.expires_at, **slip(request, lost_passwords.path_of(link, account))}
    return render(request, "directory/password_link.html", context)


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/link_over.html", {"what": "password"}, status=410)
