"""What may be done with money, before the database judges: pure answers."""

from __future__ import annotations

from datetime import date

from django.db.models import TextChoices

from duikou.aid.models import LedgerAccount, Partnership
from duikou.base.money import Money, NotASum

Stage = LedgerAccount.Stage


class Refusal(TextChoices):
    """Why a posting is refused; those of the database have its own names (`ledger_guards`)."""

    NOT_A_SUM = "not_a_sum"
    NOT_ABOVE_ZERO = "not_above_zero"
    IN_THE_FUTURE = "in_the_future"
    BY_ONE_PERSON = "by_one_person"
    PARTNERSHIP_ENDED = "partnership_ended"
    PROJECT_MISSING = "project_missing"
    KEY_REUSED = "key_reused"
    OTHER_BOOKS = "other_books"
    OTHER_CURRENCY = "other_currency"
    OTHER_PROJECT = "other_project"
    NO_SUCH_STEP = "no_such_step"
    DRAWS_ON_NOTHING = "draws_on_nothing"
    DRAWS_ELSEWHERE = "draws_elsewhere"
    DRAWS_ON_REVERSED = "draws_on_reversed"
    ABOVE_WHAT_IS_LEFT = "above_what_is_left"
    REVERSAL_OF_REVERSAL = "reversal_of_reversal"
    REVERSAL_DIFFERS = "reversal_differs"
    REVERSED_ALREADY = "reversed_already"
    BUILT_UPON = "built_upon"
    BELOW_ZERO = "below_zero"


class Refused(ValueError):
    """A posting was refused; nothing was written. `why` is a Refusal."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = Refusal(why)


def minor_of(money: Money) -> int | Refusal:
    """The sum in minor units, above zero, or why it is none."""
    try:
        units = money.minor
    except NotASum:
        return Refusal.NOT_A_SUM
    return units if units > 0 else Refusal.NOT_ABOVE_ZERO


def may_value(value_date: date, *, today: date) -> Refusal | None:
    """Money is posted when it has gone: its value date is never in the future (`today` in the city's zone)."""
    return Refusal.IN_THE_FUTURE if value_date > today else None


def may_commit(partnership: Partnership | None, *, today: date) -> Refusal | None:
    """Once a partnership has ended nothing more is set or committed; what was committed goes on, or comes back."""
    ended = partnership.ended_on if partnership else None
    return Refusal.PARTNERSHIP_ENDED if ended is not None and today > ended else None
