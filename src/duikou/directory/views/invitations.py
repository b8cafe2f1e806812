"""Inviting people to sign in: the invitations there are, a new one, one taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.base import clock
from duikou.directory import invitations as read
from duikou.directory.access import acting, needs, signed_in
from duikou.directory.actions import invitations as actions
from duikou.directory.contacts import masked_contact
from duikou.directory.forms.invitations import Invite
from duikou.directory.models import Grant, Invitation
from duikou.directory.permissions import INVITE
from duikou.directory.recipients import mail_goes_out
from duikou.directory.views.link_slips import slip

A_PAGE = 50
for_inviters = needs(INVITE)


@require_GET
@for_inviters
def page(request: HttpRequest) -> HttpResponse:
    """The invitations that the account may see: open, used, taken back, expired."""
    pages = Paginator(read.invitations_seen_by(signed_in(request)), A_PAGE).get_page(request.GET.get("page"))
    now = clock.now()
    rows = [
        {"invitation": one, "state": one.state_at(now), "address": masked_contact(one.email) if one.email else ""}
        for one in pages
    ]
    return render(request, "directory/invitations.html", {"pages": pages, "rows": rows})


@require_http_methods(["GET", "POST"])
@for_inviters
def new(request: HttpRequest) -> HttpResponse:
    """Invite somebody: by mail, or with a link that is shown once, to hand over."""
    me = signed_in(request)
    held = read.held_by(me)
    organisations = read.organisations_to_invite(held)
    one = _asked_for(request)
    if one is not None and organisations.filter(public_id=one).exists():
        organisations = organisations.filter(public_id=one)
    body = organisations.first() if one is not None else None
    form = Invite(
        request.POST if request.method == "POST" else None,
        held=held,
        organisations=organisations,
        by_mail=mail_goes_out(),
        initial={
            "language": request.LANGUAGE_CODE,
            "organisation": body,
            "role": Grant.Role.EMPLOYER if body and body.kind == body.Kind.EMPLOYER else None,
        },
    )
    if form.is_bound and form.is_valid():
        try:
            invitation = actions.invite(**form.invitation(), inviter=me, by=acting(request))
        except actions.NotYours:
            raise PermissionDenied from None
        except actions.TooMany:
            form.add_error(
                None,
                _("Too many invitations to this address, or open ones of yours. Take some back, or wait a day."),
            )
        else:
            return _made(request, invitation)
    nobody = "role" not in form.fields and not organisations.exists()
    context = {"form": form, "nobody": nobody, "by_mail": mail_goes_out()}
    return render(request, "directory/invite.html", context, status=422 if form.errors else 200)


@require_POST
@for_inviters
def take_back(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Let an invitation open nothing any more."""
    invitation = get_object_or_404(read.invitations_seen_by(signed_in(request)), public_id=invitation_id)
    if actions.revoke_invitation(invitation=invitation, by=acting(request)):
        messages.success(request, _("The invitation is taken back. Its link opens nothing any more."))
    else:
        messages.error(request, _("This invitation was used or taken back already. Look at the list again."))
    return redirect("directory:invitations")


def _made(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if invitation.by_mail:
        messages.success(request, _("The invitation is on its way. It works for seven days."))
        return redirect("directory:invitations")
    path = reverse("directory:invitation", args=[actions.secret_of(invitation)])
    context = {"invitation": invitation, **slip(request, path)}
    return render(request, "directory/invitation_given.html", context)


def _asked_for(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("organisation", ""))
    except ValueError:
        return None
