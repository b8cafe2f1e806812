"""What those are told who may decide: that something waits for them. What it is about stands on the page alone."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duikou.base import clock
from duikou.base.moments import moment_text
from duikou.directory.account_recipients import row_with
from duikou.directory.actions.decisions import LIVES, WAITS
from duikou.directory.decisions import kinds as kinds_of_decisions
from duikou.directory.decisions import waiting_for
from duikou.directory.link_secrets import absolute
from duikou.directory.models import Account, Decision
from duikou.journal.kinds import BY_DAY, Kind, kinds, samples
from duikou.journal.letters import Letter, renderers
from duikou.journal.models import Message


def decision_waits(message: Message) -> Letter | None:
    """Something waits for a decision; None once it is decided, or the reader may not decide it any more."""
    account = row_with(Account.objects.all(), message.recipient.partition(":")[2])
    found = row_with(Decision.objects.all(), message.about.partition(":")[2])
    kind = kinds_of_decisions.get(found.kind) if found else None
    if found is None or kind is None or not waiting_for(account).filter(pk=found.pk).exists():
        return None
    return waits_letter(str(kind.says), reverse("directory:decision", args=[found.public_id]), found.lapses_at)


def waits_letter(says: str, path: str, until: datetime) -> Letter:
    """The letter about a decision of a kind, which is made at `path`."""
    words = {"what": says, "time": moment_text(until)}
    lines = [
        _("A colleague has asked for a decision that you may make: %(what)s.") % words,
        "",
        _("Look at it and approve or decline it, until %(time)s:") % words,
        absolute(path),
        "",
        _("If others may decide it too, the first who does so is enough."),
    ]
    return Letter(_("A decision waits for you: %(what)s") % words, "\n".join(lines))


def _sample() -> Letter:
    return waits_letter(_("Give a role"), reverse("directory:decisions"), clock.now() + LIVES)


def declare() -> None:
    """Tell the outbox how this message is written."""
    until = gettext_lazy("until it is decided or lapses")
    kinds.add(WAITS, Kind(gettext_lazy("A decision waits"), until, BY_DAY, to_accounts=True))
    renderers.add(WAITS, decision_waits)
    samples.add(WAITS, _sample)
