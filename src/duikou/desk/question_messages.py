"""Messages to those who asked and left a contact: that there is an answer, or that another body could answer. What was
asked and answered stands in neither; the link opens it."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duikou.base.ids import new_id
from duikou.base.translated import translated
from duikou.desk.actions.answering import ANSWERED, REFERRAL
from duikou.desk.enquiry_codes import enquiry_path
from duikou.desk.models import Enquiry, Topic
from duikou.desk.queries.enquiries import enquiry_of, proposed_referral
from duikou.directory.link_secrets import absolute
from duikou.directory.models import Organisation
from duikou.directory.recipients import way_to
from duikou.journal.kinds import BY_DAY, Kind, kinds, samples
from duikou.journal.letters import Letter, Recipient, renderers, resolvers
from duikou.journal.models import Message


def recipient(ref: str) -> Recipient | None:
    """Whoever asked, by the question's public id; None when they left no contact, or it is erased."""
    enquiry = _enquiry(ref)
    if enquiry is None or not enquiry.contact:
        return None
    return Recipient(way_to(enquiry.contact), enquiry.contact, "", enquiry.contact_language)


def answered(message: Message) -> Letter | None:
    """That there is an answer; None when the question is closed or open again."""
    enquiry = _enquiry(message.about.partition(":")[2])
    return answer_letter(enquiry) if enquiry and enquiry.state == Enquiry.State.ANSWERED else None


def referral(message: Message) -> Letter | None:
    """That another body could answer; None when nothing is proposed any more."""
    enquiry = _enquiry(message.about.partition(":")[2])
    proposed = proposed_referral(enquiry) if enquiry else None
    return referral_letter(enquiry, str(proposed.receiver)) if enquiry and proposed else None


def answer_letter(enquiry: Enquiry) -> Letter:
    """That there is an answer, with the link to it."""
    values = {"body": str(enquiry.body), "link": absolute(enquiry_path(enquiry))}
    lines = [
        _("%(body)s has answered the question that you asked. Read it here:") % values,
        values["link"],
        "",
        _("There you can ask back, say whether it helped, and erase everything."),
    ]
    short = _("%(body)s has answered your question: %(link)s") % values
    return Letter(_("An answer from %(body)s") % values, "\n".join(lines), short=short, values=values)


def referral_letter(enquiry: Enquiry, receiver: str) -> Letter:
    """That another body could answer, and where to say yes or no."""
    values = {"body": str(enquiry.body), "other": receiver, "link": absolute(enquiry_path(enquiry))}
    lines = [
        _("%(body)s would hand your question on to %(other)s, which knows more about it.") % values,
        _("It is handed on only if you say yes:"),
        values["link"],
    ]
    short = _("May %(body)s hand your question on to %(other)s? Say yes or no: %(link)s") % values
    return Letter(_("May your question be handed on?"), "\n".join(lines), short=short, values=values)


def _enquiry(ref: str) -> Enquiry | None:
    try:
        return enquiry_of(UUID(ref))
    except ValueError:
        return None


def _sample() -> Enquiry:
    body = Organisation(name=translated({"zh-hans": "示例：祁连服务中心", "en": "Example: Qilian service centre"}))
    return Enquiry(public_id=new_id(), body=body, topic=Topic(key="school"))


def _answer_sample() -> Letter:
    return answer_letter(_sample())


def _referral_sample() -> Letter:
    other = translated({"zh-hans": "示例：市教育局", "en": "Example: Education bureau"})
    return referral_letter(_sample(), str(other))


def declare() -> None:
    """Tell the outbox how these messages are written, whom they reach, and show samples."""
    until = gettext_lazy("for thirty days")
    kinds.add(ANSWERED, Kind(gettext_lazy("Answer to a question"), until, BY_DAY))
    kinds.add(REFERRAL, Kind(gettext_lazy("May a question be handed on?"), until, BY_DAY))
    renderers.add(ANSWERED, answered)
    renderers.add(REFERRAL, referral)
    resolvers.add("enquiry", recipient)
    samples.add(ANSWERED, _answer_sample)
    samples.add(REFERRAL, _referral_sample)
