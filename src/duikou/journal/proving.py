"""Looking whether the promises about people are kept, and keeping what came of it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from duikou.base import clock
from duikou.base.keeping import Proof, in_order
from duikou.journal import seals, turns
from duikou.journal.models import Proven
from duikou.journal.retention import EVERY, erase_due

log = logging.getLogger("duikou.journal")

AT_NIGHT = 3  # o'clock in the city's zone
Result = Proven.Result


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one proof: kept, broken or, when it could not be looked up, unknown; and how much was looked at."""

    proof: Proof
    result: str
    faults: list[str]
    looked_at: dict[str, int] = field(default_factory=dict)


def prove() -> Iterator[Looked]:
    """Look whether each promise is kept, one after the other, and keep what came of it. A proof that fails proves
    nothing: its promise is not known to be kept."""
    names = []
    for proof in in_order():
        looked = _look(proof)
        _keep(looked)
        names.append(proof.name)
        yield looked
    Proven.objects.exclude(pk__in=names).delete()
    turns.say_done(turns.PROMISES)


def keep_promises() -> None:
    """Erase what is due, once an hour, then look whether every promise is kept, once a night; for the worker, often.
    Several may ask at once, and one that ended in the middle is taken up again after an hour."""
    now = clock.now()
    if turns.my_turn(turns.RETENTION, since=now - EVERY):
        erase_due()
    elif turns.under_way(turns.RETENTION):
        return  # what is being erased at this moment is not kept too long
    if turns.my_turn(turns.PROMISES, since=last_night(now)):
        seals.seal_settled()
        for _looked in prove():
            pass


def last_night(now: datetime) -> datetime:
    """The last time that it was three o'clock at night in the city's zone."""
    here = timezone.localtime(now)
    night = here.replace(hour=AT_NIGHT, minute=0, second=0, microsecond=0)
    return night if night <= here else night - timedelta(days=1)


def _look(proof: Proof) -> Looked:
    try:
        found = proof.look()
    except Exception as error:  # whatever it is, the promise is not proved
        where = "".join(traceback.format_tb(error.__traceback__))  # without the error's text: it may hold a name
        log.error("the promise '%s' could not be looked up: %s\n%s", proof.name, type(error).__name__, where)
        return Looked(proof, Result.UNKNOWN, [f"could not be checked: {type(error).__name__}"])
    return Looked(proof, Result.BROKEN if found.faults else Result.KEPT, found.faults, found.looked_at)


def _keep(looked: Looked) -> None:
    now = clock.now()
    said = {"result": looked.result, "at": now, "faults": looked.faults}
    if looked.result == Result.KEPT:
        said["kept_at"] = now
    Proven.objects.update_or_create(name=looked.proof.name, defaults=said)
