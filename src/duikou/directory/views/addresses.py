"""One's own e-mail address: given, confirmed by six digits, deleted."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from duikou.directory import queries as read
from duikou.directory.access import acting, needs_account, signed_in
from duikou.directory.actions import addresses as actions
from duikou.directory.contacts import masked_contact
from duikou.directory.forms.addresses import Code, NewAddress
from duikou.directory.models import Account


@require_http_methods(["GET", "POST"])
@needs_account
def page(request: HttpRequest) -> HttpResponse:
    """The address that messages go to, and the one that waits for its code."""
    me = signed_in(request)
    sent = request.POST if request.method == "POST" else None
    waiting = read.address_to_confirm(me)
    given = NewAddress(sent if sent is not None and "give" in sent else None)
    code = Code(sent if sent is not None and "confirm" in sent else None)
    done = _delete(request, me) if sent is not None and "delete" in sent else _give(request, me, given)
    if done or _confirm(request, me, code):
        return redirect("directory:account" if code.is_bound else "directory:address")
    context = {
        "me": me,
        "given": given,
        "code": code,
        "waiting": masked_contact(waiting.email) if waiting else "",
        "until": waiting.expires_at if waiting else None,
    }
    return render(request, "directory/address.html", context, status=422 if given.errors or code.errors else 200)


def _give(request: HttpRequest, me: Account, form: NewAddress) -> bool:
    if not (form.is_bound and form.is_valid()):
        return False
    raise_if_reauthentication_required(request, app="duikou.directory")  # an address gets new passwords
    try:
        actions.ask_for_address(account=me, email=form.cleaned_data["email"], by=acting(request))
    except actions.TooOften:
        form.add_error("email", _("Too many codes were asked for since yesterday. Try again tomorrow."))
        return False
    messages.success(request, _("Six digits are on their way to this address. Type them here within an hour."))
    return True


def _confirm(request: HttpRequest, me: Account, form: Code) -> bool:
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        actions.confirm_address(account=me, code=form.cleaned_data["code"], by=acting(request))
    except actions.WrongCode as wrong:
        form.add_error("code", _wrong(wrong.left))
        return False
    messages.success(request, _("Your e-mail address is confirmed. Messages go there from now on."))
    return True


def _delete(request: HttpRequest, me: Account) -> bool:
    actions.delete_address(account=me, by=acting(request))
    messages.success(request, _("The address is deleted. No messages are sent to you."))
    return True


def _wrong(left: int) -> str:
    if not left:
        return _("This code is no longer good. Ask for another below.")
    said = ngettext(
        "These are not the digits we sent. Look at the message again; %(left)s try is left.",
        "These are not the digits we sent. Look at the message again; %(left)s tries are left.",
        left,
    )
    return said % {"left": left}
