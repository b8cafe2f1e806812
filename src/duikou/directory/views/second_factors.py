"""The pages of second factors: allauth's views in this city's pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account_views
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.recovery_codes.internal import flows
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from duikou.base.paced import wait_for
from duikou.directory import queries
from duikou.directory.access import needs_sign_in, signed_in

View = Callable[..., HttpResponseBase]
FORMS = ("form", "webauthn_form")


def in_house(view: View) -> View:
    """One of allauth's views as pages are here: 422 when something is to be put right, and never kept by caches."""

    @wraps(view)
    def housed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            forms = [(response.context_data or {}).get(name) for name in FORMS]
            if response.status_code == 200 and any(form is not None and form.errors for form in forms):
                response.status_code = 422
        response.headers["Cache-Control"] = "no-store"
        return response

    return require_http_methods(["GET", "HEAD", "POST"])(housed)


def own(view: View, done: Callable[[], str] | None = None) -> View:
    """One of them about one's own account; `done` is said when it has been done."""

    @wraps(view)
    def housed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if done and request.method == "POST" and response.status_code == 302 and _is_done(response):
            messages.success(request, done())
        return response

    return needs_sign_in(in_house(housed))


def _few_at_once(view: View) -> View:
    """The view that begins to sign in with a passkey, which keeps a session for whoever asks: so many a minute for each
    network. The password is asked for all the same."""

    @wraps(view)
    def slowed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wait = request.method != "POST" and wait_for(request, "passkey", per_minute=120, burst=120)
        if wait:
            return JsonResponse({}, status=429, headers={"Retry-After": str(wait)})
        return view(request, *args, **kwargs)

    return slowed


def _is_done(response: HttpResponseBase) -> bool:
    return "/again" not in response.headers.get("Location", "")


authenticate = in_house(base.authenticate)
password_again = own(account_views.reauthenticate)
code_again = own(base.reauthenticate)
passkey_again = own(webauthn.reauthenticate_webauthn)
passkey_sign_in = in_house(_few_at_once(webauthn.login_webauthn))
add_app = own(totp.activate_totp, lambda: _("The app is set up. From now on it is asked for when you sign in."))
remove_app = own(totp.deactivate_totp, lambda: _("The app is removed."))
add_passkey = own(webauthn.add_webauthn, lambda: _("The passkey is set up."))
rename_passkey = own(webauthn.edit_webauthn, lambda: _("The passkey is renamed."))
remove_passkey = own(webauthn.remove_webauthn, lambda: _("The passkey is removed."))
_renewed = own(
    codes.generate_recovery_codes, lambda: _("There are new spare codes. Those you had before are good no more.")
)


@needs_sign_in
def new_codes(request: HttpRequest) -> HttpResponseBase:
    """New spare codes; whoever has no second factor that they could stand in for is told to set one up first."""
    if queries.has_second_factor(signed_in(request)):
        return _renewed(request)
    messages.info(request, _("Spare codes stand in for a second factor. Set up an app or a passkey first."))
    return redirect("mfa_index")


@needs_sign_in
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One's own second factors; whoever must have one and has none begins here."""
    me = signed_in(request)
    context = {
        "app": queries.app_of(me),
        "passkeys": [one.wrap() for one in queries.passkeys_of(me)],
        "spare_codes": queries.spare_codes_left(me),
        "must": settings.SECOND_FACTORS and queries.lacks_second_factor(me),
    }
    return render(request, "mfa/index.html", context)


@needs_sign_in
@require_http_methods(["GET", "HEAD"])
def spare_codes(request: HttpRequest) -> HttpResponse:
    """One's own spare codes that have not been used, to write down."""
    kept, _may_view = flows.view_recovery_codes(request)
    if kept is None:
        return redirect("mfa_index")
    return render(request, "mfa/recovery_codes/index.html", {"codes": kept.get_unused_codes()})
