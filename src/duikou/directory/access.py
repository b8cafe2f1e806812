"""Guards of screens: who is signed in, with which role."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from duikou.base.actor import Actor
from duikou.directory.models import Account
from duikou.directory.permissions import May
from duikou.directory.queries import lacks_second_factor

View = Callable[..., HttpResponseBase]


def needs_sign_in(view: View) -> View:
    """The view for those signed in, even if they still have to set up a second factor; others are sent to sign in and
    come back. Its pages are never stored by caches."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponse):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return guarded


def needs_account(view: View) -> View:
    """The view for those signed in as they must be: who works for the city has a second factor, or is sent to set one
    up."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.SECOND_FACTORS and lacks_second_factor(signed_in(request)):
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return needs_sign_in(guarded)


def needs(*questions: May) -> Callable[[View], View]:
    """The view for those who may what one of `questions` asks, with one thing or another; others get 403. The view
    itself looks its thing up among those that the question opens."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(question.asked_of(request.user) for question in questions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return needs_account(guarded)

    return guard


def acting(request: HttpRequest) -> Actor:
    """The `by=` of what a signed-in request does."""
    if isinstance(request.user, Account):
        return Actor("account", str(request.user.public_id))
    return Actor("person")


def signed_in(request: HttpRequest) -> Account:
    """The account of a signed-in request; raises PermissionDenied when there is none."""
    if not isinstance(request.user, Account):
        raise PermissionDenied
    return request.user
