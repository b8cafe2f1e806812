"""What contests keep of somebody, in words, as they are shown it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from duikou.activities.actions.contest_entries import ref
from duikou.base.registry import (
    Kept,
)

STATES = {"entered": N_("takes part"), "excluded": N_("left out"), "withdrawn": N_("withdrawn")}


KEPT = (
    Kept(
        "activities.ContestEntry",
        N_("Works you entered into contests"),
        {
            "contest": N_("Contest"),
            "category": N_("Category"),
            "number": N_("Number"),
            "title": N_("Title"),
            "about": N_("A few words on the work"),
            "text": N_("Text"),
            "may_show": N_("May be exhibited"),
            "name_shown": N_("With your name"),
            "accepted": N_("Chosen for the exhibition"),
            "state": N_("State"),
            "why_excluded": N_("Why it was left out"),
            "entered_at": N_("When you entered it"),
            "changed_at": N_("Changed"),
        },
        inner=frozenset({"id", "public_id", "form_key", "person", "body", "heads", "emptied_at"}),
        shown={
            "contest": lambda row: str(row.contest),
            "category": lambda row: str(row.category),
            "state": lambda row: _(STATES[row.state]),
        },
        reference=ref,
    ),
    Kept(
        "activities.WorkPicture",
        N_("Pictures of your work"),
        {"photo": N_("What is seen")},
        inner=frozenset({"id", "entry"}),
        shown={"photo": lambda row: str(row.photo.caption)},
    ),
    Kept(
        "activities.WorkSheet",
        N_("What jurors wrote about your work"),
        {"remark": N_("Remark on the work")},
        inner=frozenset({"id", "juror", "entry", "at"}),
        shown={"remark": lambda row: row.remark if _out(row) else _("told with the results")},
    ),
    Kept(
        "activities.WorkMark",
        N_("Marks of your work"),
        {"criterion": N_("Criterion"), "value": N_("Marks")},
        inner=frozenset({"id", "sheet"}),
        shown={
            "criterion": lambda row: str(row.criterion),
            "value": lambda row: _("the mean is told with the results"),
        },
    ),
    Kept(
        "activities.Recusal",
        N_("Jurors who do not judge your work"),
        {"at": N_("Since")},
        inner=frozenset({"id", "juror", "entry", "by_office"}),
    ),
)


def _out(row: Any) -> bool:
    return bool(row.entry.contest.state == row.entry.contest.State.RESULTS)
