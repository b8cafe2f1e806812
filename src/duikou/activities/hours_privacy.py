"""What is kept of volunteers who want their hours kept."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_noop as _

from duikou.activities.actions.hours import drop_books, drop_kept_shifts
from duikou.activities.models import KeptShift
from duikou.activities.queries.hours import books_kept_too_long, entries_kept_too_long, kept_shifts_over
from duikou.base.keeping import Retention, retentions
from duikou.base.registry import Kept, PersonalField, goes_along, kept_rows, personal_fields

FIELDS = (
    PersonalField(
        model="activities.HoursBook",
        field="name",
        label=_("name over a book of a volunteer’s hours"),
        whose="person",
        purpose=_("to be printed on certificates of one’s own hours"),
        legal_basis=_("asked for by the person, who need not"),
        seen_by=_("nobody; whoever has the code of the book"),
        kept_for=_("until the person leaves; two years after the last entry"),
        erased_by=_("deletion of the row"),
        overdue=books_kept_too_long,
    ),
    PersonalField(
        model="activities.HoursEntry",
        field="book",
        label=_("whose hours these are, by the book they stand in"),
        whose="person",
        purpose=_("to show the person their hours, and certify them"),
        legal_basis=_("asked for by the person, who need not"),
        seen_by=_("nobody; whoever has the code of the book"),
        kept_for=_("until the person leaves; two years after the last entry"),
        erased_by=_("deletion of the row"),
        overdue=entries_kept_too_long,
    ),
    *(
        PersonalField(
            model="activities.KeptShift",
            field=field,
            label=label,
            whose="person",
            purpose=_("to enter the hours once the team confirms them"),
            legal_basis=_("asked for by the person, who need not"),
            seen_by=_("nobody; those who confirm hours see the code of the booking"),
            kept_for=_("as long as the booking has its person"),
            erased_by=_("deletion of the row"),
            overdue=kept_shifts_over,
        )
        for field, label in (
            ("booking", _("which shifts go into a book of hours")),
            ("book", _("into which book of hours a shift goes")),
        )
    ),
)
KEPT = Kept(
    "activities.KeptShift",
    _("Shifts whose hours go into a book of yours"),
    {},
    inner=frozenset({"id", "booking", "book"}),
)
BOOKS = Retention(
    "activities.hours_books", _("books of volunteers’ hours to which nothing was added for two years"), drop_books
)
SHIFTS = Retention(
    "activities.kept_shifts",
    _("which shifts go into a book, when the booking has lost its person"),
    drop_kept_shifts,
    last=True,
)


def declare() -> None:
    """Put them into the registries that privacy pages, exports, retention and proofs walk."""
    for field in FIELDS:
        personal_fields.add(f"{field.model}.{field.field}", field)
    kept_rows.add(KEPT.model, KEPT)
    for one in (BOOKS, SHIFTS):
        retentions.add(one.name, one)
    goes_along.add("activities.kept_shifts", _untie)


def _untie(ids: Sequence[int]) -> None:
    """Untie the bookings of these people from books of hours: erasing somebody leaves the book to whoever has its
    code."""
    KeptShift.objects.filter(booking__person__in=ids).delete()
