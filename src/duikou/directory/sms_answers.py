"""What a provider of text messages may answer, in words for the page of messages."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

NO_GATEWAY = N_("no SMS gateway")
NOT_READ = N_("the address of the SMS gateway cannot be read")
TAKES_NO_NUMBER = N_("the SMS gateway does not take this number")
TAKES_NO_WORDS = N_("the SMS gateway does not take these words")
TAKES_NO_KEY = N_("the SMS gateway does not know our key")
NO_TEMPLATE = N_("no template of the SMS provider is named for this kind of message")
NOT_APPROVED = N_("the SMS provider has not approved our signature or template")
OWED = N_("our account with the SMS provider is empty or closed")
NO_MORE = N_("the SMS provider takes no more messages at present")
TROUBLE = N_("the SMS gateway has trouble")
