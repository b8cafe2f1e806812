"""The jury for who keeps a contest: who judges, and how far they are."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from duikou.activities import contest_rules as rules
from duikou.activities import permissions
from duikou.activities.actions import jurors as acts
from duikou.activities.actions.recusing import recuse
from duikou.activities.contest_words import REFUSALS
from duikou.activities.forms.judging import JurorForm
from duikou.activities.models import Contest, ContestEntry, Juror
from duikou.activities.queries import contests as queries
from duikou.activities.queries import jury as read
from duikou.activities.views.keep_contests import for_contests, kept_contest, say_refused
from duikou.directory.access import acting


def _page(request: HttpRequest, contest: Contest, form: JurorForm | None = None) -> HttpResponse:
    progress, jurors = read.progress(contest)
    context = {
        "contest": contest,
        "progress": progress,
        "jurors": jurors,
        "marked": queries.marks_exist(contest),
        "form": form or JurorForm(accounts=queries.accounts_to_ask(contest)),
        "works": queries.to_judge(contest).only("number", "public_id") if jurors else (),
        "may_name": contest.state in (Contest.State.DRAFT, Contest.State.PUBLISHED),
    }
    return render(request, "activities/keep/jury.html", context, status=422 if form and form.errors else 200)


@for_contests
@require_http_methods(["GET", "POST"])
def jury(request: HttpRequest, contest: UUID) -> HttpResponse:
    """Who judges, and how far everybody is; a POST names a juror."""
    kept = kept_contest(request, contest)
    if request.method == "GET":
        return _page(request, kept)
    form = JurorForm(request.POST, accounts=queries.accounts_to_ask(kept))
    if not form.is_valid():
        return _page(request, kept, form)
    account = form.cleaned_data["account"]
    try:
        keeps = permissions.KEEP_CONTESTS.allows(account, kept)
        acts.add_juror(contest=kept, account=account, keeps=keeps, by=acting(request))
    except rules.Refused as refused:
        form.add_error("account", str(REFUSALS[refused.refusal]))
        return _page(request, kept, form)
    messages.success(request, _("%(name)s is in the jury now.") % {"name": account})
    return redirect("activities:contest-jury", kept.public_id)


@for_contests
@require_POST
def juror_step(request: HttpRequest, contest: UUID, juror: UUID) -> HttpResponse:
    """Take a juror out, give their marks back, or let them not judge a work."""
    kept = kept_contest(request, contest)
    found: Juror = get_object_or_404(kept.jurors, public_id=juror)
    do, by = request.POST.get("do"), acting(request)
    try:
        if do == "remove":
            acts.remove_juror(juror=found, by=by)
        elif do == "back":
            acts.give_back(juror=found, by=by)
        elif do == "recuse":
            number = request.POST.get("number", "")
            entry = kept.entries.filter(number=int(number) if number.isascii() and number.isdigit() else 0).first()
            if entry is None:
                messages.error(request, _("There is no work with this number. Write one of those listed."))
                return redirect("activities:contest-jury", kept.public_id)
            recuse(juror=found, entry=entry, by=by, by_office=True)
        else:
            messages.error(request, _("Choose one of the buttons shown."))
            return redirect("activities:contest-jury", kept.public_id)
    except rules.Refused as refused:
        say_refused(request, refused)
    except ContestEntry.DoesNotExist:
        messages.error(request, _("This work is not judged: it is empty, left out or withdrawn."))
    else:
        messages.success(request, _("Kept."))
    return redirect("activities:contest-jury", kept.public_id)


@for_contests
@require_POST
def begin_anew(request: HttpRequest, contest: UUID) -> HttpResponse:
    """Throw all marks away."""
    kept = kept_contest(request, contest)
    try:
        number = acts.begin_anew(contest=kept, by=acting(request))
    except rules.Refused as refused:
        say_refused(request, refused)
    else:
        said = ngettext("%(n)s sheet of marks is thrown away.", "%(n)s sheets of marks are thrown away.", number)
        messages.success(request, said % {"n": number})
    return redirect("activities:contest-jury", kept.public_id)
