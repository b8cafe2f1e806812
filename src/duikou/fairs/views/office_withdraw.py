"""The office withdraws a stand whose employer does not come."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from duikou.base import clock
from duikou.base.translated import translated
from duikou.directory.access import acting
from duikou.fairs import rules
from duikou.fairs.actions.withdrawing import withdraw_stand
from duikou.fairs.forms.stands import WithdrawForm
from duikou.fairs.models import Stand
from duikou.fairs.queries.withdrawn import told_when_withdrawn
from duikou.fairs.views.staff import fair_of_office, for_office, say_refused


@for_office
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, slug: str, stand: int) -> HttpResponse:
    """Say how many people will be told, ask why, then withdraw the stand."""
    fair = fair_of_office(request, slug)
    one = get_object_or_404(Stand.objects.select_related("employer", "resource"), fair=fair, pk=stand)
    one.fair = fair
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            ended = withdraw_stand(stand=one, by=acting(request), why=translated(form.cleaned_data["why"]))
        except rules.Refused as refused:
            say_refused(request, refused)
        else:
            said = ngettext(
                "Withdrawn. %(n)s talk was called off; everybody is being told.",
                "Withdrawn. %(n)s talks were called off; everybody is being told.",
                ended,
            )
            messages.success(request, said % {"n": ended})
        return redirect("fairs:office-stand", fair.slug, one.pk)
    context = {
        "fair": fair,
        "stand": one,
        "form": form,
        "tab": "stands",
        "possible": one.state == Stand.State.APPROVED and rules.may_change(fair),
        "people": told_when_withdrawn(one, now=clock.now()),
    }
    return render(request, "fairs/office/withdraw.html", context, status=422 if form.is_bound else 200)
