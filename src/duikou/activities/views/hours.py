"""One's own book of hours: begun from a booking, opened by its code, taken along, certified, renewed, erased."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.activities import shift_rules
from duikou.activities.actions import hours as acts
from duikou.activities.certificates import LONGEST_WORDS, HoursCertificate, issue
from duikou.activities.forms.hours import BookCodeForm, BookNameForm
from duikou.activities.hours_links import hours_path, hours_token, read_hours_token, shown_token
from duikou.activities.hours_words import hours_in, hours_text
from duikou.activities.models import HoursBook, KeptShift, Shift
from duikou.activities.queries.hours import book_with, coming_in, entries_of, summary_of
from duikou.activities.shift_words import REFUSALS
from duikou.activities.views.certificates import drawn, template_of
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.link_tokens import BadToken
from duikou.base.paced import paced
from duikou.base.private import private
from duikou.base.signed_cookies import SignedCookie
from duikou.booking import own_links, own_words
from duikou.booking.models import Booking
from duikou.booking.views.opened import by_link

BOOK = SignedCookie("duikou_hours", "activities.hours", 400 * 24 * 3600, path="/volunteers/")
View = Callable[..., HttpResponse]


def by_book(view: View) -> View:
    """A guard that gives a view the book whose token its address has, or says that there is none."""

    @private
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        try:
            book = book_with(read_hours_token(token))
        except BadToken:
            return render(request, "activities/volunteers/hours_gone.html", {"why": "unknown"}, status=404)
        if book is None:
            return render(request, "activities/volunteers/hours_gone.html", {"why": "erased"}, status=410)
        return view(request, book)

    return opened


def known_book(request: HttpRequest) -> HoursBook | None:
    """The book that this browser has opened."""
    code = BOOK.read(request)
    return book_with(code) if code else None


@private
@require_http_methods(["GET", "POST"])
@paced(per_minute=30, burst=20)
def find(request: HttpRequest) -> HttpResponse:
    """What a book of hours is, the one this browser knows, and a field for the code of another."""
    form = BookCodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return BOOK.keep(redirect(hours_path(form.book)), form.book.code)
    known = known_book(request)
    context = {"form": form, "known": hours_path(known) if known else ""}
    return render(request, "activities/volunteers/hours_find.html", context, status=422 if form.errors else 200)


@by_link
@require_http_methods(["GET", "POST"])
@paced(per_minute=30, burst=20)
def keep(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Let the hours of a booking go into a book: a new one, the one this browser knows, or one whose code is typed."""
    shift = Shift.objects.filter(offer=booking.offer_id).select_related("team").first()
    if shift is None:
        return redirect(own_links.manage_path(booking))
    do = request.POST.get("do", "")
    name = BookNameForm(request.POST if do == "new" else None)
    code = BookCodeForm(request.POST if do == "code" else None)
    known, by = known_book(request), Actor("person", ref=str(booking.public_id))
    book, refused = None, ""
    try:
        if do == "new" and name.is_valid():
            book = acts.open_book(kept=booking, name=name.cleaned_data["name"], by=by)
            messages.success(request, _("Your hours book is begun. Keep its code: nobody else has it."))
        elif do in ("known", "code"):
            book = known if do == "known" else code.book if code.is_valid() else None
            if book is not None:
                acts.keep_in(book=book, kept=booking, by=by)
                messages.success(request, _("The hours of this shift go into your book once they are confirmed."))
    except shift_rules.Refused as no:
        book, refused = None, str(REFUSALS[no.refusal])
    if book is not None:
        return BOOK.keep(redirect(hours_path(book)), book.code)
    context = {
        "shift": shift,
        "known": known,
        "name_form": name,
        "code_form": code,
        "refused": refused,
        "back": own_links.manage_path(booking),
        "kept": KeptShift.objects.filter(booking=booking).exists(),
    }
    status = 409 if refused else 422 if name.errors or code.errors else 200
    return render(request, "activities/volunteers/hours_keep.html", context, status=status)


@by_book
@require_GET
def hours(request: HttpRequest, book: HoursBook) -> HttpResponse:
    """The book: hours by shift, what is to come, and what its owner can do with it."""
    summary = summary_of(book)
    coming = own_words.of_bookings(coming_in(book, now=clock.now()))
    context = {
        "book": book,
        "token": hours_token(book),
        "shown": shown_token(book),
        "link": request.build_absolute_uri(hours_path(book)),
        "summary": summary,
        "hours": hours_text(summary.minutes),
        "entries": [(one, hours_in(one.minutes)) for one in entries_of(book)],
        "coming": [(one, own_links.manage_path(one.thing)) for one in coming],
    }
    return render(request, "activities/volunteers/hours.html", context)


@by_book
@require_POST
def renew(request: HttpRequest, book: HoursBook) -> HttpResponse:
    """Give the book another code, because somebody has seen the old one."""
    acts.renew_link(book=book)
    messages.success(request, _("The book has a new code. The former one opens nothing any more."))
    return BOOK.keep(redirect(hours_path(book)), book.code)


@by_book
@require_POST
def leave(request: HttpRequest, book: HoursBook) -> HttpResponse:
    """Give the shifts to come back and erase the book: one press, no reason."""
    given_back = acts.leave(book=book)
    said = ngettext(
        "Your book is erased, and %(n)s shift to come is given back. Thank you for your help.",
        "Your book is erased, and %(n)s shifts to come are given back. Thank you for your help.",
        given_back,
    )
    gone = _("Your book is erased. Thank you for your help.")
    messages.success(request, said % {"n": given_back} if given_back else gone)
    return BOOK.drop(redirect("activities:teams"))


@by_book
@require_POST
def file(request: HttpRequest, book: HoursBook) -> HttpResponse:
    """Everything that is kept in the book, to take along."""
    summary = summary_of(book)
    everything: dict[str, Any] = {
        "name": book.name,
        "begun": book.created_at.isoformat(),
        "hours": str(hours_in(summary.minutes)),
        "entries": [
            {
                "team": str(one.shift.team),
                "shift": str(one.shift),
                "day": one.day.isoformat(),
                "minutes": one.minutes,
                "confirmed by": str(one.body),
                "confirmed": one.confirmed_at.isoformat(),
            }
            for one in entries_of(book)
        ],
    }
    response = JsonResponse(everything, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="my-hours.json"'
    return response


@by_book
@require_GET
def certificate(request: HttpRequest, book: HoursBook) -> HttpResponse:
    """The certificate of the hours in the book, drawn now and kept nowhere."""
    summary = summary_of(book)
    if not summary.minutes or summary.first is None or summary.last is None:
        return redirect(hours_path(book))
    said = HoursCertificate(
        name=book.name,
        minutes=summary.minutes,
        shifts=summary.shifts,
        first=summary.first.isoformat(),
        last=summary.last.isoformat(),
        bodies=pgettext("between the parts of an address", ", ").join(summary.bodies)[:LONGEST_WORDS],
        drawn=timezone.localdate(clock.now()).isoformat(),
    )
    shown = {**drawn(request, said, issue(said)), "back": hours_path(book)}
    return render(request, template_of(said), shown)
