"""What of a draw takes two people beside the seed: calling it off once its list is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.booking.actions.draws import call_off_by_two
from duikou.booking.models import Draw
from duikou.directory.decisions import Kind, kinds
from duikou.directory.models import Decision, Grant

CALL_OFF = "draw.call_off"


def reference(draw: Draw) -> str:
    """How a decision calls a draw."""
    return f"draw:{draw.public_id}"


def _draw(about: str) -> Draw | None:
    return Draw.objects.select_related("offer").filter(public_id=about.partition(":")[2]).first()


def _facts(about: str, details: Mapping[str, Any]) -> Mapping[str, Any] | None:
    draw = _draw(about)
    if draw is None or draw.state not in (Draw.State.WISHING, Draw.State.FROZEN):
        return None
    return {"state": str(draw.state), "sha256": draw.list_sha256}


def _in_words(decision: Decision) -> list[str]:
    draw = _draw(decision.about)
    if draw is None:
        return []
    said = translated(decision.details.get("why") or {})
    return [
        str(draw.offer.title),
        _("Everybody who takes part is told that nothing is drawn. Places are booked in the order of asking."),
        _("Reason: {reason}").format(reason=said),
    ]


def _act(decision: Decision, by: Actor) -> object:
    draw = _draw(decision.about)
    assert draw is not None
    return call_off_by_two(draw=draw, why=decision.details.get("why") or {}, by=by)


def declare() -> None:
    """Say what is decided by two."""
    says = gettext_lazy("Call off a draw whose list is frozen")
    kinds.add(CALL_OFF, Kind(CALL_OFF, says, _facts, _in_words, _act, ask=(Grant.Role.OFFICE,)))
