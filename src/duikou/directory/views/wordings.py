"""How every message is worded, about somebody and something invented."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from duikou.directory import sms
from duikou.directory.access import needs
from duikou.directory.permissions import KEEP_MESSAGES, READ_WORDINGS
from duikou.directory.segments import ALONE, OF_SEVERAL, length_of
from duikou.journal.queries import wordings


@needs(READ_WORDINGS)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Every kind of message in every language, by mail and as a text message, about something invented."""
    shown = [
        {
            "template": one.template,
            "kind": one.kind,
            "where": one.where,
            "languages": [
                {
                    "code": code,
                    "name": dict(settings.LANGUAGES)[code],
                    "letter": letter,
                    "sms": None if one.kind.to_accounts else sms.text_of(letter),
                    "length": length_of(sms.text_of(letter)),
                }
                for code, letter in one.letters.items()
            ],
        }
        for one in wordings(languages=[code for code, _name in settings.LANGUAGES])
    ]
    context = {"wordings": shown, "alone": ALONE, "of_several": OF_SEVERAL, "quiet": settings.QUIET_HOURS}
    context["may_messages"] = KEEP_MESSAGES.asked_of(request.user)
    return render(request, "directory/wordings.html", context)
