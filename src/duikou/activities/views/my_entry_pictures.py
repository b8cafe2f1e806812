"""The pictures of one's own work, by its link."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duikou.activities import contest_rules as rules
from duikou.activities.actions import changing_works as acts
from duikou.activities.contest_links import entry_path
from duikou.activities.contest_words import REFUSALS
from duikou.activities.forms.works import WorkPictureForm
from duikou.activities.models import ContestEntry
from duikou.activities.views.my_entry import by_link, entry_page, small_picture, themselves


@by_link
@require_POST
def add_picture(request: HttpRequest, entry: ContestEntry) -> HttpResponse:
    """Add a picture of the work."""
    form = WorkPictureForm(request.POST, request.FILES)
    if not form.is_valid() or form.picture is None:
        return entry_page(request, entry, picture_form=form, status=422)
    data = form.cleaned_data
    try:
        acts.add_picture(
            entry=entry,
            picture=form.picture,
            recognisable=data["recognisable"],
            caption=data["caption_text"],
            by=themselves(entry),
        )
    except rules.Refused as no:
        messages.error(request, str(REFUSALS[no.refusal]))
    else:
        messages.success(request, _("The picture is kept."))
    return redirect(entry_path(entry))


@by_link
@require_GET
def picture(request: HttpRequest, entry: ContestEntry, image: UUID) -> HttpResponse:
    """One's own picture, small, also while nobody else sees it."""
    return small_picture(entry, image)


@by_link
@require_POST
def drop_picture(request: HttpRequest, entry: ContestEntry, image: UUID) -> HttpResponse:
    """Delete a picture of the work."""
    acts.drop_picture(entry=entry, picture=image, by=themselves(entry))
    messages.success(request, _("The picture is deleted."))
    return redirect(entry_path(entry))
