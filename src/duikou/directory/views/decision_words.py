"""How decisions read on screens, and what each reader can do about them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duikou.base import clock
from duikou.directory.actions.decisions import Why
from duikou.directory.decisions import decided_by, kinds
from duikou.directory.models import Account, Decision
from duikou.directory.queries import names_of

NOT_POSSIBLE: dict[str, Any] = {
    Why.OPEN_ALREADY: gettext_lazy("This has been asked for already. Look at the decisions that wait."),
    Why.NOTHING_THERE: gettext_lazy("There is nothing to decide here any more. Look at the account again."),
    Why.DECIDED_ALREADY: gettext_lazy("Somebody has decided this already. Nothing more was done."),
    Why.OWN: gettext_lazy("You asked for this yourself, so somebody else decides it. You can take it back."),
    Why.NOT_YOURS: gettext_lazy("Your role does not reach this decision. Nothing was done."),
    Why.CONCERNS_YOU: gettext_lazy("This is about your own role, so somebody else approves it."),
}
LAPSED: dict[str, Any] = {
    Decision.Lapsed.TOO_OLD: gettext_lazy("Nobody decided in time, so nothing was done. It can be asked for again."),
    Decision.Lapsed.CHANGED: gettext_lazy(
        "What this is about has changed since it was asked for, so nothing was done. It can be asked for again."
    ),
    Decision.Lapsed.ASKER: gettext_lazy("Whoever asked for this may not ask for it any more, so nothing was done."),
}


def in_words(decisions: Iterable[Decision], account: Account) -> list[dict[str, Any]]:
    """The decisions as `account` reads them, with what it can do: a query for all names, one for each that waits."""
    found = list(decisions)
    refs = (f"account:{ref}" for one in found for ref in (one.asked_by, one.decided_by) if ref)
    names = names_of(refs)
    return [_row(one, account, names) for one in found]


def _row(one: Decision, account: Account, names: dict[str, str]) -> dict[str, Any]:
    kind = kinds.get(one.kind)
    own = one.asked_by == account.public_id
    waits = one.state == Decision.State.ASKED and one.lapses_at > clock.now()
    barred = kind is not None and account.public_id in kind.barred(one)
    gone = _("an account that is gone")
    return {
        "decision": one,
        "says": kind.says if kind else one.kind,
        "words": kind.in_words(one) if kind else [],
        "own": own,
        "waits": waits,
        "may_decline": waits and not own and decided_by(account).filter(pk=one.pk).exists(),
        "barred": barred,
        "why": LAPSED.get(one.why, ""),
        "asked_by": names.get(f"account:{one.asked_by}", gone),
        "decided_by": names.get(f"account:{one.decided_by}", gone) if one.decided_by else "",
    }
