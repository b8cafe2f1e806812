"""Who a message reaches, and how: the outbox asks here for addresses when it sends, and keeps none."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext_noop as N_

from duikou.base.sealed import lasting_hash
from duikou.directory import sms
from duikou.directory.contacts import is_mail
from duikou.directory.mail import server_and_sender
from duikou.directory.models import Account, Person
from duikou.journal.letters import Letter, Recipient, Way, resolvers, ways

NO_SERVER = N_("no mail server")


def person(ref: str) -> Recipient | None:
    """The person with this primary key; None when erased."""
    found = Person.objects.filter(pk=ref).first() if ref.isdigit() else None
    if found is None or not found.contact:
        return None
    return Recipient(
        way="mail" if is_mail(found.contact) else "sms",
        address=found.contact,
        name=found.name,
        language=found.contact_language,
    )


def account(ref: str) -> Recipient | None:
    """The active account with this public id; None when there is none or it has no e-mail address."""
    try:
        found = Account.objects.filter(public_id=UUID(ref), is_active=True).first()
    except ValueError:
        return None
    if found is None or not found.email:
        return None
    return Recipient(way="mail", address=found.email, name=str(found), language=found.language)


def mail_obstacle() -> str:
    """Why no mail can be sent now, in plain English; empty when it can."""
    backend = settings.EMAIL_BACKEND
    if backend.endswith(".CityMail"):
        return "" if server_and_sender()[0] else NO_SERVER
    return NO_SERVER if backend.endswith(".dummy.EmailBackend") else ""


def send_mail(recipient: Recipient, letter: Letter, key: str) -> None:
    """Send `letter` through the city's mail server, under an id that is the same for every try. Raises OSError or
    SMTPException when that fails."""
    EmailMessage(
        subject=" ".join(letter.subject.split()),
        body=letter.body,
        from_email=server_and_sender()[1],
        to=[recipient.address],
        headers={"Message-ID": f"<{message_id(key)}>"},
        attachments=[(one.name, one.content, one.kind) for one in letter.attachments],
    ).send()


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
