"""Who a message reaches, and how: the outbox asks here for addresses when it sends, and keeps none."""

from __future__ import annotations

from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext_noop as N_

from duikou.base.sealed import lasting_hash
from duikou.directory import slips, sms
from duikou.directory.contacts import is_mail
from duikou.directory.mail import server_and_sender
from duikou.directory.models import Account, Person
from duikou.journal.letters import Letter, NotNow, Recipient, Refused, Way, resolvers, ways

NO_SERVER = N_("no mail server")
TAKES_NO_ADDRESS = N_("the mail server does not take this address")
TAKES_NO_MAIL = N_("the mail server does not take this mail")
SERVER_BUSY = N_("the mail server takes no mail at present")
SERVER_BROKE_OFF = N_("the mail server broke the connection off")
SERVER_REFUSES_US = N_("the mail server does not speak with us: look at its address and password")


def person(ref: str) -> Recipient | None:
    """The person with this primary key; None when erased."""
    found = Person.objects.filter(pk=ref).first() if ref.isdigit() else None
    if found is None:
        return None
    return Recipient(
        way=way_to(found.contact),
        address=found.contact,
        name=found.name,
        language=found.contact_language,
    )


def way_to(contact: str) -> str:
    """The way on which messages reach this contact; `slip` when there is none and they do not."""
    if not contact:
        return "slip"
    return "mail" if is_mail(contact) else "sms"


def reaches(person: Person) -> bool:
    """Whether a message to this person would be carried at present: whether mail, or telephone messages, are set up. In
    the demo they all arrive, in its outbox. Whoever has a printed slip only is reached by none."""
    if settings.DEMO or not person.contact:
        return bool(person.contact)
    way = ways.get(way_to(person.contact))
    return way is not None and not way.obstacle()


def account(ref: str) -> Recipient | None:
    """The active account with this public id; None when there is none or it has no confirmed e-mail address."""
    try:
        found = Account.objects.filter(public_id=UUID(ref), is_active=True).first()
    except ValueError:
        return None
    if found is None or not found.email or found.email_verified_at is None:
        return None
    return Recipient(way="mail", address=found.email, name=str(found), language=found.language)


def mail_obstacle() -> str:
    """Why no mail can be sent now, in plain English; empty when it can."""
    backend = settings.EMAIL_BACKEND
    if backend.endswith(".CityMail"):
        return "" if server_and_sender()[0] else NO_SERVER
    return NO_SERVER if backend.endswith(".dummy.EmailBackend") else ""


def mail_goes_out() -> bool:
    """Whether a mail with a link in it would reach somebody at present: a mail server and the city's public address are
    set. In the demo they all arrive, in its outbox."""
    return settings.DEMO or bool(settings.ADDRESS and not mail_obstacle())


def send_mail(recipient: Recipient, letter: Letter, key: str) -> None:
    """Send `letter` through the city's mail server, under an id that is the same for every try. Raises Refused when the
    server will never take it, OSError or SMTPException when not now."""
    mail = EmailMessage(
        subject=" ".join(letter.subject.split()),
        body=letter.body,
        from_email=server_and_sender()[1],
        to=[recipient.address],
        # No other machine is to answer it (RFC 3834, 5).
        headers={"Message-ID": f"<{message_id(key)}>", "Auto-Submitted": "auto-generated"},
        attachments=[(one.name, one.content, one.kind) for one in letter.attachments],
    )
    try:
        mail.send()
    except SMTPException as error:
        raise answered(error) from error


def answered(error: SMTPException) -> Refused | NotNow:
    """What becomes of a mail after such an answer. A server says by its code whether it is ever to be another (RFC
    5321, 4.2.1); what it says of us, and not of this mail, somebody can mend."""
    if isinstance(error, SMTPServerDisconnected):
        return NotNow(SERVER_BROKE_OFF)
    code = error.smtp_code if isinstance(error, SMTPResponseException) else 0
    if isinstance(error, SMTPRecipientsRefused):
        code = next((code for code, _words in error.recipients.values()), 0)
    if 400 <= code < 500:
        return NotNow(SERVER_BUSY)
    if isinstance(error, SMTPRecipientsRefused):
        return Refused(TAKES_NO_ADDRESS)
    return Refused(TAKES_NO_MAIL) if isinstance(error, SMTPDataError) else NotNow(SERVER_REFUSES_US)


def message_id(key: str) -> str:
    """The id of the mail that carries the message with this key, by which a server or reader knows it again."""
    host = urlsplit(settings.ADDRESS).hostname or "duikou.invalid"
    return f"{lasting_hash('mail', key).hex()[:32]}@{host}"


def declare() -> None:
    """Tell the outbox how to reach people and accounts."""
    resolvers.add("person", person)
    resolvers.add("account", account)
    ways.add("mail", Way(obstacle=mail_obstacle, send=send_mail))
    ways.add("sms", Way(obstacle=sms.obstacle, send=sms.send))
    ways.add("slip", Way(obstacle=slips.obstacle, send=slips.send))
