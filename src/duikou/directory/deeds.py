"""The kinds of entries that the directory writes into the journal, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "account.added": _("added an account"),
    "account.granted": _("gave a role"),
    "account.taken_from": _("took a role away"),
    "account.activated": _("opened an account again"),
    "account.deactivated": _("closed an account"),
    "account.changed": _("changed an account"),
    "account.password_changed": _("changed a password"),
    "people.erased_again": _("erased people again whom a backup had brought back"),
    "key.used": _("began to use a key"),
    "key.retired": _("put a key aside"),
    "key.accepted": _("accepted a changed key"),
    "account.signed_in": _("signed in"),
    "account.signed_out": _("signed browsers out"),
    "account.factor_added": _("set up a second factor"),
    "account.factor_removed": _("removed a second factor"),
    "account.codes_renewed": _("made new spare codes"),
    "account.factors_forgotten": _("took somebody’s second factors away"),
    "city.set_up": _("set the city up"),
    "city.changed": _("changed the city"),
    "organisation.added": _("added a body"),
    "organisation.pending": _("put a body back to be looked at"),
    "organisation.approved": _("approved a body"),
    "organisation.declined": _("declined a body"),
    "place.added": _("added a place"),
    "token.given": _("gave out a token"),
    "token.taken_back": _("took a token back"),
    "webhook.added": _("added a webhook"),
    "webhook.resumed": _("resumed a webhook"),
    "webhook.stopped": _("stopped a webhook"),
    "webhook.removed": _("removed a webhook"),
    "webhook.tried": _("tried a webhook"),
    "webhook.sent_again": _("sent a delivery again"),
    "message.tried_again": _("tried a message again"),
    "messages.tried_again": _("tried messages again"),
}
