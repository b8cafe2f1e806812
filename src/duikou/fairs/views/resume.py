"""A résumé for one fair: written, shared, printed and erased by its person, read by employers at their table."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from duikou.base import clock
from duikou.base.ids import show_code
from duikou.base.private import private
from duikou.booking.models import Booking, DrawEntry
from duikou.booking.views.own import Mine
from duikou.directory.access import acting
from duikou.fairs import rules
from duikou.fairs.actions import resumes
from duikou.fairs.forms.resume import ResumeForm, ShareForm
from duikou.fairs.models import Resume
from duikou.fairs.queries import door as read
from duikou.fairs.queries.resumes import (
    Holder,
    fair_of,
    resume_for_table,
    resume_of,
    resume_readings,
    shared_with,
    stands_to_share_with,
)
from duikou.fairs.views.own import by_booking, by_entry
from duikou.fairs.views.staff import for_employers, own_stand, say_refused

KEEP, SHARE, ERASE = "keep", "share", "erase"


@require_http_methods(["GET", "POST"])
def _page(request: HttpRequest, mine: Mine) -> HttpResponse:
    holder, resume = _theirs(mine)
    if isinstance(holder, DrawEntry) and not holder.draw.ranked:
        messages.info(request, _("In this draw nobody reads a résumé: chance alone decides. Write one with a ticket."))
        return redirect(mine.back)
    do = request.POST.get("do", KEEP) if request.method == "POST" else ""
    initial = {name: getattr(resume, name) for name in Resume.TEXTS} if resume else {}
    form = ResumeForm(request.POST if do == KEEP else None, initial=initial)
    choices = stands_to_share_with(holder, known=mine.known)
    chosen = sorted(shared_with(resume))
    share = ShareForm(request.POST if do == SHARE else None, choices=choices, initial={"stands": chosen})
    if request.method == "POST" and (answer := _done(request, mine, do, form, share)):
        return answer
    fair = fair_of(holder)
    context = {
        "enters": isinstance(holder, DrawEntry),
        "draw": holder.draw if isinstance(holder, DrawEntry) else None,
        "fair": fair,
        "back": mine.back,
        "sheet": _path(mine, "resume-sheet"),
        "resume": resume,
        "form": form,
        "share": share if choices else None,
        "goes": rules.resume_goes(fair),
        "open": rules.may_keep_resume(fair, now=clock.now()),
        "readings": resume_readings(holder, known=mine.known),
    }
    return render(request, "fairs/resume/page.html", context, status=422 if form.errors or share.errors else 200)


def _path(mine: Mine, name: str) -> str:
    """The path of one of the pages here."""
    entry = "entry-" if isinstance(mine.thing, DrawEntry) else ""
    return reverse(f"fairs:{entry}{name}", args=[mine.kind.token(mine.thing)])


def _done(request: HttpRequest, mine: Mine, do: str, form: ResumeForm, share: ShareForm) -> HttpResponse | None:
    """What is answered once something was done; None when something is to be put right first."""
    holder, resume = _theirs(mine)
    try:
        if do == ERASE:
            if resumes.erase_resume(holder=holder, known=mine.known, by=mine.by):
                messages.success(request, _("Your résumé is erased. Nobody can read it any more."))
        elif do == SHARE and resume is not None and share.is_valid():
            open_to = resumes.share_resume(
                holder=holder, stands=share.cleaned_data["stands"], known=mine.known, by=mine.by
            )
            said = _("Kept. Only the employers with a tick can read it.") if open_to else _("Kept. Nobody can read it.")
            messages.success(request, said)
        elif do == KEEP and form.is_valid():
            resumes.keep_resume(holder=holder, texts=form.texts(), known=mine.known, by=mine.by)
            messages.success(request, _("Your résumé is kept. Now tick who may read it."))
        elif do in (KEEP, SHARE) and (form.errors or share.errors):
            return None
        else:
            messages.error(request, _("This step does not exist. Choose one of the buttons."))
    except rules.Refused as refused:
        say_refused(request, refused)
    return redirect(_path(mine, "resume"))


@require_GET
def _sheet(request: HttpRequest, mine: Mine) -> HttpResponse:
    holder, resume = _theirs(mine)
    if resume is None or not rules.may_keep_resume(fair_of(holder), now=clock.now()):
        return redirect(_path(mine, "resume"))
    return render(request, "fairs/resume/sheet.html", {**_read(resume, holder), "back": _path(mine, "resume")})


@for_employers
@private
@require_GET
def at_table(request: HttpRequest, slug: str, booking: UUID) -> HttpResponse:
    """The résumé that somebody who comes to the employer's own stand shares with it; each reading is kept."""
    stand = own_stand(request, slug)
    one = read.booking_at_door(stand.fair, booking)
    if one is None or stand.resource_id is None or one.slot.resource_id != stand.resource_id:
        raise Http404
    back = f"{reverse('fairs:table', args=[slug])}?stand={stand.pk}"
    resume = resume_for_table(stand, one, now=clock.now())
    if resume is None:
        messages.info(request, _("This person shares no résumé with you, or not any more."))
        return redirect(back)
    resumes.read_resume(stand=stand, booking=one, by=acting(request))
    context = {**_read(resume, one), "back": back, "employer": stand.employer, "goes": rules.resume_goes(stand.fair)}
    return render(request, "fairs/resume/sheet.html", context)


def texts_of(resume: Resume) -> list[tuple[object, str]]:
    """What a résumé says, each text under its name."""
    fields = ResumeForm().fields
    return [(fields[name].label, getattr(resume, name)) for name in Resume.TEXTS if getattr(resume, name)]


def _theirs(mine: Mine) -> tuple[Holder, Resume | None]:
    assert isinstance(mine.thing, Booking | DrawEntry)
    return mine.thing, resume_of(mine.thing, known=mine.known)


def _read(resume: Resume, holder: Holder) -> dict[str, object]:
    name = show_code(holder.code) if isinstance(holder, DrawEntry) else holder.person.name if holder.person else ""
    return {"name": name, "fair": fair_of(holder), "texts": texts_of(resume)}


page, sheet = by_booking(_page), by_booking(_sheet)
entry_page, entry_sheet = by_entry(_page), by_entry(_sheet)
