"""How states are called on screens and in exports."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from duikou.fairs.models import Fair, Post, Stand

FAIR_STATES: dict[str, Any] = {
    Fair.State.DRAFT: pgettext_lazy("fair", "Draft"),
    Fair.State.PUBLISHED: pgettext_lazy("fair", "Published"),
    Fair.State.RUNNING: pgettext_lazy("fair", "Running"),
    Fair.State.CLOSED: pgettext_lazy("fair", "Closed"),
    Fair.State.CANCELLED: pgettext_lazy("fair", "Cancelled"),
}
STAND_STATES: dict[str, Any] = {
    Stand.State.REQUESTED: pgettext_lazy("stand", "Waiting for a decision"),
    Stand.State.APPROVED: pgettext_lazy("stand", "Approved"),
    Stand.State.DECLINED: pgettext_lazy("stand", "Declined"),
    Stand.State.WITHDRAWN: pgettext_lazy("stand", "Withdrawn"),
}
POST_STATES: dict[str, Any] = {
    Post.State.DRAFT: pgettext_lazy("post", "Draft"),
    Post.State.PUBLISHED: pgettext_lazy("post", "Published"),
    Post.State.WITHDRAWN: pgettext_lazy("post", "Withdrawn"),
}
