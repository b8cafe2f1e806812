"""What is done with questions and answers, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "enquiry.asked": _("asked a question"),
    "enquiry.asked_again": _("wrote something more about a question"),
    "enquiry.helped": _("said that an answer helped"),
    "enquiry.did_not_help": _("said that an answer did not help"),
    "enquiry.taken": _("took a question"),
    "enquiry.given_back": _("gave a question back to colleagues"),
    "enquiry.answered": _("answered a question"),
    "enquiry.referral_proposed": _("proposed that another body answers a question"),
    "enquiry.referral_agreed": _("agreed that another body answers"),
    "enquiry.referral_refused": _("did not want another body to answer"),
    "enquiry.contact_corrected": _("changed the contact beside a question"),
    "enquiry.closed": _("a question was closed"),
    "enquiry.erased": _("erased what was asked"),
    "topic.duty": _("said which body answers a topic"),
    "answer.written": _("wrote an answer for everybody"),
    "answer.changed": _("changed an answer for everybody"),
    "answer.published": _("published an answer"),
    "answer.confirmed": _("confirmed that an answer still holds"),
    "answer.flagged": _("an answer left the search, to be looked at again"),
    "answer.withdrawn": _("withdrew an answer"),
    "answer.brought_back": _("brought an answer back as a draft"),
}
