"""Signing in and out, and one's own account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from duikou.directory import actions, queries
from duikou.directory.access import acting, needs_account, signed_in
from duikou.directory.forms.accounts import ChangePassword, OwnAccount, SignIn
from duikou.directory.views.words import grants_in_words


class SignInPage(LoginView):
    """Signs in, then goes on to the page that asked for it, if that is one of ours; otherwise home."""

    template_name = "directory/sign_in.html"
    authentication_form = SignIn
    redirect_authenticated_user = True

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """Where to go on; never back to this page, which would send whoever is signed in round and round."""
        wanted = super().get_redirect_url()
        return "" if wanted == self.request.path else wanted


sign_in = SignInPage.as_view()
sign_out = LogoutView.as_view()


@needs_account
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: name, e-mail, language, password, roles."""
    me = signed_in(request)
    first = {"display_name": me.display_name, "email": me.email, "language": me.language or request.LANGUAGE_CODE}
    own = OwnAccount(request.POST if "own" in request.POST else None, initial=first)
    password = ChangePassword(request.POST if "change" in request.POST else None, account=me)
    if own.is_bound and own.is_valid():
        actions.change_account(account=me, by=acting(request), **own.cleaned_data)
        messages.success(request, _("Your account is changed."))
        return redirect("directory:account")
    if password.is_bound and password.is_valid():
        actions.change_password(account=me, password=password.cleaned_data["password"], by=acting(request))
        update_session_auth_hash(request, me)
        messages.success(request, _("Your password is changed. Other devices are signed out."))
        return redirect("directory:account")
    context = {"own": own, "password": password, "grants": grants_in_words(queries.grants_of(me))}
    return render(request, "directory/account.html", context, status=422 if own.errors or password.errors else 200)
