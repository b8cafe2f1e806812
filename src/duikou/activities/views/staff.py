"""Which activity, campaign, kind or channel a signed-in request is about, and whether it may be."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from duikou.activities import course_rules, course_words, permissions, rules
from duikou.activities.models import Activity, Campaign, Course, Session
from duikou.activities.queries.courses import whole
from duikou.activities.queries.keeping import listed
from duikou.activities.words import REFUSALS
from duikou.directory.access import needs

for_keepers = needs(permissions.KEEP_ACTIVITIES)
for_courses = needs(permissions.KEEP_COURSES)
for_campaigns = needs(permissions.KEEP_CAMPAIGNS)
for_kinds = needs(permissions.KEEP_KINDS)


def kept_activity(request: HttpRequest, public_id: UUID) -> Activity:
    """The activity, when the request's account keeps it; else 404."""
    return get_object_or_404(listed(permissions.KEEP_ACTIVITIES.things(request.user)), public_id=public_id)


def kept_campaign(request: HttpRequest, slug: str) -> Campaign:
    """The campaign, when the request's account keeps it; else 404."""
    return get_object_or_404(permissions.KEEP_CAMPAIGNS.things(request.user), slug=slug)


def kept_course(request: HttpRequest, public_id: UUID) -> Course:
    """The class, when the request's account keeps it; else 404."""
    return get_object_or_404(whole(permissions.KEEP_COURSES.things(request.user)), public_id=public_id)


def kept_session(request: HttpRequest, course: UUID, session: UUID) -> Session:
    """A session of a class that the request's account keeps, with its class; else 404."""
    kept = kept_course(request, course)
    found = get_object_or_404(kept.sessions.select_related("place"), public_id=session)
    found.course = kept
    return found


def say_why_not(request: HttpRequest, refused: course_rules.Refused) -> None:
    """Tell the reader why an action with a class was refused and what to do."""
    messages.error(request, course_words.why_not(refused))


def say_refused(request: HttpRequest, refused: rules.Refused) -> None:
    """Tell the reader why an action was refused and what to do."""
    messages.error(request, str(REFUSALS[refused.refusal]))
