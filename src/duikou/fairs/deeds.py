"""The kinds of entries that the job fairs write into the journal, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "fair.created": _("made a fair"),
    "fair.changed": _("changed a fair"),
    "fair.change_told": _("told those who had booked that a fair moves"),
    "fair.draft": _("took a fair back"),
    "fair.published": _("published a fair"),
    "fair.running": _("began a fair"),
    "fair.closed": _("closed a fair"),
    "fair.cancelled": _("cancelled a fair"),
    "stand.requested": _("asked for a stand"),
    "stand.approved": _("approved a stand"),
    "stand.declined": _("declined a stand"),
    "stand.changed": _("changed a stand"),
    "stand.times_made": _("gave a stand its times"),
    "stand.here": _("said that a stand is there"),
    "hall.laid": _("laid the hall of a fair out"),
    "day.sent": _("had a day card sent"),
    "post.written": _("wrote a post"),
    "post.changed": _("changed a post"),
    "post.published": _("published a post"),
    "post.withdrawn": _("withdrew a post"),
    "posts.published": _("published many posts"),
    "posts.imported": _("imported posts"),
    "condition.open": _("opened a condition again"),
    "condition.removed": _("removed a condition"),
    "condition.reworded": _("reworded a condition"),
    "condition.kept": _("kept a condition that a law allows"),
    "resume.kept": _("wrote a résumé"),
    "resume.shared": _("shared a résumé with a stand"),
    "resume.taken_back": _("took a résumé back from a stand"),
    "resume.erased": _("erased a résumé"),
    "interview.called": _("called somebody to the table"),
    "interview.started": _("began a talk"),
    "interview.outcome": _("recorded an outcome"),
    "interview.outcome_taken_back": _("took an outcome back"),
    "interview.start_taken_back": _("took the beginning of a talk back"),
    "interview.call_taken_back": _("took a call back"),
}
