"""Contests in words: where they stand, why something is refused, and what an entry is to whoever made it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duikou.activities.contest_rules import Phase, Refusal

PHASES: dict[str, Any] = {
    Phase.DRAFT: pgettext_lazy("contest", "Draft"),
    Phase.COMING: pgettext_lazy("contest", "Opens soon"),
    Phase.OPEN: pgettext_lazy("contest", "Open for works"),
    Phase.JUDGED: pgettext_lazy("contest", "Closed for works"),
    Phase.RESULTS: pgettext_lazy("contest", "Results are out"),
    Phase.CANCELLED: pgettext_lazy("contest", "Called off"),
}
PARTS: dict[str, Any] = {"categories": _("Categories"), "prizes": _("Prizes"), "criteria": _("Criteria")}
REFUSALS = {
    Refusal.WRONG_STATE: _("This is not possible any more: its state has changed. Look at it again."),
    Refusal.NO_TITLE: _("Write a title first."),
    Refusal.NO_CATEGORY: _("Choose one of the categories of this contest; one is needed before it is published."),
    Refusal.OVER: _("The time for this is over. Look at the dates again."),
    Refusal.NOT_YET: _("Works are not taken yet. Come back when the contest opens."),
    Refusal.CLOSED: _("The contest is closed: nothing comes in any more. Works can still be withdrawn."),
    Refusal.ENTERED_ALREADY: _(
        "You have entered as many works as each person may. Open the link of one of them to change it, or withdraw it."
    ),
    Refusal.NOT_FOR_PERSONS: _("Schools and groups enter this contest. Ask yours to enter."),
    Refusal.NOT_FOR_BODIES: _("People enter this contest themselves, not schools or groups."),
    Refusal.WITHDRAWN: _("This work was withdrawn. Enter it anew while the contest is open."),
    Refusal.EXCLUDED: _("This work was left out of the contest."),
    Refusal.EMPTY: _("There is nothing to look at yet: add a text or a picture."),
    Refusal.TOO_LONG: _("The text is longer than this contest takes. Shorten it."),
    Refusal.ENOUGH_PICTURES: _("There are as many pictures as a work may have. Delete one first."),
    Refusal.ENOUGH_PARTS: _("There are twenty of them already. Remove one first."),
    Refusal.PART_IN_USE: _("Works have come in that rely on it, so it stays as it is."),
    Refusal.MARKS_EXIST: _(
        "Works are marked by these criteria already. To change them, throw all marks away under “Begin the marking"
        " anew”; the jury then starts again."
    ),
    Refusal.NO_MARKS: _("There are no marks to throw away: criteria can be changed as they are."),
    Refusal.NOT_CLOSED: _("Works still come in. This can be done from the close on."),
    Refusal.KEEPS_CONTEST: _(
        "Whoever keeps the contest sees who entered, and cannot judge. Name somebody who does not keep it."
    ),
    Refusal.JUROR_ALREADY: _("This account is in the jury already."),
    Refusal.HANDED_IN: _("These marks are handed in. Ask the office to give them back, if something is wrong."),
    Refusal.NOT_HANDED_IN: _("Not every juror has handed in. Wait for them, or take somebody out of the jury."),
    Refusal.MARKS_LACK: _("Some works are not fully marked. Mark them, or say that you do not judge them."),
    Refusal.WRONG_MARKS: _("Marks are whole numbers from 0 to the most that a criterion gives. Look at them again."),
    Refusal.NO_JURY: _("Nobody is in the jury. Name jurors first."),
    Refusal.NO_CRITERIA: _("There are no criteria. Add what works are judged by first."),
    Refusal.UNJUDGED: _("No juror has marked some of the works. Give marks back to a juror, or leave these works out."),
    Refusal.CHANGED: _("The marks have changed since you looked. Look at the results again, then publish them."),
    Refusal.NO_REASON: _("Say why: everybody reads it."),
    Refusal.SAME: _("Nothing has changed in the results. There is no new edition to publish."),
    Refusal.NOT_AGREED: _("Whoever made it has not agreed that it is shown, or it takes part no more."),
    Refusal.NO_RESULTS: _("The exhibition opens once the results are out, so that the jury is not led."),
    Refusal.NOTHING_TO_SHOW: _("Choose works for the exhibition first: open one and say that it is shown."),
}
