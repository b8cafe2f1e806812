"""What is done with policies, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "policy.written": _("wrote a policy"),
    "policy.changed": _("changed what is said about a policy"),
    "policy.split": _("wrote the clauses of a policy"),
    "policy.published": _("published a policy"),
    "policy.lapsed": _("a policy lapsed"),
    "policy.withdrawn": _("withdrew a policy"),
    "policy.dropped": _("threw the draft of a policy away"),
    "policy.renewed": _("let a lapsed policy hold on"),
    "policy.superseded": _("put a policy in the place of another"),
    "policy.supersession_dropped": _("took back that a policy takes the place of another"),
}
