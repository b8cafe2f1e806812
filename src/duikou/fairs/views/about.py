"""All that is stored about somebody, reached by the signed link of a booking or of a place on a waiting list: seen,
taken along, put right, erased. Bookings that neither the link nor this browser made are only counted: anybody can book
under a name and number they know, and would read the other's plans here, or end them."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duikou.booking import actions as engine
from duikou.booking.forms.about import ContactForm, CorrectForm
from duikou.booking.queries.draws import entries_of_person
from duikou.booking.views import browser
from duikou.directory.contacts import masked_contact, masked_name
from duikou.directory.export import everything_about
from duikou.fairs.actions import following
from duikou.fairs.follow_up_links import follow_up_path
from duikou.fairs.how_it_goes import last_day
from duikou.fairs.models import FollowUp
from duikou.fairs.queries import seeker
from duikou.fairs.queries.following import follow_ups_of
from duikou.fairs.queries.readings import readings_of
from duikou.fairs.views.own import Mine, by_booking, by_entry, by_follow_up, by_waiting

TRIES, TRIES_SECONDS = 10, 600


@require_http_methods(["GET", "POST"])
def _page(request: HttpRequest, mine: Mine) -> HttpResponse:
    if request.method == "POST":
        erased = engine.erase_person(person_id=mine.person.pk, which=mine.which, by=mine.by, known=mine.known)
        if isinstance(mine.thing, FollowUp) and not erased:
            following.stop(follow_up=mine.thing, which=mine.which, by=mine.by)
        response = render(
            request,
            "fairs/erased.html",
            {"erased": erased, "waited": mine.waits, "entered": mine.enters, "asked": mine.is_asked},
        )
        return browser.forget(response) if erased else response
    return _shown(request, mine, ContactForm() if mine.person.contact else None)


def _shown(request: HttpRequest, mine: Mine, form: ContactForm | None, status: int = 200) -> HttpResponse:
    bookings = seeker.bookings_of_person(mine.person.pk)
    waiting = seeker.waiting_of_person(mine.person.pk)
    entries = entries_of_person(mine.person.pk)
    asked = follow_ups_of(mine.person.pk)
    followed = [one for one in asked if one.public_id in mine.shown]
    enters = [one for one in entries if one.public_id in mine.known]
    shown = [one for one in bookings if one.public_id in mine.known]
    waits = [one for one in waiting if one.public_id in mine.known]
    language = mine.person.contact_language
    context = {
        "path": mine.back,
        "waits": mine.waits,
        "enters": mine.enters,
        "entries": enters,
        "file_path": mine.path("about-me-file"),
        "correct_path": mine.path("about-me-correct"),
        "name": masked_name(mine.person.name) if mine.person.name else "–",
        "contact": masked_contact(mine.person.contact) if mine.person.contact else "–",
        "is_asked": mine.is_asked,
        "nameless": not mine.person.name,
        "followed": [(one, follow_up_path(one)) for one in followed],
        "asked_until": max((last_day(one.since) for one in followed), default=None),
        "contact_language": dict(settings.LANGUAGES).get(language, language),
        "bookings": shown,
        "waiting": waits,
        "readings": readings_of(shown),
        "elsewhere": (len(bookings) + len(waiting) + len(entries) + len(asked))
        - (len(shown) + len(waits) + len(enters) + len(followed)),
        "form": form,
    }
    return render(request, "fairs/about_me.html", context, status=status)


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
        form.add_error("contact", _("There were too many tries. Wait ten minutes, or ask at the door of the fair."))
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
            return redirect(mine.path("about-me"))
        form.add_error(
            None,
            _(
                "More bookings are kept under this name and contact, which neither this link nor this browser made. "
                "Open the link of one of those in this browser first, or ask at the door of the fair."
            ),
        )
    context = {
        "path": mine.path("about-me"),
        "form": form,
        "name": masked_name(person.name) if person.name else "–",
        "contact": masked_contact(person.contact) if person.contact else "–",
    }
    return render(request, "fairs/about_me_correct.html", context, status=422 if form.errors else 200)


page, waiting_page, entry_page = by_booking(_page), by_waiting(_page), by_entry(_page)
follow_up_page, follow_up_file, follow_up_correct = by_follow_up(_page), by_follow_up(_file), by_follow_up(_correct)
file, waiting_file, entry_file = by_booking(_file), by_waiting(_file), by_entry(_file)
correct, waiting_correct, entry_correct = by_booking(_correct), by_waiting(_correct), by_entry(_correct)
