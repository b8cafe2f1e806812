"""All that is stored about somebody, reached by the signed link of something of theirs: seen, taken along, put right,
erased. Bookings that neither the link nor this browser made are only counted: anybody can book under a name and number
they know, and would read the other's plans here, or end them."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duikou.booking import actions as engine
from duikou.booking import own_things, own_words
from duikou.booking.forms.about import ContactForm, CorrectForm
from duikou.booking.queries import bookings_of_person, waiting_of_person
from duikou.booking.queries.draws import entries_of_person
from duikou.booking.queries.ended import MAY_COME, how_long_kept
from duikou.booking.readings import who_read
from duikou.booking.views import browser
from duikou.booking.views.opened import by_link, by_waiting_link
from duikou.booking.views.own import Mine, mine_by
from duikou.directory.contacts import masked_contact, masked_name
from duikou.directory.export import everything_about

TRIES, TRIES_SECONDS = 10, 600


@require_http_methods(["GET", "POST"])
def _page(request: HttpRequest, mine: Mine) -> HttpResponse:
    if request.method == "POST":
        erased = engine.erase_person(person_id=mine.person.pk, which=mine.which, by=mine.by, known=mine.known)
        if not erased:
            mine.kind.stop(mine.thing, which=mine.which, by=mine.by)
        response = render(request, "booking/erased.html", {"erased": erased, "kind": mine.kind})
        return browser.forget(response) if erased else response
    return _shown(request, mine, ContactForm() if mine.person.contact else None)


def _shown(request: HttpRequest, mine: Mine, form: ContactForm | None, status: int = 200) -> HttpResponse:
    bookings = bookings_of_person(mine.person.pk)
    waiting = waiting_of_person(mine.person.pk)
    entries = entries_of_person(mine.person.pk)
    kept = [one(mine.person, mine.known) for one in own_things.kept]
    enters = [one for one in entries if one.public_id in mine.known]
    shown = [one for one in bookings if one.public_id in mine.known]
    waits = [one for one in waiting if one.public_id in mine.known]
    told = own_words.of_bookings(shown)
    language = mine.person.contact_language
    context = {
        "path": mine.back,
        "kind": mine.kind,
        "entries": enters,
        "file_path": mine.path("-file"),
        "correct_path": mine.path("-correct"),
        "name": masked_name(mine.person.name) if mine.person.name else "–",
        "contact": masked_contact(mine.person.contact) if mine.person.contact else "–",
        "nameless": not mine.person.name,
        "until": _until(shown, waits, enters, alone=any(one.shown for one in kept)),
        "kept": [one for one in kept if one.shown],
        "contact_language": dict(settings.LANGUAGES).get(language, language),
        "bookings": told,
        "waiting": own_words.of_waiting(waits),
        "readings": who_read(told),
        "elsewhere": (len(bookings) + len(waiting) + len(entries) + sum(one.number for one in kept))
        - (len(shown) + len(waits) + len(enters) + sum(one.shown for one in kept)),
        "form": form,
    }
    return render(request, "booking/about_me.html", context, status=status)


def _until(shown: Any, waits: Any, enters: Any, *, alone: bool) -> str:
    """How long bookings keep a name; empty when nothing is shown but what rooms above keep and say themselves."""
    if shown or waits or enters:
        return str(how_long_kept(shown, waits, enters))
    return "" if alone else str(MAY_COME)


@require_POST
def _file(request: HttpRequest, mine: Mine) -> HttpResponse:
    # Whoever is kept on paper has given no contact: the slip with the link is their proof.
    if mine.person.contact and (refused := _not_proved(request, mine)):
        return refused
    engine.note_export(which=mine.which, by=mine.by)
    everything = everything_about(mine.person, known=mine.known)
    response = JsonResponse(everything, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="about-me.json"'
    return response


def _not_proved(request: HttpRequest, mine: Mine) -> HttpResponse | None:
    """The page that says why nothing is handed out; None for whoever knows the contact."""
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _shown(request, mine, form, status=422)
    if _too_many(mine):
        form.add_error("contact", _("There were too many tries. Wait ten minutes, or ask the staff."))
        return _shown(request, mine, form, status=429)
    if not hmac.compare_digest(form.cleaned_data["contact"].encode(), mine.person.contact.encode()):
        form.add_error("contact", _("You did not book with this one. Write the number or address that you gave."))
        return _shown(request, mine, form, status=422)
    return None


def _too_many(mine: Mine) -> bool:
    key = f"about-me:{mine.thing.public_id}"
    cache.add(key, 0, TRIES_SECONDS)
    try:
        return cache.incr(key) > TRIES
    except ValueError:  # it ran out between the two calls
        return False


@require_http_methods(["GET", "POST"])
def _correct(request: HttpRequest, mine: Mine) -> HttpResponse:
    person = mine.person
    form = CorrectForm(
        request.POST if request.method == "POST" else None,
        language=person.contact_language,
        nameless=not person.name,
    )
    if request.method == "POST" and form.is_valid():
        done = engine.put_right(
            person=person,
            name=form.cleaned_data.get("name") or person.name,
            contact=form.cleaned_data["contact"] or person.contact,
            language=form.cleaned_data["language"],
            which=mine.which,
            by=mine.by,
            known=mine.known,
        )
        if done:
            messages.success(request, _("It is put right."))
            return redirect(mine.path())
        form.add_error(
            None,
            _(
                "More bookings are kept under this name and contact, which neither this link nor this browser made. "
                "Open the link of one of those in this browser first, or ask the staff."
            ),
        )
    context = {
        "path": mine.path(),
        "form": form,
        "name": masked_name(person.name) if person.name else "–",
        "contact": masked_contact(person.contact) if person.contact else "–",
    }
    return render(request, "booking/about_me_correct.html", context, status=422 if form.errors else 200)


class Pages(NamedTuple):
    """The pages about whoever opens a kind of link."""

    page: Callable[..., HttpResponse]
    file: Callable[..., HttpResponse]
    correct: Callable[..., HttpResponse]


def pages_by(guard: Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]) -> Pages:
    """The pages behind the links that `guard` opens; what they are for is of a kind that is declared."""
    mine: Any = mine_by(guard)
    return Pages(mine(_page), mine(_file), mine(_correct))


of_booking = pages_by(by_link)
of_waiting = pages_by(by_waiting_link)
