"""Signing in and out, and one's own account."""

from __future__ import annotations

from allauth.account.views import LoginView
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from duikou.base import shell
from duikou.base.paced import paced
from duikou.directory import actions, queries
from duikou.directory.access import acting, needs_account, needs_sign_in, signed_in
from duikou.directory.forms.accounts import ChangePassword, OwnAccount
from duikou.directory.sessions import stored_key
from duikou.directory.views.second_factors import in_house
from duikou.directory.views.words import grants_in_words


class SignInPage(LoginView):  # type: ignore[misc]
    """Signs in, then goes on to the page that asked for it, if that is one of ours; otherwise to work."""

    template_name = "directory/sign_in.html"


# Each try costs a slow hash: a network that sends many goes on at a pace, whatever names it tries.
sign_in = in_house(paced(per_minute=120, burst=120)(SignInPage.as_view()))
sign_out = LogoutView.as_view()


@needs_account
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """To where the work of whoever is signed in begins: the first page of their menu, or their account."""
    own = reverse("directory:account")
    pages = [link.address for link in shell.links(shell.account_links, request)]
    return redirect(next((page for page in pages if page != own), own))


@needs_account
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: name, e-mail, language, password, roles."""
    me = signed_in(request)
    first = {"display_name": me.display_name, "language": me.language or request.LANGUAGE_CODE}
    own = OwnAccount(request.POST if "own" in request.POST else None, initial=first)
    password = ChangePassword(request.POST if "change" in request.POST else None, account=me)
    if own.is_bound and own.is_valid():
        actions.change_account(account=me, by=acting(request), **own.cleaned_data)
        messages.success(request, _("Your account is changed."))
        return redirect("directory:account")
    if password.is_bound and password.is_valid():
        actions.change_password(account=me, password=password.cleaned_data["password"], by=acting(request))
        update_session_auth_hash(request, me)
        actions.end_sessions(account=me, but=stored_key(request.session.session_key or ""), by=acting(request))
        messages.success(request, _("Your password is changed. Other devices are signed out."))
        return redirect("directory:account")
    here = stored_key(request.session.session_key or "")
    context = {
        "own": own,
        "password": password,
        "grants": grants_in_words(queries.grants_of(me)),
        "second": queries.has_second_factor(me),
        "sessions": [(one, one.session_key == here) for one in queries.sessions_of(me)],
    }
    return render(request, "directory/account.html", context, status=422 if own.errors or password.errors else 200)


@needs_sign_in
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign one browser out, or all but this one."""
    here = stored_key(request.session.session_key or "")
    only = request.POST.get("which", "")
    count = actions.end_sessions(account=signed_in(request), by=acting(request), only=only, but=here)
    if count:
        messages.success(
            request, ngettext("%(n)s browser is signed out.", "%(n)s browsers are signed out.", count) % {"n": count}
        )
    else:
        messages.info(request, _("No other browser is signed in."))
    return redirect("directory:account")
