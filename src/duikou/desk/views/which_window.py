"""Which window serves me: one page, one file, and nothing that anybody sends."""

from __future__ import annotations

import gzip

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from duikou.base import clock, page_permissions
from duikou.base.everybody import for_everybody
from duikou.base.service_workers import POLICY, may_register
from duikou.desk.languages import named
from duikou.desk.offline_pages import worker
from duikou.desk.queries.service_areas import current_edition
from duikou.desk.queries.which_window import cards, content_of, streets_of
from duikou.desk.words import week_lines

MODULES = tuple(f"{settings.STATIC_URL}desk/{name}.js" for name in ("areas", "offline"))
PARTS = ("desk/which.css", "desk/which_window.js", *MODULES)
FOREVER = "public, max-age=31536000, immutable"


@for_everybody(seconds=1)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Everything of every centre, with the parts that answer from the file. The page may ask where its reader is;
    nothing of that leaves the browser."""
    edition, today = current_edition(), timezone.localdate(clock.now())
    shown = [(card, week_lines(card.week), named(card.languages)) for card in cards(today=today)]
    context = {
        "edition": edition,
        "cards": shown,
        "general": edition.general.slug if edition and edition.general else "",
        "settings": _settings(edition.digest if edition else ""),
        "has_streets": bool(edition and edition.streets),
    }
    answer = may_register(render(request, "desk/which/page.html", context))
    answer[page_permissions.HEADER] = page_permissions.permissions("geolocation")
    return answer


@for_everybody(seconds=1)
@require_safe
def streets(request: HttpRequest) -> HttpResponse:
    """All streets on one page, for those without scripts: choosing one sends nothing but the wish for the page of
    centres, the same for every street."""
    return render(request, "desk/which/streets.html", {"streets": streets_of(current_edition())})


@require_safe
def file(request: HttpRequest, digest: str) -> HttpResponse:
    """What was published under this name, which never changes."""
    content = content_of(digest)
    if content is None:
        raise Http404
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(content if packed else gzip.decompress(content), content_type="application/json")
    if packed:
        answer["Content-Encoding"] = "gzip"
    answer["Vary"] = "Accept-Encoding"
    answer["Cache-Control"] = FOREVER
    return answer


@for_everybody(seconds=60)
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """What keeps the page for when the network is gone."""
    edition, here = current_edition(), reverse("desk:which-window")
    files = [reverse("desk:which-file", args=[edition.digest])] if edition else []
    pages = [here, reverse("desk:which-streets")]
    return worker("which-window", scope=here, pages=pages, parts=[*PARTS, *files])


def _settings(digest: str) -> dict[str, object]:
    """What the page's script is told: where its file is, and its words."""
    return {
        "file": reverse("desk:which-file", args=[digest]) if digest else "",
        "worker": f"{reverse('desk:which-worker')}?{get_language()}",
        "scope": reverse("desk:which-window"),
        "policy": POLICY,
        "zone": settings.TIME_ZONE,
        "language": get_language(),
        "languages": [get_language(), settings.LANGUAGE_CODE],
        "words": {
            "one": _("This centre serves you"),
            "several": _("Two or more centres may serve you"),
            "none": _("No centre has said that it serves this place"),
            "none_do": _("That is no mistake of yours. Ask at the city’s general desk, or at any centre below."),
            "not_general": _("That is no mistake of yours. Any centre below can tell you where to go."),
            "read": _("Read as: {street}"),
            "number": _("{street} {number}"),
            "unsure": _("If your street is called otherwise, choose it from the list of streets."),
            "in_area": _("Area: {area}"),
            "unknown": _(
                "None of the listed streets is in what you typed. Try the name of the street or compound alone, or tap "
                "on the map."
            ),
            "number_outside": _("The street is listed, but not with this number."),
            "number_needed": _("It depends on the house number. Add it to be sure."),
            "streets_differ": _("The street and the compound lead to different centres. Both are shown."),
            "said_twice": _("Both centres say that they serve this address."),
            "border": _(
                "The place is on a border, or within {near} metres of one. The centres on both sides are shown."
            ),
            "overlap": _("Both centres say that they serve this place."),
            "beside": _("The place is just outside this area, within {near} metres of its border."),
            "outside": _("The place lies in none of the areas."),
            "coarse": _(
                "Your device knows where it is only to within {metres} metres. Tap on the map if that is wrong."
            ),
            "denied": _("The device does not tell where it is. Type the street, or tap on the map."),
            "asking": _("Asking the device where it is …"),
            "now": _("From {first}: {words}"),
            "until": _("From {first} to {last}: {words}"),
            "instead": _("Go to this centre instead: {centre}"),
            "broken": _(
                "The areas could not be loaded. Choose your street from the list, or look at all centres below."
            ),
        },
    }
