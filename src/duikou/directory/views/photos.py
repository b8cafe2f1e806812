"""Photos: shown to everybody or to those who keep them, taken down by who is in them, looked at again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.base.actor import SOMEBODY
from duikou.base.paced import paced
from duikou.directory.access import acting, needs
from duikou.directory.actions import photos as acts
from duikou.directory.models import PlacePhoto
from duikou.directory.permissions import KEEP_PHOTOS
from duikou.directory.queries import photo_content, photos_taken_down

A_PAGE = 24
SEEN_SECONDS = 300  # how long a browser goes on showing one that is taken down meanwhile
for_keepers = needs(KEEP_PHOTOS)


@require_GET
def file(request: HttpRequest, photo_id: UUID, size: str) -> HttpResponseBase:
    """The bytes of a photo: to everybody when it is shown, else to those who keep it."""
    photo = get_object_or_404(PlacePhoto, public_id=photo_id)
    if photo.shown:
        response = _bytes(photo, size)
        response["Cache-Control"] = f"public, max-age={SEEN_SECONDS}"
        return response
    if not KEEP_PHOTOS.allows(request.user, photo):
        raise Http404
    return _kept(request, photo, size)


@for_keepers
def _kept(request: HttpRequest, photo: PlacePhoto, size: str) -> HttpResponse:
    response = _bytes(photo, size)
    response["Cache-Control"] = "private, no-store"
    return response


def _bytes(photo: PlacePhoto, size: str) -> HttpResponse:
    content = photo_content(photo, size)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="image/jpeg")
    response["Content-Disposition"] = "inline"
    return response


@require_http_methods(["GET", "POST"])
@paced(per_minute=20, burst=10)
def in_it(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """Somebody is in a photo and does not want to be: one tap hides it, and nobody asks who they are."""
    photo = get_object_or_404(PlacePhoto, public_id=photo_id)
    if request.method == "POST":
        acts.take_photo_down(photo=photo, by=SOMEBODY)
    return render(request, "directory/photo_in_it.html", {"photo": photo, "hidden": not photo.shown})


@for_keepers
@require_GET
def taken_down(request: HttpRequest) -> HttpResponse:
    """The photos of one's organisations that somebody took down, the longest down first."""
    found = photos_taken_down(KEEP_PHOTOS.things(request.user))
    return render(request, "directory/photos_taken_down.html", {"page": Paginator(found, A_PAGE).get_page(1)})


@for_keepers
@require_POST
def decide(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """Remove a photo for good, or show one again in which nobody is to be recognised after all."""
    photo = get_object_or_404(KEEP_PHOTOS.things(request.user), public_id=photo_id)
    if request.POST.get("do") == "remove":
        acts.remove_photo(photo=photo, by=acting(request))
        messages.success(request, _("The picture is deleted."))
    elif request.POST.get("do") == "show":
        if acts.show_photo_again(photo=photo, by=acting(request)):
            messages.success(request, _("The picture is shown again."))
        else:
            messages.error(request, _("Nobody has taken this picture down, or somebody has looked already."))
    else:
        messages.error(request, _("Choose whether to delete the picture or to show it again."))
    return redirect("directory:photos-taken-down")
