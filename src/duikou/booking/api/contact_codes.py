"""One-time codes: for offers that ask for a contact which is shown to be the person's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from ninja import Router
from ninja.responses import Status

from duikou.base import clock
from duikou.base.api_shapes import answers
from duikou.base.problem_details import Problem
from duikou.base.wrong_fields import wrong_field
from duikou.booking import actions as engine
from duikou.booking.api.callers import Called, Caller, bearer
from duikou.booking.api.offers import offer_or_404
from duikou.booking.api.schemas.contact_codes import CodeSentOut, CodeWantedIn, DigitsIn, ProofOut
from duikou.booking.models import Offer
from duikou.booking.problems import as_problem
from duikou.booking.proofs import PROOF_LASTS
from duikou.booking.refusals import Refusal
from duikou.directory.actions import BadContact
from duikou.directory.models import ApiToken

router = Router(tags=[N_("Contacts shown to be one’s own")])
SCOPES = (ApiToken.Scope.BOOK, ApiToken.Scope.PASSES)


@router.post(
    "",
    auth=bearer,
    response=answers({202: CodeSentOut}, 401, 403, 415),
    summary=N_("Send a code to a contact"),
    url_name="contact-codes",
)
def send(request: Called, body: CodeWantedIn) -> Status[dict[str, Any]]:
    """Six digits to the contact, good for ten minutes (scope bookings:create or passes:create). The person tells them
    to you, and you exchange them for a proof."""
    offer = _opened(request.auth, body.offer)
    language = body.language if body.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    try:
        sent = engine.send_code(offer, contact=body.contact, language=language, by=request.auth.actor)
    except BadContact:
        raise wrong_field("body.contact", _("This is neither a telephone number nor an e-mail address.")) from None
    if isinstance(sent, Refusal):
        raise as_problem(sent)
    return Status(202, {"id": sent.public_id, "expires_at": sent.expires_at})


@router.post(
    "/{uuid:code}/proof",
    auth=bearer,
    response=answers({201: ProofOut}, 401, 403, 409, 415),
    summary=N_("Exchange a code for a proof"),
    url_name="contact-proofs",
)
def prove(request: Called, code: UUID, body: DigitsIn) -> Status[dict[str, Any]]:
    """The proof that the contact is the person’s own, for this offer and half an hour. Five tries, then a new code is
    needed."""
    proof = engine.take_code(code, offer=_opened(request.auth, body.offer), typed=body.digits.strip())
    if isinstance(proof, Refusal):
        raise as_problem(proof)
    return Status(201, {"proof": proof, "valid_until": clock.now() + PROOF_LASTS})


def _opened(who: Caller, public_id: UUID) -> Offer:
    if who.token is None:
        raise Problem("not_allowed", more={"scope": SCOPES[0]})
    offer = offer_or_404(public_id)
    if not any(who.token.opens(offer.by_id, scope) for scope in SCOPES):
        raise Problem("not_allowed", more={"scope": SCOPES[0]})
    return offer
