"""Second factors: how allauth is fitted to the city's accounts. Secrets are sealed, its own mails are not sent."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from duikou.base import clock
from duikou.base.sealed import seal, unseal
from duikou.directory import lockout, queries
from duikou.directory.actions import record_signed_in
from duikou.directory.models import Account
from duikou.directory.sessions import HOW, SINCE

FRESH_SECONDS = 15 * 60
SIGN_IN = "/sign-in"
TOO_MANY = _("Too many tries. Wait a quarter of an hour, then try again.")
WRONG_CODE = _("This code is not right. Type the one that is shown now; each is good only once.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in with user name and password."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "User name and password do not fit together. Check both (capital letters count in the password)."
        ),
        "incorrect_password": _("This is not your present password."),
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counting failures is for `lockout`."""

    def validation_error(self, code: str, *args: Any) -> Any:
        """The error, and of a locked browser that it is locked."""
        locked = getattr(self.request, "axes_locked_out", False)
        return super().validation_error("too_many_login_attempts" if locked else code, *args)

    def get_login_stages(self) -> list[str]:
        """After the password only the second factor is asked for."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def post_login(self, request: HttpRequest, user: Account, **how: Any) -> HttpResponse:
        """On to where it was wanted; the browser is known from now on."""
        response: HttpResponse = super().post_login(request, user, **how)
        record_signed_in(account=user, how=request.session.get(HOW, ""))
        lockout.remember(request, response, user.username)
        return response

    def is_reauthentication_required(self, *, app: str, **how: Any) -> bool:
        """Whether to ask for password or code once more: not within a quarter of an hour of signing in."""
        fresh = clock.real().timestamp() - self.request.session.get(SINCE, 0.0) < FRESH_SECONDS
        return not fresh and bool(super().is_reauthentication_required(app=app, **how))

    def is_safe_url(self, url: str | None) -> bool:
        """Whether to go on to this address after signing in: one of ours, and not signing in itself, which would lead
        round and round."""
        return bool(url) and super().is_safe_url(url) and not urlsplit(url or "").path.startswith(SIGN_IN)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitation."""
        return False

    def add_message(self, *words: Any, **named: Any) -> None:
        """The views say what was done (views/second_factors.py)."""

    def send_notification_mail(self, *words: Any, **named: Any) -> None:
        """Nothing: the journal's outbox writes to people."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Apps that show codes, passkeys and spare codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first, then there are spare codes."),
    }

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret."""
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        """The name of the city, under which the app shows the codes."""
        here = queries.city()
        return str(here.name) if here else "Duikou"

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()

    def _get_user_identifier(self, user: Account) -> str:
        return user.username

    def generate_authenticator_name(self, user: Account, type: Any) -> str:
        """How a new passkey is called unless somebody says."""
        return gettext("Passkey %(number)s") % {"number": queries.passkeys_of(user).count() + 1}
