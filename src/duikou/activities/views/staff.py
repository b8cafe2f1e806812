"""Which activity, campaign, kind or channel a signed-in request is about, and whether it may be."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from duikou.activities import permissions, rules
from duikou.activities.models import Activity, Campaign
from duikou.activities.queries.keeping import listed
from duikou.activities.words import REFUSALS
from duikou.directory.access import needs

for_keepers = needs(permissions.KEEP_ACTIVITIES)
for_campaigns = needs(permissions.KEEP_CAMPAIGNS)
for_kinds = needs(permissions.KEEP_KINDS)


def kept_activity(request: HttpRequest, public_id: UUID) -> Activity:
    """The activity, when the request's account keeps it; else 404."""
    return get_object_or_404(listed(permissions.KEEP_ACTIVITIES.things(request.user)), public_id=public_id)


def kept_campaign(request: HttpRequest, slug: str) -> Campaign:
    """The campaign, when the request's account keeps it; else 404."""
    return get_object_or_404(permissions.KEEP_CAMPAIGNS.things(request.user), slug=slug)


def say_refused(request: HttpRequest, refused: rules.Refused) -> None:
    """Tell the reader why an action was refused and what to do."""
    messages.error(request, str(REFUSALS[refused.refusal]))
