"""The kinds of entries that activities write into the journal, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "kind.kept": _("kept a kind of activities"),
    "channel.kept": _("kept a channel of activities"),
    "campaign.kept": _("kept a campaign"),
    "campaign.published": _("published a campaign"),
    "series.kept": _("kept a series of activities"),
    "activity.created": _("made an activity"),
    "activity.changed": _("changed an activity"),
    "activity.published": _("published an activity"),
    "activity.cancelled": _("called an activity off"),
    "activity.walked_in": _("let people in at an activity who had not signed up"),
    "report.written": _("wrote the report of an activity"),
    "report.published": _("published the report of an activity"),
    "activity.counted": _("wrote down how many came to an activity"),
    "team.created": _("made a team of volunteers"),
    "team.changed": _("changed a team of volunteers"),
    "team.shown": _("showed a team of volunteers to everybody"),
    "team.ended": _("ended a team of volunteers"),
    "shift.created": _("made a shift of volunteers"),
    "shift.changed": _("changed a shift of volunteers"),
    "shift.cancelled": _("called a shift of volunteers off"),
    "shift.walked_in": _("noted helpers who came without having joined"),
    "shift.restricted": _("let only some join a shift, by invitation"),
    "shift.opened": _("let everybody join a shift again"),
    "shift.settled": _("gave the places of a shift back that nobody had confirmed"),
    "course.created": _("made a class"),
    "course.changed": _("changed a class"),
    "course.published": _("published a class"),
    "course.cancelled": _("called a class off"),
    "course.finished": _("closed a class"),
    "session.added": _("added a session to a class"),
    "session.moved": _("moved a session of a class"),
    "session.called_off": _("called a session of a class off"),
    "session.register": _("took the register of a session"),
    "session.counted": _("wrote down how many came to a session"),
}
