"""What is shown when something is wrong: what happened, whether anything was changed, and what to do next."""

from __future__ import annotations

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from duikou.base.connections import AGAIN, GONE


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when too much was sent."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    return _page(
        request,
        400,
        _("This request could not be read"),
        _("Part of it was missing or damaged. Nothing was changed."),
        [
            _("Go back, reload the page and send it again."),
            _("If you followed a link, type it again or ask for a new one."),
        ],
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more was sent than this page takes."""
    return _page(
        request,
        413,
        _("That is too much at once"),
        _("What was sent is larger than this page takes. Nothing was changed."),
        [_("Shorten the text, or split the file into smaller ones."), _("Then go back and send it again.")],
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in or not, this reader may not see the page."""
    return _page(
        request,
        403,
        _("This page is not for this account"),
        _("It belongs to another organisation or needs another role. Nothing was changed."),
        [_("Sign in with the account that may see it."), _("Or ask the office that runs the fair for access.")],
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _page(
        request,
        404,
        _("There is no such page"),
        _("The address may be mistyped, or what was here has ended or been withdrawn."),
        [
            _("Check the address for missing letters."),
            _("Start again from the home page."),
            _("Looking for your booking? Use the link in your confirmation, or say your code at the door."),
        ],
    )


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's CSRF token is missing or wrong, mostly because the page was open for very long."""
    return _page(
        request,
        403,
        _("This form is no longer valid"),
        _("It was open for too long, or your browser refuses cookies. Nothing was changed."),
        [_("Go back, reload the page and send it again."), _("If that does not help, allow cookies for this address.")],
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database cannot be reached; drawn without it and without anything that a room provides."""
    away = isinstance(sys.exception(), GONE)
    context = {
        "number": 503 if away else 500,
        "title": _("We cannot answer at the moment") if away else _("Something went wrong here"),
        "what": _("It is our fault, not yours. Bookings that were confirmed are kept."),
        "steps": [
            _("Wait a minute, then go back and try again."),
            _("Before you book again, look whether your first try went through."),
            _("At a fair, the staff at the door can help with your code."),
        ],
    }
    page = render_to_string("base/problem.html", context)
    return HttpResponse(page, status=context["number"], headers=AGAIN if away else None)


def _page(request: HttpRequest, number: int, title: str, what: str, steps: list[str]) -> HttpResponse:
    context = {"number": number, "title": title, "what": what, "steps": steps}
    return render(request, "base/problem.html", context, status=number)
