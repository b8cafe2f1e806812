"""What contests keep of those who enter, and of the jury. Activities keep nothing beside the engine's rows."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_noop as N_

from duikou.activities.actions.withdrawing_works import withdraw_of
from duikou.activities.contest_kept import KEPT
from duikou.activities.models import ContestEntry
from duikou.activities.queries.contest_terms import (
    people_kept_too_long,
    pictures_kept_too_long,
    recusals_kept_too_long,
    sheets_kept_too_long,
    works_kept_too_long,
)
from duikou.base.registry import (
    PersonalField,
    goes_along,
    holds_besides,
    kept_rows,
    personal_fields,
    who_did,
)

KEPT_FOR = N_("90 days after the results are out, or until the work is withdrawn; a year when there are no results")
WORK_KEPT = N_("the same; a work that is exhibited as long as it is shown, or until its maker takes it back")
FIELDS = [
    PersonalField(
        model="activities.ContestEntry",
        field="person",
        label=N_("whose a work in a contest is"),
        whose="person",
        purpose=N_("to reach whoever entered, and to let them change and withdraw it"),
        legal_basis=N_("asked for by the person"),
        seen_by=N_("who keeps the contest, each look kept; never the jury"),
        kept_for=KEPT_FOR,
        erased_by=N_("detachment of the person; the number stays"),
        overdue=people_kept_too_long,
    ),
    *(
        PersonalField(
            model="activities.ContestEntry",
            field=field,
            label=label,
            whose="person",
            purpose=N_("to judge the work and, where its maker agrees, to show it"),
            legal_basis=N_("asked for by the person"),
            seen_by=N_("the jury without a name, who keeps the contest; everybody, where its maker agrees"),
            kept_for=WORK_KEPT,
            erased_by=N_("emptying of the field"),
            overdue=works_kept_too_long,
        )
        for field, label in (
            ("title", N_("title of a work in a contest")),
            ("about", N_("what its maker says of a work")),
            ("text", N_("text of a work")),
        )
    ),
    *(
        PersonalField(
            model=f"activities.{model}",
            field="entry",
            label=label,
            whose="person",
            purpose=N_("to judge the work and, where its maker agrees, to show it"),
            legal_basis=N_("asked for by the person"),
            seen_by=N_("the jury without a name, who keeps the contest; everybody, where its maker agrees"),
            kept_for=kept_for,
            erased_by=N_("deletion of the row"),
            overdue=overdue,
        )
        for model, label, kept_for, overdue in (
            ("WorkPicture", N_("which work a picture is of"), WORK_KEPT, pictures_kept_too_long),
            ("WorkSheet", N_("which work a juror marked"), KEPT_FOR, sheets_kept_too_long),
            ("Recusal", N_("which work a juror does not judge"), KEPT_FOR, recusals_kept_too_long),
        )
    ),
    who_did("activities.Juror", "account", N_("who judges a contest"), N_("as long as the contest")),
]


def holds(person_id: int, known: Collection[UUID]) -> bool:
    """Whether somebody has entered works other than those with the `known` ids."""
    return ContestEntry.objects.filter(person=person_id).exclude(public_id__in=list(known)).exists()


def declare() -> None:
    """Put them into the registries that privacy pages, exports and tests walk, and say what goes along when somebody is
    erased."""
    for field in FIELDS:
        personal_fields.add(f"{field.model}.{field.field}", field)
    for kept in KEPT:
        kept_rows.add(kept.model, kept)
    goes_along.add("activities.contests", withdraw_of)
    holds_besides.add("activities.contests", holds)
