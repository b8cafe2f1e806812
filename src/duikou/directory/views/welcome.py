"""Where an invitation leads: somebody becomes an account, or an account gets one role more."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from duikou.base import clock
from duikou.directory.actions import UsernameTaken
from duikou.directory.actions import accepting as actions
from duikou.directory.forms.accepting import Accept
from duikou.directory.invitations import invitation_with
from duikou.directory.models import Account, Grant, Invitation

BACKEND = "django.contrib.auth.backends.ModelBackend"
WORKS_AT_FAIRS = (Grant.Role.OFFICE, Grant.Role.DOOR, Grant.Role.EMPLOYER)


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, secret: str) -> HttpResponse:
    """What the invitation gives, and who takes it: a new account, or the one that is signed in. Looking at it changes
    nothing."""
    invitation = invitation_with(secret)
    if invitation is None or invitation.state_at(clock.now()) != "open" or not actions.still_given(invitation):
        return _over(request)
    try:
        if isinstance(request.user, Account):
            return _as_oneself(request, invitation, request.user)
        return _as_somebody_new(request, invitation)
    except actions.Over:
        return _over(request)


def _as_oneself(request: HttpRequest, invitation: Invitation, me: Account) -> HttpResponse:
    if request.method == "POST":
        actions.accept_as(invitation=invitation, account=me)
        messages.success(request, _("The role is yours."))
        return redirect(_first_page(invitation))
    return render(request, "directory/invitation.html", {"invitation": invitation, "me": me})


def _as_somebody_new(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    first = {"username": invitation.email, "language": invitation.language or request.LANGUAGE_CODE}
    form = Accept(request.POST if request.method == "POST" else None, initial=first)
    if form.is_bound and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("username", "display_name", "password", "language")}
        try:
            account = actions.accept_invitation(invitation=invitation, **said)
        except UsernameTaken:
            form.add_error("username", _("This user name is taken. Choose another."))
        else:
            login(request, account, backend=BACKEND)
            messages.success(request, _("Welcome. You are signed in."))
            return redirect(_first_page(invitation))
    context = {"invitation": invitation, "form": form}
    return render(request, "directory/invitation.html", context, status=422 if form.errors else 200)


def _first_page(invitation: Invitation) -> str:
    """Where somebody with this role begins."""
    return settings.LOGIN_REDIRECT_URL if invitation.role in WORKS_AT_FAIRS else "directory:account"


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/link_over.html", {"what": "invitation"}, status=410)
