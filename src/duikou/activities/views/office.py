"""For the programme office: what is reached by which way, campaigns, kinds and channels."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.activities import coverage_chart, figures, permissions
from duikou.activities.actions import campaigns as acts
from duikou.activities.actions.kinds import keep_channel, keep_kind
from duikou.activities.forms.keeping import CampaignForm, ChannelForm, KindForm
from duikou.activities.models import Channel, Kind
from duikou.activities.queries import class_figures
from duikou.activities.queries import coverage as read
from duikou.activities.queries.keeping import may_come_before
from duikou.activities.views.staff import for_campaigns, for_kinds, kept_campaign
from duikou.base import clock
from duikou.base.small_numbers import K_INSIDE
from duikou.directory.access import acting

MOST_YEARS = range(2000, 2100)


@for_campaigns
@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    """Channel by kind by month of a year, or by week of a campaign, as a picture and a table."""
    kept = permissions.KEEP_CAMPAIGNS.things(request.user)
    slug, this_year = request.GET.get("campaign", ""), timezone.localdate(clock.now()).year
    campaign = get_object_or_404(kept, slug=slug) if slug else None
    try:
        year = int(request.GET.get("year", this_year))
    except ValueError:
        raise Http404 from None
    if year not in MOST_YEARS:
        raise Http404
    covered = read.of_campaign(campaign, k=K_INSIDE) if campaign else read.of_year(year)
    context = {
        "campaign": campaign,
        "campaigns": kept.order_by("-begins_on"),
        "year": year,
        "years": sorted({*read.years(), this_year, year}, reverse=True),
        "coverage": covered,
        "figures": figures.figures.of(covered),
        "of_classes": [] if campaign else figures.class_figures.of(class_figures.of_year(year)),
        "pictures": coverage_chart.pictures(covered),
        "table": coverage_chart.table(covered),
    }
    return render(request, "activities/keep/coverage.html", context)


@for_campaigns
@require_GET
def campaigns(request: HttpRequest) -> HttpResponse:
    """The campaigns that the account keeps."""
    kept = permissions.KEEP_CAMPAIGNS.things(request.user).select_related("organiser").order_by("-begins_on", "pk")
    return render(request, "activities/keep/campaigns.html", {"campaigns": kept})


@for_campaigns
@require_http_methods(["GET", "POST"])
def new_campaign(request: HttpRequest) -> HttpResponse:
    """A new campaign, which nobody sees yet."""
    bodies = permissions.bodies_of(request.user, permissions.CAMPAIGN_FOR)
    before = may_come_before(permissions.KEEP_CAMPAIGNS.things(request.user))
    form = CampaignForm(request.POST if request.method == "POST" else None, bodies=bodies, before=before)
    if form.is_bound and form.is_valid():
        made = acts.create_campaign(**form.values(), by=acting(request))
        messages.success(request, _("Kept. Nobody sees it before it is published."))
        return redirect("activities:keep-campaign", made.slug)
    context = {"form": form, "title": _("New campaign"), "back": "activities:campaigns"}
    return render(request, "activities/keep/simple.html", context, status=422 if form.errors else 200)


@for_campaigns
@require_http_methods(["GET", "POST"])
def keep_campaign(request: HttpRequest, campaign: str) -> HttpResponse:
    """Change a campaign."""
    kept = kept_campaign(request, campaign)
    bodies = permissions.bodies_of(request.user, permissions.CAMPAIGN_FOR)
    before = may_come_before(permissions.KEEP_CAMPAIGNS.things(request.user), kept)
    data = request.POST if request.method == "POST" else None
    form = CampaignForm(data, bodies=bodies, before=before, campaign=kept)
    if form.is_bound and form.is_valid():
        acts.change_campaign(campaign=kept, values=form.values(), by=acting(request))
        messages.success(request, _("Kept."))
        return redirect("activities:keep-campaign", kept.slug)
    context = {"form": form, "title": str(kept), "campaign": kept, "back": "activities:campaigns"}
    return render(request, "activities/keep/simple.html", context, status=422 if form.errors else 200)


@for_campaigns
@require_POST
def publish_campaign(request: HttpRequest, campaign: str) -> HttpResponse:
    """Show a campaign to everybody."""
    kept = kept_campaign(request, campaign)
    acts.publish_campaign(campaign=kept, by=acting(request))
    messages.success(request, _("It is published: everybody can read it now."))
    return redirect("activities:keep-campaign", kept.slug)


@for_kinds
@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """The kinds and channels of activities."""
    context = {"kinds": Kind.objects.all(), "channels": Channel.objects.all()}
    return render(request, "activities/keep/kinds.html", context)


@for_kinds
@require_http_methods(["GET", "POST"])
def keep_kind_page(request: HttpRequest, key: str = "") -> HttpResponse:
    """A kind, new or changed."""
    thing = get_object_or_404(Kind, key=key) if key else None
    form = KindForm(request.POST if request.method == "POST" else None, thing=thing)
    if form.is_bound and form.is_valid():
        keep_kind(**form.values(), by=acting(request))
        messages.success(request, _("Kept."))
        return redirect("activities:kinds")
    context = {"form": form, "title": thing or _("New kind"), "back": "activities:kinds"}
    return render(request, "activities/keep/simple.html", context, status=422 if form.errors else 200)


@for_kinds
@require_http_methods(["GET", "POST"])
def keep_channel_page(request: HttpRequest, key: str = "") -> HttpResponse:
    """A channel, new or changed."""
    thing = get_object_or_404(Channel, key=key) if key else None
    form = ChannelForm(request.POST if request.method == "POST" else None, thing=thing)
    if form.is_bound and form.is_valid():
        keep_channel(**form.values(), by=acting(request))
        messages.success(request, _("Kept."))
        return redirect("activities:kinds")
    context = {"form": form, "title": thing or _("New channel"), "back": "activities:kinds"}
    return render(request, "activities/keep/simple.html", context, status=422 if form.errors else 200)
