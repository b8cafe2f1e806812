"""Passes: everything settled before the opening, so that at the opening a time is all that is sent."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as N_
from ninja import Router
from ninja.responses import Status

from duikou.base.api_shapes import answers
from duikou.base.problem_details import Problem
from duikou.booking import actions as engine
from duikou.booking.api.callers import Called, bearer
from duikou.booking.api.claiming import language_of, somebody
from duikou.booking.api.offers import offer_or_404
from duikou.booking.api.schemas.passes import GivenBackOut, PassIn, PassOut
from duikou.booking.problems import as_problem
from duikou.booking.refusals import Refusal
from duikou.directory.models import ApiToken

router = Router(tags=[N_("Passes")])


@router.post(
    "",
    auth=bearer,
    response=answers({201: PassOut}, 401, 403, 409, 415),
    summary=N_("Give out a pass"),
    url_name="passes",
    by_alias=True,
)
def give(request: Called, body: PassIn) -> Status[dict[str, Any]]:
    """A pass for a person in an offer (scope passes:create). The same person gets the same pass again."""
    offer, who = offer_or_404(body.offer), request.auth
    who.may(ApiToken.Scope.PASSES, organisation=offer.by_id)
    somebody(body.person)  # refuses what can be neither name nor contact
    card = engine.issue_pass(
        offer,
        name=body.person.name,
        contact=body.person.contact,
        language=language_of(body.person),
        by=who.actor,
        proof=body.proof,
    )
    if isinstance(card, Refusal):
        raise as_problem(card)
    return Status(
        201,
        {
            "pass": card,
            "offer": offer.public_id,
            "opens_at": offer.opens_at,
            "valid_until": offer.closes_at,
        },
    )


@router.post(
    "/give-back",
    auth=bearer,
    response=answers({200: GivenBackOut}, 401, 403),
    summary=N_("Give a pass back"),
    url_name="give-pass-back",
)
def give_back(request: Called) -> dict[str, Any]:
    """Sent with the pass as the bearer: name and contact are deleted unless something else needs them."""
    who = request.auth
    if who.card is None:
        raise Problem("not_allowed")
    return {"erased": engine.give_back_pass(who.card, by=who.actor)}
