"""The office decides about conditions on sex, ethnicity, religion or household registration found in postings."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.directory.access import acting
from duikou.fairs import rules
from duikou.fairs.actions import condition_decisions
from duikou.fairs.actions.publishing import publish_ready
from duikou.fairs.forms.imports import FAULTS, DecisionForm
from duikou.fairs.models import Condition
from duikou.fairs.queries import conditions as found
from duikou.fairs.views.import_report import KINDS
from duikou.fairs.views.staff import fair_of_office, for_office, say_refused


@for_office
@require_GET
def condition_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All conditions found in a fair's postings, the undecided ones first."""
    fair = fair_of_office(request, slug)
    page = Paginator(found.conditions(fair), 50).get_page(request.GET.get("page"))
    rows = [(one, KINDS[Condition.Kind(one.kind)]) for one in page]
    context = {"fair": fair, "page": page, "rows": rows, "undecided": found.undecided(fair), "tab": "conditions"}
    return render(request, "fairs/imports/conditions.html", context)


@for_office
@require_http_methods(["GET", "POST"])
def condition_page(request: HttpRequest, slug: str, condition: int) -> HttpResponse:
    """One condition: where it stands, and the decision."""
    fair = fair_of_office(request, slug)
    one = get_object_or_404(found.conditions(fair).select_related("fair"), pk=condition)
    form = DecisionForm(request.POST if request.method == "POST" else None, condition=one)
    if request.method == "POST" and form.is_valid():
        try:
            count = condition_decisions.decide(condition=one, by=acting(request), **form.cleaned_data)
        except condition_decisions.BadDecision as bad:
            messages.error(request, str(FAULTS[bad.fault]))
        except rules.Refused as refused:
            say_refused(request, refused)
        else:
            messages.success(
                request,
                ngettext("Decided for %(count)s post.", "Decided for %(count)s posts.", count) % {"count": count},
            )
        return redirect("fairs:office-conditions", fair.slug)
    kind = KINDS[Condition.Kind(one.kind)]
    context = {
        "fair": fair,
        "condition": one,
        "kind": kind,
        "marks": found.examples(one),
        "form": form,
        "tab": "conditions",
    }
    return render(request, "fairs/imports/condition.html", context, status=422 if form.is_bound else 200)


@for_office
@require_POST
def publish_all(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish every draft that may be."""
    fair = fair_of_office(request, slug)
    try:
        count = publish_ready(fair=fair, by=acting(request))
    except rules.Refused as refused:
        say_refused(request, refused)
    else:
        text = ngettext("%(count)s post was published.", "%(count)s posts were published.", count)
        messages.success(request, text % {"count": count})
    return redirect("fairs:office-posts", fair.slug)
